"""Which options of `explain` belong together; none is ignored in silence."""

from dataclasses import dataclass

from promptrec.errors import SettingsError

TESTED = "gradient_x_input, integrated_gradients, occlusion, attention_rollout or field_shapley"
BASED = "gradient_x_input, integrated_gradients or occlusion"


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
        for wrong, words in (
            (
                self.against != (self.method == "edit_shapley"),
                "edit_shapley and --against belong together: give both or neither.",
            ),
            (
                bool(self.over) and self.method != "field_shapley",
                "--over explains a data set by field. Use --method field_shapley.",
            ),
            (self.over < 0, f"--over is {self.over}; it needs at least 1 example."),
            (self.group and not self.over, "--group parts the examples of --over N. Give both."),
            (
                self.report and self.many,
                "--report tells of one pair. Leave it out, or give --user and --item alone.",
            ),
            (
                not (self.many or self.pair),
                "One pair is explained: give --user U and --item I.",
            ),
            (
                self.checks and (self.many or self.method in ("attention", "logit_lens")),
                f"--checks tests the explanation of one pair by {TESTED}.",
            ),
            (
                self.soft_base and (self.report or self.method not in BASED),
                f"--soft-base is for {BASED}, without --report.",
            ),
        ):
            if wrong:
                raise SettingsError(words)

    @property
    def many(self) -> bool:
        """True for two templates and for a whole data set."""
        return self.against or bool(self.over)
