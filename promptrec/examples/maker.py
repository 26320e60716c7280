"""PromptMaker: pairs of a data set -> prompts, ready to read or to score."""

from collections.abc import Mapping, Sequence

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.moments import View
from promptrec.data.nearest import named
from promptrec.data.split import Split
from promptrec.data.values import Value
from promptrec.errors import DataError
from promptrec.examples.cells import LongCells
from promptrec.examples.encode import Encoder
from promptrec.examples.fit import Fitted, Fitter
from promptrec.examples.known import KnownRows, every_row
from promptrec.examples.meaning import Meaning
from promptrec.examples.values import ValueFinder
from promptrec.longwork import going_on
from promptrec.prompt.parse import check_fields
from promptrec.prompt.template import Template
from promptrec.records import Encoded, Pairs
from promptrec.words.table import Sentence, sentence

CHUNK = 4096  # pairs rendered and encoded at a time: bounds memory, keeps progress visible


class PromptMaker:
    """Renders, truncates and encodes the prompts of one template on one data set."""

    def __init__(
        self,
        dataset: Dataset,
        template: Template,
        encoder: Encoder,
        *,
        known: KnownRows,
        factors: KnownRows | None,
        split: Split | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        """known: rows of others that evidence and `{item.summary}` may count.

        meaning: of items' texts, which `{history.similar}` asks for when prompts are made.
        factors: as in `ValueFinder`; a run has its own ones wherever it reads, as it has weights.
        Raises TemplateError for a field that the data set does not have.
        """
        check_fields(template.parts, dataset.fields)
        self.dataset = dataset
        self.template = template
        self.encoder = encoder
        self._split = split
        self._known, self._meaning, self.factors = known, meaning, factors
        self._finder = ValueFinder(dataset, template, known, factors=factors, meaning=meaning)
        self._fitter = Fitter(template, encoder)
        self.long_cells = LongCells(encoder.max_tokens)  # of the pairs that were made

    def fit(
        self, pairs: Pairs, part: str | None = None, context: Mapping[str, str] | None = None
    ) -> list[Fitted]:
        """Rendered prompts that fit. part: whose history rules hold; None: full history."""
        fitted = self.fit_values(self.values(pairs, part, context))
        for at, one in enumerate(fitted):
            self.long_cells.add(
                {(name, self._owner(pairs, at, name, cell)) for name, cell in one.long}
            )
        return fitted

    def _owner(self, pairs: Pairs, at: int, name: str, cell: str) -> Sentence:
        """Whose cell it is, in words: the item or user, for a history the item of that title."""
        side = name.partition(".")[0]
        user, item, row = (int(column[at]) for column in (pairs.user, pairs.item, pairs.row))
        if side == "history" or name in self.dataset.evidence_fields:  # entries are titles
            titles = self.dataset.items["title"].to_numpy()
            item = int(np.flatnonzero(titles == cell)[0])
        if side == "user":
            return sentence("sentence.of_user", user=self.dataset.users.index[user])
        if side == "context" and row >= 0:
            return sentence("sentence.of_row", row=row + 1)
        return sentence("sentence.of_item", item=self.dataset.items.index[item])

    def values(
        self, pairs: Pairs, part: str | None = None, context: Mapping[str, str] | None = None
    ) -> Sequence[Mapping[str, Value]]:
        """Values of the template's fields for each pair."""
        columns = context_columns(self.dataset)
        unknown = sorted(set(context or {}) - set(columns))
        if unknown:
            raise DataError("sentence.no_context", names=", ".join(unknown), known=named(columns))
        return self._finder.find(pairs, self._view(part), context)

    def fit_values(self, values: Sequence[Mapping[str, Value]]) -> list[Fitted]:
        """Rendered prompts that fit, from values as `values` gives them, changed or not."""
        return self._fitter.fit(values)

    def make(self, pairs: Pairs, part: str | None = None) -> list[Encoded]:
        """Encoded prompts in the order of the pairs."""
        result: list[Encoded] = []
        for start in range(0, len(pairs), CHUNK):
            going_on()
            fitted = self.fit(pairs.take(slice(start, start + CHUNK)), part)
            result += [one.encoded for one in fitted]
        return result

    def remade(
        self,
        *,
        template: Template | None = None,
        split: Split | None = None,
        dataset: Dataset | None = None,
    ) -> "PromptMaker":
        """The same maker with another template, or under a split that shows other rows.

        dataset: the same with more rows behind all others; nothing of them is known of others.
        """
        return PromptMaker(
            dataset or self.dataset,
            template or self.template,
            self.encoder,
            known=self._known,
            factors=self.factors,
            split=split or self._split,
            meaning=self._meaning,
        )

    def unsplit(self) -> "PromptMaker":
        """The same maker outside any run."""
        return unsplit_maker(self.dataset, self.template, self.encoder, self.factors, self._meaning)

    def _view(self, part: str | None) -> View | None:
        return None if part is None or self._split is None else self._split.view(part)


def unsplit_maker(
    dataset: Dataset,
    template: Template,
    encoder: Encoder,
    factors: KnownRows | None = None,
    meaning: Meaning | None = None,
) -> PromptMaker:
    """Prompts outside any run: history and item statistics are all rows that are strictly older.

    factors: of the run that reads them, as in `PromptMaker`; so is meaning.
    """
    known = every_row(dataset)
    return PromptMaker(dataset, template, encoder, known=known, factors=factors, meaning=meaning)


def context_columns(dataset: Dataset) -> tuple[str, ...]:
    """Names of the context columns, without the prefix."""
    return tuple(
        name.removeprefix("context.") for name in dataset.fields if name.startswith("context.")
    )
