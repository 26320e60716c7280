"""Which mends a person asked for: the table [mend] of dataset.toml.

Nothing is mended unasked. A warning that can be mended carries an `Offer`; the Data page shows it
as a switch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from promptrec.data.nearest import hint, shown
from promptrec.data.reading.numbers import plain
from promptrec.errors import DataError

SWITCHES = ("strip_blanks", "join_decimals", "drop_copies", "clean_text")
UNRATED = "unrated"
NAMES = (*SWITCHES, UNRATED)


@dataclass(frozen=True, slots=True)
class Offer:
    """One mend that would help, and how many values or rows it would change."""

    name: str  # of NAMES
    count: int = 0
    value: float | None = None  # of unrated

    @property
    def toml(self) -> str:
        """What to write under [mend]."""
        if self.value is None:
            return f"{self.name} = true"
        return f"{self.name} = [{plain(self.value)}]"

    @property
    def key(self) -> tuple[str, float | None]:
        """Offers of one key are one switch."""
        return self.name, self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mends:
    """The mends in force."""

    strip_blanks: bool = False  # around ids, and around values that a table of words reads
    join_decimals: bool = False  # 1.0 is 1, in the same places
    drop_copies: bool = False  # rows of interactions that are in the file twice
    clean_text: bool = False  # entities, tags and page script in texts
    unrated: tuple[float, ...] = ()  # ratings or labels that stand for "not rated"; rows go

    def with_offer(self, offer: Offer) -> "Mends":
        """These and one more."""
        if offer.value is None:
            return replace(self, **{offer.name: True})  # type: ignore[arg-type]
        return replace(self, unrated=tuple(sorted({*self.unrated, offer.value})))

    def offers(self) -> tuple[Offer, ...]:
        """The mends in force as what they were offered as."""
        on = [Offer(name) for name in SWITCHES if getattr(self, name)]
        return (*on, *(Offer(UNRATED, value=value) for value in self.unrated))

    def toml(self) -> list[str]:
        """The lines under [mend]; none where nothing is mended."""
        lines = [offer.toml for offer in self.offers() if offer.value is None]
        if self.unrated:
            lines.append(f"{UNRATED} = [{', '.join(map(plain, self.unrated))}]")
        return lines


def one_each(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Offers of one key as one, with their counts added."""
    result: dict[object, Offer] = {}
    for offer in offers:
        before = result.get(offer.key, replace(offer, count=0))
        result[offer.key] = replace(offer, count=before.count + offer.count)
    return tuple(result.values())


def read_mends(file: str, raw: object) -> Mends:
    """The table [mend] of dataset.toml; DataError for a key or value that it cannot have."""
    if not isinstance(raw, Mapping):
        raise DataError("sentence.mend_table", file=file)
    for name, value in raw.items():
        if name not in NAMES:
            known, near = ", ".join(NAMES), hint(name, NAMES)
            raise DataError(
                "sentence.mend_unknown", file=file, name=shown(name), known=known, near=near
            )
        good = are_numbers(value) if name == UNRATED else isinstance(value, bool)
        if not good:
            key = "sentence.mend_numbers" if name == UNRATED else "sentence.mend_switch"
            raise DataError(key, file=file, name=name)
    values = dict(raw)
    values[UNRATED] = tuple(sorted({float(value) for value in values.get(UNRATED, ())}))
    return Mends(**values)


def are_numbers(value: object) -> bool:
    """True for a list of numbers."""
    return isinstance(value, list) and all(
        isinstance(each, int | float) and not isinstance(each, bool) and abs(each) < 1e15
        for each in value
    )
