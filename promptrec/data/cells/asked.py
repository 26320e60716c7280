"""What a column does not say by itself: a question for whoever brought it, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass

from promptrec.errors import DataError
from promptrec.words.table import Sentence, listed, sentence

DATES, COMMA, NUMBERS = "dates", "comma", "numbers"
OPTIONS = {
    DATES: ("day-first", "month-first"),
    COMMA: ("decimal", "thousands"),
    NUMBERS: ("days", "seconds", "milliseconds"),
}
Answers = Mapping[str, str]  # the name of a question -> one of its options


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What a column may mean, with one of its cells read in each way."""

    name: str  # of OPTIONS
    file: str
    column: str  # as the file calls it
    cell: str
    readings: Mapping[str, str]  # option -> how the cell is read then

    @property
    def words(self) -> Sentence:
        """The question itself."""
        values = {"file": self.file, "column": self.column, "cell": repr(self.cell)}
        return sentence(f"sentence.ask_{self.name}", **values)

    @property
    def choices(self) -> Sentence:
        """The answers by which it is given on the command line, each with what it makes."""
        flags = (f"--{self.name} {option} ({read})" for option, read in self.readings.items())
        return listed([Sentence(flag) for flag in flags])

    def answer(self, answers: Answers) -> str:
        """The option that was chosen; DataError where there is none yet."""
        chosen = answers.get(self.name, "")
        if chosen not in self.readings:
            raise DataError("sentence.ask_open", question=self.words, choices=self.choices)
        return chosen
