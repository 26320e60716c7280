"""`compare --ladder`: the ladder as JSON and as lines."""

from typing import Any

import numpy as np

from promptrec.beyond.ladder import Crossing, Ladder


def ladder_document(found: Ladder) -> dict[str, Any]:
    """A ladder as JSON."""
    return {
        "side": found.side,
        "view": found.view,
        "metric": found.metric,
        "rungs": [
            {"known": one.known, "rows": one.rows, "users": one.users, "values": one.values}
            for one in found.rungs
        ],
        "crossings": [
            {"run": one.variant, "baseline": one.baseline or None, "known": one.known}
            for one in found.crossings
        ],
    }


def ladder_text(found: Ladder) -> str:
    """One line per variant and baseline, one column per rung, then the crossings."""
    lines = [f"{found.metric} by known interactions of the {found.side} ({found.view})"]
    lines.append(f"  {'known from':<18}" + "".join(f"{one.known:>8}" for one in found.rungs))
    lines.append(f"  {'rows':<18}" + "".join(f"{one.rows:>8}" for one in found.rungs))
    for name in found.rungs[0].values:
        values = [one.values[name].value for one in found.rungs]
        cells = ["–" if np.isnan(value) else f"{value:.3f}" for value in values]
        lines.append(f"  {name:<18}" + "".join(f"{cell:>8}" for cell in cells))
    return "\n".join([*lines, *(f"  {crossing_words(one)}" for one in found.crossings)])


def crossing_words(one: Crossing) -> str:
    """Where a collaborative baseline overtakes, in words."""
    if not one.baseline:
        return f"{one.variant}: not overtaken by a collaborative baseline in this data"
    return f"{one.variant}: {one.baseline} stays above it from {one.known} known interactions"
