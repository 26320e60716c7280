"""A page never shows a traceback: mistakes become a box that says what to do next."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from promptrec.errors import PromptRecError
from promptrec.ui.shell.hub_box import show_error
from promptrec.ui.shell.say import say
from promptrec.ui.state.home import log_file

log = logging.getLogger(__name__)
P = ParamSpec("P")


class PageEnds(Exception):
    """The page ends here, and a sentence above says why. `st.stop` would end what closes it, too:
    the address of a page cannot be written any more behind it.
    """


@contextmanager
def guard() -> Iterator[None]:
    """Show what goes wrong inside as a box; the rest of the page above it stays.

    Streamlit's own stop and rerun pass through: they are no Exception.
    """
    try:
        yield
    except PageEnds:
        pass
    except PromptRecError as error:
        show_error(error)
    except Exception:
        log.exception("a page stopped")
        st.error(say("guard.unexpected", place=log_file()))


def guarded(block: Callable[P, None]) -> Callable[P, None]:
    """The same for a fragment, which Streamlit calls without the page around it."""

    @wraps(block)
    def inside(*args: P.args, **kwargs: P.kwargs) -> None:
        with guard():
            block(*args, **kwargs)

    return inside
