"""How often somebody may do something: a window of time for each of many callers."""

import threading
from collections import OrderedDict, deque

MOST_CALLERS = 10_000  # remembered; the one not seen for longest goes first


class Pace:
    """At most so many times within so many seconds. Safe to share between threads.

    >>> pace = Pace(2, 10.0)
    >>> [pace.allows("ada", now) for now in (0.0, 1.0, 2.0, 10.5)], pace.allows("bob", 2.0)
    ([True, True, False, True], True)
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, who: str, now: float) -> bool:
        """True where it may be done, which is then counted. now: seconds of a clock."""
        with self._lock:
            times = self._seen.setdefault(who, deque())
            self._seen.move_to_end(who)
            while times and times[0] <= now - self._seconds:
                times.popleft()
            while len(self._seen) > MOST_CALLERS:
                self._seen.popitem(last=False)
            if len(times) >= self._most:
                return False
            times.append(now)
            return True
