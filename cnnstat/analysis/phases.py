"""Receptive fields behind upsampling, where they do not all move by the same step.

Behind an upsampling by 2, two neighbouring outputs may see the same pixels, and only the third sees others. But fields
repeat their pattern: with each ``period`` of outputs all of them move on by the same whole number of pixels. So the
pixels of the outputs of one period say everything, and every further window can be followed exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from cnnstat.algebra.arithmetic import plain
from cnnstat.layers import Axis


class Span(NamedTuple):
    """Pixels along one axis."""

    first: int
    last: int


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that contains all."""
    firsts, lasts = zip(*spans, strict=True)
    return Span(min(firsts), max(lasts))


class Phases(NamedTuple):
    """The pixels that the outputs of one period see, along one axis.

    Attributes:
        spans: of each output of the period; None of one that sees nothing, as between the windows of a transposed
            convolution whose stride is larger than its kernel.
        advance: the pixels by which the fields have moved on after one period.
    """

    spans: tuple[Span | None, ...]
    advance: int

    @property
    def period(self) -> int:
        return len(self.spans)

    @property
    def jump(self) -> int | Fraction:
        """The pixels from one output's field to the next one's, on average; a whole number is an int."""
        return plain(Fraction(self.advance, self.period))

    @property
    def size(self) -> int:
        """The size of the largest field."""
        return max(map(size_of, self.spans))

    @property
    def start(self) -> int:
        """The first pixel of the first output that sees any."""
        return next((span.first for span in self.spans if span is not None), 0)

    @property
    def alike(self) -> bool:
        """Whether all fields are of one size."""
        return len(set(map(size_of, self.spans))) == 1

    def at(self, output: int) -> Span | None:
        """The pixels that an output sees; it may stand beside the map."""
        periods, phase = divmod(output, self.period)
        span, moved = self.spans[phase], periods * self.advance
        return None if span is None else Span(span.first + moved, span.last + moved)

    def through(self, axis: Axis) -> Phases:
        """The fields after a window."""
        cells, stride = int(axis.up) * self.period, int(axis.stride)
        period = cells // gcd(cells, stride)
        spans = tuple(self.union(cells_of(axis, output, self.period)) for output in range(period))
        return Phases(spans, self.advance * stride * period // cells)

    def union(self, outputs: Iterable[int]) -> Span | None:
        """The pixels that any of these outputs sees."""
        return joined(map(self.at, outputs))

    def over(self, period: int) -> Phases:
        """The same fields told over a multiple of their period."""
        spans = tuple(self.at(output) for output in range(period))
        return Phases(spans, self.advance * period // self.period)


def size_of(span: Span | None) -> int:
    return 0 if span is None else span.last - span.first + 1


def joined(spans: Iterable[Span | None]) -> Span | None:
    """The smallest span that contains all; None if there are none."""
    found = [span for span in spans if span is not None]
    return hull(found) if found else None


def cells_of(axis: Axis, output: int, period: int) -> Iterator[int]:
    """The cells of its input that decide which pixels an output sees.

    Of a long window, these are as many at both ends as a period has: those between them see nothing beyond.
    """
    kernel, stride, before, _, dilation, up = map(int, axis)
    first = output * stride - before
    shared = gcd(dilation, up)
    if first % shared:
        return
    step = up // shared  # from one tap that meets a cell to the next one that does
    begin = -first // shared * pow(dilation // shared, -1, step) % step
    count = -(-(kernel - begin) // step)
    taps = range(count)
    for tap in {*taps[:period], *taps[-period:]}:
        yield (first + (begin + tap * step) * dilation) // up


def alongside(paths: Sequence[Phases]) -> list[Phases]:
    """The same fields, told over a period that all have."""
    period = lcm(*(each.period for each in paths))
    return [each.over(period) for each in paths]


def together(paths: Sequence[Phases]) -> Phases:
    """The union of paths with the same jump."""
    every = alongside(paths)
    return Phases(tuple(map(joined, zip(*(each.spans for each in every), strict=True))), every[0].advance)


def same_centers(paths: Sequence[Phases]) -> bool:
    """Whether the fields of paths with the same jump have the same centers, output by output."""
    return all(
        len({None if span is None else span.first + span.last for span in spans}) == 1
        for spans in zip(*(each.spans for each in alongside(paths)), strict=True)
    )


def stepped(start: int, size: int, jump: int | Fraction) -> Phases:
    """Fields of one size that step by a jump, each from the pixel on which its step ends."""
    step = Fraction(jump)
    starts = [start + output * step.numerator // step.denominator for output in range(step.denominator)]
    return Phases(tuple(Span(first, first + size - 1) for first in starts), step.numerator)
