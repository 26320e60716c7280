"""Which options of `explain` belong together; none is ignored in silence."""

from dataclasses import dataclass

from promptrec.errors import SettingsError

BASED = ("gradient_x_input", "integrated_gradients", "occlusion")
TESTED = (*BASED, "attention_rollout", "field_shapley")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What was asked for; True where an option was given."""

    method: str
    pair: bool  # a user and an item
    against: bool
    over: int
    group: bool
    checks: bool
    soft_base: bool
    report: bool

    def check(self) -> None:
        """SettingsError with one sentence for the first thing that does not fit."""
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

    @property
    def many(self) -> bool:
        """True for two templates and for a whole data set."""
        return self.against or bool(self.over)
