"""Errors a user can act on. Every message says what is wrong, where, and what to do next.

PromptRecError
 ├─ DataError       a data set cannot be used as it is
 ├─ TemplateError   a template or verbalizer cannot be read or rendered; knows line and column
 │   └─ SecondMaskError
 ├─ SettingsError   a setting has a value that cannot work
 ├─ ModelError      a backbone cannot be found or cannot do what was asked
 ├─ StoreError      the store has no such run, or cannot be opened
 └─ Cancelled       somebody stopped the run; not a failure
"""


class PromptRecError(Exception):
    """Base class: pages show these as a box, the worker stores them on the run, exit code 2."""


class DataError(PromptRecError):
    """A file of a data set cannot be used as it is."""


class TemplateError(PromptRecError):
    """A template cannot be read or rendered; `line` and `column` count from 1, 0 when unknown."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0, length: int = 1) -> None:
        super().__init__(f"line {line}, column {column}: {message}" if line else message)
        self.line = line
        self.column = column
        self.length = length  # characters to underline


class SecondMaskError(TemplateError):
    """A template has more than one {mask}."""


class SettingsError(PromptRecError):
    """A setting has a value that cannot work."""


class ModelError(PromptRecError):
    """A backbone cannot be found, or cannot do what was asked of it."""


class StoreError(PromptRecError):
    """The store has no such run, or cannot be opened."""


class Cancelled(PromptRecError):
    """Somebody stopped the run."""
