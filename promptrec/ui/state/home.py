"""Where this app keeps its things: $PROMPTREC_HOME, else .promptrec in the current folder."""

import functools
import logging
import os
from pathlib import Path


def home() -> Path:
    """The folder of store, runs, caches and uploaded data sets."""
    return Path(os.environ.get("PROMPTREC_HOME", ".promptrec")).resolve()


def datasets_folder() -> Path:
    """Uploaded data sets, one folder each."""
    return home() / "datasets"


def log_file() -> Path:
    """Where the pages write what went wrong."""
    return home() / "logs" / "app.log"


@functools.cache
def start_log() -> None:
    """Let the package's messages go to the log file as well, where it can be written. Once."""
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(log_file(), encoding="utf-8")
    except OSError:  # a full or read-only home: the pages still show what is there
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger("promptrec").addHandler(handler)
