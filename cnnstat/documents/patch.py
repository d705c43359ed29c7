"""Which lines of a text were replaced, in time that grows with its length.

``difflib`` takes cubic time where lines repeat. So lines that both texts have once are found first; what lies between
two of these is compared line by line where no line was added, and searched only where it is short.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

SEARCHED = 2_500
"""Pairs of lines between which equal ones are searched."""
AROUND = 3
"""Equal lines that a patch shows around those that changed."""

Code = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]
"""As ``difflib`` describes a part of two texts."""
Change = tuple[int, int, int, int]
"""From where to where lines were replaced, and by which."""


class Known(difflib.SequenceMatcher[str]):
    """What is known to be replaced, for ``difflib`` to make hunks of."""

    def __init__(self, known: Iterable[Code]) -> None:
        super().__init__()
        self.known = list(known)

    def get_opcodes(self) -> list[Code]:
        return self.known


def unified(old: Sequence[str], new: Sequence[str], old_name: str, new_name: str) -> Iterator[str]:
    """The lines of a unified diff; none where both texts are equal."""
    hunks = list(Known(opcodes(old, new)).get_grouped_opcodes(AROUND)) if old != new else []
    if hunks:
        yield f"--- {old_name}\n"
        yield f"+++ {new_name}\n"
    for hunk in hunks:
        (_, first, _, first_new, _), (_, _, last, _, last_new) = hunk[0], hunk[-1]
        yield f"@@ -{stretch(first, last)} +{stretch(first_new, last_new)} @@\n"
        for kind, start, end, start_new, end_new in hunk:
            if kind == "equal":
                yield from (f" {line}" for line in old[start:end])
            else:
                yield from (f"-{line}" for line in old[start:end])
                yield from (f"+{line}" for line in new[start_new:end_new])


def stretch(first: int, last: int) -> str:
    """Lines as the head of a hunk has them: counted from 1, and an empty stretch from the line before it."""
    count = last - first
    return f"{first + 1}" if count == 1 else f"{first + (count > 0)},{count}"


def opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[Code]:
    """The whole of both texts as ``difflib`` describes it: what is equal, and what is replaced."""
    at = at_new = 0
    for start, end, start_new, end_new in (*changes(old, new), (len(old), len(old), len(new), len(new))):
        if start > at:
            yield "equal", at, start, at_new, start_new
        if end > start or end_new > start_new:
            yield "replace", start, end, start_new, end_new
        at, at_new = end, end_new


def changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """What was replaced, in order."""
    at = at_new = 0
    for anchor, anchor_new in (*anchors(old, new), (len(old), len(new))):
        yield from between(old, new, (at, anchor, at_new, anchor_new))
        at, at_new = anchor + 1, anchor_new + 1


def anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that both texts have once, the most that stand in the same order in both."""
    once = {line for line, count in Counter(old).items() if count == 1}
    places = {line: at for at, line in enumerate(new) if line in once}
    single = {line for line, count in Counter(new).items() if count == 1}
    pairs = [(at, places[line]) for at, line in enumerate(old) if line in places and line in single]
    ends: list[int] = []  # for each length, where the least place ends a sequence of that length
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else -1)
    found, number = list[tuple[int, int]](), last[-1] if last else -1
    while number != -1:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def between(old: Sequence[str], new: Sequence[str], part: Change) -> Iterator[Change]:
    """What was replaced in parts without a line that both have once."""
    start, end, start_new, end_new = part
    while start < end and start_new < end_new and old[start] == new[start_new]:
        start, start_new = start + 1, start_new + 1
    while start < end and start_new < end_new and old[end - 1] == new[end_new - 1]:
        end, end_new = end - 1, end_new - 1
    if end - start == end_new - start_new:
        begun = start
        for at in range(start, end + 1):
            if at == end or old[at] == new[at - start + start_new]:
                if at > begun:
                    yield begun, at, begun - start + start_new, at - start + start_new
                begun = at + 1
    elif (end - start) * (end_new - start_new) <= SEARCHED:
        matcher = difflib.SequenceMatcher(None, old[start:end], new[start_new:end_new], autojunk=False)
        for kind, first, last, first_new, last_new in matcher.get_opcodes():
            if kind != "equal":
                yield start + first, start + last, start_new + first_new, start_new + last_new
    else:
        yield start, end, start_new, end_new
