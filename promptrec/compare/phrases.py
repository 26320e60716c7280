"""The words of a verdict, in English; a page hands in others by the same keys."""

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "refused": "No verdict: only {users} users count, and under {least} nothing is said.",
    "better": "{one} beats {other} by {difference} {metric} {ground}.",
    "worse": "{one} loses to {other} by {difference} {metric} {ground}.",
    "equivalent": "{one} and {other} are equivalent: they differ by less than {sesoi} {metric} "
    "{ground}.",
    "undecided": "No winner between {one} and {other}: {signed} {metric} {ground}; these users "
    "could only show differences above {detectable}.{more}",
    "no_winner": "No winner: these users could only show differences above {detectable} {metric}.",
    "more": " About {more} more users would settle it.",
    "too_many": " About {more} more users would settle it; this data has {known} in all.",
    "ground": "({low} to {high}; corrected p {p}; {users} users)",
    "ground_runs": "({low} to {high}, over users and {runs} seeds; corrected p {p}; {users} users)",
    "both_lose": "Both lose to {rule} ({value}), a rule without a template",
    "all_lose": "All of them lose to {rule} ({value}), a rule without a template",
    "some_lose": "{names} lose to {rule} ({value}), a rule without a template",
    "one_loses": "{names} loses to {rule} ({value}), a rule without a template",
    "rule_p": " (corrected p {p}).",
    "rule_open": "{names}: by value below {rule} ({value}), a rule without a template; "
    "this difference may be chance.",
    "rules_beaten": "{names}: better than every rule without a template (largest corrected p {p}).",
    "few": "Only {users} users count; under {few} intervals are rough.",
    "one_seed": "A tuned variant stands for one seed; what another seed would give is not in its "
    "interval. Repeat its run with more seeds.",
    "shared": "Judged on the {common} rows that all runs share (the largest sample has {most}).",
    "running": "Running histories: each row was predicted from its own moment. Of a user's rows, "
    "likes that went before leave fewer for those that follow, so what counts likes of the history "
    "is judged too low within users.",
    "exploration": "Exploration, not a verdict: p-values are corrected for the rate of false "
    "discoveries only (Benjamini-Hochberg, {count} comparisons). Confirm what you find.",
    "formats": "Written in {count} equivalent ways, {name} lies between {low} and {high} {metric}.",
    "formats_wide": "How a template is written moves {name} by {spread}, more than what sets it "
    "apart from {other}.",
    "p_small": "< .001",
    "p": "= {p}",
    "and": " and ",
    "comma": ", ",
    "metric_gauc_rows": "AUC within users (by rows)",
    "metric_gauc_positives": "AUC within users (by likes)",
    "metric_uauc": "AUC within users",
    "metric_ndcg@10": "NDCG@10",
    "metric_auc": "AUC over all rows",
    "rule_random": "a random order",
    "rule_popularity": "popularity",
    "rule_item_mean": "item mean",
    "rule_user_mean": "user mean",
    "rule_user_item_mean": "user + item mean",
    "rule_like_share": "the user's share of likes",
    "rule_content": "content similarity",
    "rule_item_knn": "item-kNN",
    "rule_als": "matrix factorisation (ALS)",
    "rule_bpr": "matrix factorisation (BPR)",
}
