"""`python -m promptrec COMMAND`."""

import sys

from promptrec.cli.main import main

sys.exit(main(sys.argv[1:]))
