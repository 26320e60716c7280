"""What differs between two sequences, in a time that does not run away with their length.

difflib alone takes seconds on two texts of 20,000 characters, and minutes on some. So both are
cut first where a thing, or a row of them, stands once in each of them ("patience", Bram Cohen), and
only what is short between two such places is compared by difflib; what is long there and has
nothing of that kind is one change.
"""

import bisect
import difflib
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

Opcode = tuple[str, int, int, int, int]  # as difflib: "equal", "replace", "delete", "insert"
Stretch = tuple[int, int, int, int]  # from and to in the old one, from and to in the new one
WIDTHS = (1, 4, 16)  # so many things in a row have to stand once in each
SHORT = 40_000  # comparisons that difflib may need for one stretch, length by length


def opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Opcode]:
    """How the new sequence is made of the old one, as `difflib.SequenceMatcher.get_opcodes`.

    >>> opcodes("abcd", "abxd")
    [('equal', 0, 2, 0, 2), ('replace', 2, 3, 2, 3), ('equal', 3, 4, 3, 4)]
    """
    found: list[Opcode] = []
    for start, end, new_start, new_end in stretches(old, new):
        for kind, i, j, k, m in compared(old[start:end], new[new_start:new_end]):
            one = (kind, start + i, start + j, new_start + k, new_start + m)
            if found and found[-1][0] == kind:
                one = (kind, found[-1][1], one[2], found[-1][3], one[4])
                found.pop()
            found.append(one)
    return found


def is_short(old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    """Whether difflib has done with both at once."""
    return len(old) * len(new) <= SHORT


def compared(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Opcode]:
    """One stretch."""
    if is_short(old, new):
        return list(difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    if old == new:
        return [("equal", 0, len(old), 0, len(new))]
    return [("replace", 0, len(old), 0, len(new))]


def stretches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Stretch]:
    """Both, cut at the same things where they are long."""
    if is_short(old, new):
        return [(0, len(old), 0, len(new))]
    head = same_from_start(old, new)
    tail = same_from_start(old[head:][::-1], new[head:][::-1])
    ends = len(old) - tail, len(new) - tail
    found = [(0, head, 0, head), (head, ends[0], head, ends[1])]
    found.append((ends[0], len(old), ends[1], len(new)))
    for width in WIDTHS:
        found = [part for one in found for part in cut(old, new, one, width)]
    return found


def cut(
    old: Sequence[Hashable], new: Sequence[Hashable], one: Stretch, width: int
) -> Iterator[Stretch]:
    """A stretch in parts, where it is long."""
    start, end, new_start, new_end = one
    before, after = old[start:end], new[new_start:new_end]
    if is_short(before, after) or before == after:
        yield one
        return
    rise = anchors(rows(before, width), rows(after, width))
    cuts = [(start + at, new_start + place) for at, place in rise]
    for (i, k), (j, m) in pairwise([(start, new_start), *cuts, (end, new_end)]):
        if i < j or k < m:
            yield i, j, k, m


def rows(things: Sequence[Hashable], width: int) -> list[Hashable]:
    """So many in a row, from each on."""
    return [tuple(things[at : at + width]) for at in range(len(things) - width + 1)]


def same_from_start(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many things both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, two) in pairs if one != two), min(len(old), len(new)))


def anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what stands once in each, as many as come in the same order (a longest rise)."""
    counts, places = Counter(old), Counter(new)
    where = {one: at for at, one in enumerate(new) if places[one] == 1 and counts[one] == 1}
    pairs = [(at, where[one]) for at, one in enumerate(old) if one in where]
    lasts: list[int] = []  # the least place in the new one at which a rise of this length ends
    chosen: list[int] = []  # and the pair that it is
    before: list[int] = []
    for at, (_, place) in enumerate(pairs):
        length = bisect.bisect_left(lasts, place)
        before.append(chosen[length - 1] if length else -1)
        lasts[length : length + 1] = [place]
        chosen[length : length + 1] = [at]
    rise, at = [], chosen[-1] if chosen else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]
