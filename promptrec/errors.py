"""Errors a user can act on. Every message says what is wrong, where, and what to do next.

PromptRecError
 ├─ DataError       a data set cannot be used as it is
 ├─ TemplateError   a template or verbalizer cannot be read or rendered; knows line and column
 │   └─ SecondMaskError
 ├─ SettingsError   a setting has a value that cannot work
 ├─ ModelError      a backbone cannot be found or cannot do what was asked
 │   └─ BrokenScores
 ├─ StoreError      the store has no such run, or cannot be opened
 ├─ EngineError     the machines that share the work cannot be used
 │   └─ EngineLost  one of them went away in the middle of it
 └─ Cancelled       somebody stopped the run; not a failure

Released is none of them: nobody may take it for a failure on its way out.
"""

from promptrec.words.table import Sentence, has_words, sentence

LONGEST_QUOTE = 1_000  # characters of one value


class PromptRecError(Exception):
    """Base class: pages show these as a box, the worker stores them on the run, exit code 2.

    Made from a key of the tables of words and its values: `DataError("sentence.no_ratings",
    loss="mse", data="shop")`. Its text is English; `sentence` says it in every language.
    """

    def __init__(self, message: str = "", /, **values: object) -> None:
        known = has_words(message)
        self.say(sentence(message, **values) if known else as_sentence(message))

    def say(self, words: Sentence) -> None:
        """Say it in these words from now on, such as the same with the file's name before it."""
        self.sentence = brief_sentence(words)
        self.args = (str(self.sentence),)


def brief_sentence(words: Sentence) -> Sentence:
    """The sentence with what it quotes cut: no error repeats a megabyte of somebody's file."""
    if len(words) <= LONGEST_QUOTE:
        return words
    values = {name: brief_value(value) for name, value in words.values.items()} if words.key else {}
    return sentence(words.key, **values) if values else Sentence(f"{words[:LONGEST_QUOTE]}…")


def brief_value(value: object) -> object:
    """A value as far as an error quotes it."""
    if isinstance(value, Sentence):
        return brief_sentence(value)
    text = value if isinstance(value, str) else str(value)
    return f"{text[:LONGEST_QUOTE]}…" if len(text) > LONGEST_QUOTE else value


def as_sentence(message: str) -> Sentence:
    """A finished message; one that is a sentence already keeps its key."""
    return message if isinstance(message, Sentence) else Sentence(message)


class DataError(PromptRecError):
    """A file of a data set cannot be used as it is."""


class TemplateError(PromptRecError):
    """A template cannot be read or rendered; `line` and `column` count from 1, 0 when unknown."""

    def __init__(
        self, message: str, /, *, line: int = 0, column: int = 0, length: int = 1, **values: object
    ) -> None:
        text = sentence(message, **values) if has_words(message) else as_sentence(message)
        place = {"line": line, "column": column}
        super().__init__(sentence("sentence.at_line", **place, what=text) if line else text)
        self.line = line
        self.column = column
        self.length = length  # characters to underline


class SecondMaskError(TemplateError):
    """A template has more than one {mask}."""


class SettingsError(PromptRecError):
    """A setting has a value that cannot work."""


class ModelError(PromptRecError):
    """A backbone cannot be found, or cannot do what was asked of it."""


class BrokenScores(ModelError):
    """A model answers with what is no number: its weights broke while they were trained."""


class StoreError(PromptRecError):
    """The store has no such run, or cannot be opened."""


class EngineError(PromptRecError):
    """The machines that share the work cannot be used for it."""


class EngineLost(EngineError):
    """A machine went away in the middle: what it had was not done. A run is tried again."""


class Cancelled(PromptRecError):
    """Somebody stopped the run."""


class Released(BaseException):
    """The process has to end; its run goes back into the queue and is carried on from there."""
