"""Read by schemathesis (SCHEMATHESIS_HOOKS): the status of every answer goes into a file.

Apart from `api_cases`, so that schemathesis imports nothing of ours.
"""

import os
from pathlib import Path
from typing import Any

HEARD = "PROMPTREC_API_CASES"  # names the file
LOST = "lost"  # a case without an answer


def put(word: object) -> None:
    """Add a line."""
    with Path(os.environ[HEARD]).open("a") as file:
        file.write(f"{word}\n")


if HEARD in os.environ:
    import schemathesis

    @schemathesis.hook
    def after_call(context: Any, case: Any, response: Any) -> None:  # noqa: ARG001
        """An answer."""
        put(response.status_code)

    @schemathesis.hook
    def after_network_error(context: Any, case: Any, request: Any) -> None:  # noqa: ARG001
        """None."""
        put(LOST)
