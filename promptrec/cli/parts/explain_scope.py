"""Which options of `explain` belong together; none is ignored in silence."""

from dataclasses import dataclass
from pathlib import Path

from promptrec.cli.parts.output import check_folder
from promptrec.errors import SettingsError
from promptrec.explain.records import SOFT_BASES

BASED = ("gradient_x_input", "integrated_gradients", "occlusion")
TESTED = (*BASED, "attention_rollout", "field_shapley")


@dataclass(frozen=True, slots=True)
class Scope:
    """What was asked for, as the options say it."""

    method: str
    user: str
    item: str
    other: str  # the template or run of --against
    over: int
    field: str  # of --group
    checks: bool
    base: str  # of --soft-base
    file: Path | None  # of --report
    language: str = "en"  # of the file

    def check(self) -> None:
        """An error with one sentence for the first thing that does not fit, the file last."""
        wrong = {
            "edits_and_against": self.against != (self.method == "edit_shapley"),
            "over_by_field": bool(self.over) and self.method != "field_shapley",
            "over_too_few": self.over < 0,
            "group_needs_over": self.group and not self.over,
            "report_of_pair": self.report and self.many,
            "pair_needed": not (self.many or self.pair),
            "checks_of_pair": self.checks
            and (self.many or self.method in ("attention", "logit_lens")),
            "soft_base_for": self.soft_base and (self.report or self.method not in BASED),
        }
        methods = TESTED if self.checks else BASED
        values = {"count": self.over, "methods": ", ".join(methods[:-1]), "last": methods[-1]}
        for name in (name for name, is_wrong in wrong.items() if is_wrong):
            raise SettingsError(f"sentence.{name}", **values)
        check_folder(self.file)

    @property
    def many(self) -> bool:
        """True for two templates and for a whole data set."""
        return self.against or bool(self.over)

    @property
    def pair(self) -> bool:
        """True for a user and an item."""
        return bool(self.user and self.item)

    @property
    def against(self) -> bool:
        """True for two templates, or two runs."""
        return bool(self.other)

    @property
    def group(self) -> bool:
        """True when a data set is also explained by groups."""
        return bool(self.field)

    @property
    def soft_base(self) -> bool:
        """True for another baseline of soft tokens than the usual."""
        return self.base != SOFT_BASES[0]

    @property
    def report(self) -> bool:
        """True when a file is written, too."""
        return self.file is not None
