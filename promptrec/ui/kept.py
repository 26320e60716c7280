"""Results that take long: `promptrec.ui.state.results` under its old address."""

from promptrec.ui.state.results import kept, results

__all__ = ["kept", "shelf"]

shelf = results
