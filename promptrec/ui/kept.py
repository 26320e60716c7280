"""Results that take long: `promptrec.ui.state.results` under its old address."""

from promptrec.ui.state.results import made_once, results

__all__ = ["kept", "shelf"]

kept, shelf = made_once, results
