"""The shelf of scorers: at most two language models in memory, whoever asks for how many.

What opens a model to read with it keeps a way to load it, not the model: the one that was used
longest ago is let go before another is loaded, and loaded again when it is asked for.
"""

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptrec.model.scorer import Scorer

MOST = 2  # two templates or two runs can be held side by side
Load = Callable[[], "Scorer"]


class ScorerShelf:
    """Scorers by what they are made of."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._scorers: OrderedDict[Hashable, Scorer] = OrderedDict()
        self._lock = threading.RLock()  # two visitors who ask for one model load it once

    def take(self, key: Hashable, load: Load) -> "Scorer":
        """The scorer of a key, loaded when it is not there."""
        with self._lock:
            if key not in self._scorers:
                self._make_room()
                self._scorers[key] = load()
            self._scorers.move_to_end(key)
            return self._scorers[key]

    def drop(self, key: Hashable) -> None:
        """Let go of a scorer that nobody will ask for again."""
        with self._lock:
            if self._scorers.pop(key, None) is not None:
                gc.collect()

    def keeper(self, key: Hashable, load: Load) -> Load:
        """A way to the scorer that does not hold it."""
        return lambda: self.take(key, load)

    def _make_room(self) -> None:
        while len(self._scorers) >= self._most:
            self._scorers.popitem(last=False)
            gc.collect()  # networks hold themselves in circles


SHELF = ScorerShelf()  # of this process
