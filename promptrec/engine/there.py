"""What a process of the cluster does with a part: nothing unless it is like the one that asks."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from promptrec.engine.engine import Work
from promptrec.engine.likeness import first_difference, likeness
from promptrec.errors import EngineError, PromptRecError

AUTH = "RAY_AUTH_MODE"
TOKEN = "token"  # noqa: S105 - the mode, not a secret


@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """What became of a part: its result, or why it could not be done."""

    found: Any = None
    error: PromptRecError | None = None


def carry(work: Work, common: object, part: object, asked_by: Mapping[str, str]) -> Delivery:
    """Do one part. asked_by: the likeness of the process that asks."""
    try:
        same_as(asked_by)
        return Delivery(work(common, part))
    except PromptRecError as error:
        return Delivery(error=error)


def same_as(asked_by: Mapping[str, str]) -> None:
    """EngineError where this machine would say other numbers, or lets anybody in."""
    if os.environ.get(AUTH) != TOKEN:
        raise EngineError("sentence.engine_open", machine=machine_name())
    mine = likeness()
    name = first_difference(asked_by, mine)
    if name:
        told = {"name": name, "here": asked_by.get(name, "-"), "there": mine.get(name, "-")}
        raise EngineError("sentence.engine_differs", machine=machine_name(), **told)


def machine_name() -> str:
    """What this machine is called."""
    return socket.gethostname()
