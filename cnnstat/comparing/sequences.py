"""What two sequences have in common, in order and in time that grows with their length.

The longest common subsequence takes the product of both lengths. So equal ends are taken off first; then items, or
short runs of them, that are unique in both hold the sequences together (patience diff), and only the short pieces
between are searched in full.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from cnnstat.effort import spend

MOST_CELLS = 100_000
"""The product of the lengths of two pieces that are searched in full."""
DEEPEST = 30
"""How often a piece is divided."""
RUNS = (1, 3, 6, 12)
"""Lengths of runs of items that may be unique where no single item is."""
CELLS_PER_UNIT = 50

Pair = tuple[int, int]


class Common(NamedTuple):
    """Pairs of equal items, in order.

    Attributes:
        pairs: indices into the two sequences.
        unsearched: items of either that are in pieces too long to be searched.
    """

    pairs: list[Pair]
    unsearched: int


class Piece(NamedTuple):
    """A part of each sequence, from an index on and up to another."""

    begin: Pair
    end: Pair
    depth: int

    @property
    def lengths(self) -> Pair:
        return self.end[0] - self.begin[0], self.end[1] - self.begin[1]


def common(one: Sequence[Hashable], two: Sequence[Hashable]) -> Common:
    """The items that both have in the same order: as many as there are at most, where the pieces are short."""
    spend((len(one) + len(two)) / 10)
    numbers: dict[Hashable, int] = {}
    first_signs, second_signs = ([numbers.setdefault(each, len(numbers)) for each in side] for side in (one, two))
    return searched(first_signs, second_signs)


def searched(one: Sequence[int], two: Sequence[int]) -> Common:
    """The same of numbers, which stand for the items."""
    pairs: list[Pair] = []
    unsearched = 0
    left = [Piece((0, 0), (len(one), len(two)), 0)]
    while left:
        piece = left.pop()
        ends, inner = without_ends(one, two, piece)
        pairs += ends
        first, second = inner.lengths
        if not first or not second:
            continue
        if first * second <= MOST_CELLS:
            pairs += longest(one, two, inner)
            continue
        anchors = unique(one, two, inner) if inner.depth < DEEPEST else []
        pairs += anchors
        unsearched += 0 if anchors else first + second
        left += between(anchors, inner) if anchors else []
    return Common(sorted(pairs), unsearched)


def without_ends(one: Sequence[int], two: Sequence[int], piece: Piece) -> tuple[list[Pair], Piece]:
    """The pairs at the equal ends of a piece, and what lies between them."""
    (begin, start), (end, stop), depth = piece
    pairs = []
    while begin < end and start < stop and one[begin] == two[start]:
        pairs.append((begin, start))
        begin, start = begin + 1, start + 1
    while begin < end and start < stop and one[end - 1] == two[stop - 1]:
        end, stop = end - 1, stop - 1
        pairs.append((end, stop))
    return pairs, Piece((begin, start), (end, stop), depth)


def longest(one: Sequence[int], two: Sequence[int], piece: Piece) -> list[Pair]:
    """The longest common subsequence of a piece; of several the one whose items come first."""
    (begin, start), (end, stop), _ = piece
    height, wide = piece.lengths
    spend(height * wide / CELLS_PER_UNIT)
    lengths = [[0] * (wide + 1) for _ in range(height + 1)]
    for at in range(height - 1, -1, -1):
        row, below, item = lengths[at], lengths[at + 1], one[begin + at]
        for to in range(wide - 1, -1, -1):
            row[to] = below[to + 1] + 1 if item == two[start + to] else max(below[to], row[to + 1])
    pairs, at, to = [], 0, 0
    while begin + at < end and start + to < stop:
        if one[begin + at] == two[start + to]:
            pairs.append((begin + at, start + to))
            at, to = at + 1, to + 1
        elif lengths[at + 1][to] >= lengths[at][to + 1]:
            at += 1
        else:
            to += 1
    return pairs


def unique(one: Sequence[int], two: Sequence[int], piece: Piece) -> list[Pair]:
    """The items that each piece has once, as many of them as stand in the same order; else where unique runs begin."""
    (begin, start), (end, stop), _ = piece
    for length in RUNS:
        spend(length * sum(piece.lengths) / 10)
        first = {at: tuple(one[at : at + length]) for at in range(begin, end - length + 1)}
        second = {at: tuple(two[at : at + length]) for at in range(start, stop - length + 1)}
        counts = Counter(first.values()), Counter(second.values())
        places = {run: at for at, run in second.items() if counts[1][run] == 1}
        pairs = [(at, places[run]) for at, run in first.items() if counts[0][run] == 1 and run in places]
        if pairs:
            return ascending(pairs)
    return []


def ascending(pairs: Sequence[Pair]) -> list[Pair]:
    """Of pairs that ascend in their first index, the most that ascend in their second one too."""
    tails: list[int] = []  # the smallest second index in which so many end
    ends: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        tails[length : length + 1] = [second]
        ends[length : length + 1] = [at]
        before.append(ends[length - 1] if length else -1)
    found: list[Pair] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def between(anchors: Sequence[Pair], piece: Piece) -> list[Piece]:
    """The pieces between pairs that hold the two together."""
    begins = [piece.begin, *((first + 1, second + 1) for first, second in anchors)]
    return [Piece(begin, end, piece.depth + 1) for begin, end in zip(begins, [*anchors, piece.end], strict=True)]
