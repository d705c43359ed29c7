"""Colours that survive a printer without colour, and eyes that do not see red or green."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from cnnstat.drawing.palette import COLORS

BOXES = ("convolution", "linear", "pooling", "reshape", "block", "frame", "paper")
STRIPES = ("normalization", "activation")
# Viénot, Brettel & Mollon 1999: what eyes without red or green receptors see, on linear RGB
NO_RED = ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1))
NO_GREEN = ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1))


def linear(color: str) -> list[float]:
    parts = [each / 255 for each in bytes.fromhex(color[1:])]
    return [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]


def luminance(color: str) -> float:
    return sum(share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True))


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("text", ["ink", "quiet"])
def test_text_is_read_on_every_box(box: str, text: str) -> None:
    assert contrast(COLORS[box], COLORS[text]) >= 4.5


def test_alarms_are_read() -> None:
    assert all(contrast(COLORS[box], COLORS["alarm"]) >= 3 for box in BOXES)


@pytest.mark.parametrize("one", STRIPES)
@pytest.mark.parametrize("box", BOXES)
def test_stripes_are_seen_without_colour(one: str, box: str) -> None:
    assert contrast(COLORS[one], COLORS[box]) >= 1.5


def test_boxes_are_told_apart_without_colour() -> None:
    """From the darkest to the lightest, each by a fifth of its lightness at least."""
    order = [luminance(COLORS[each]) for each in ("convolution", "block", "linear", "pooling")]
    assert all((above + 0.05) / (below + 0.05) >= 1.2 for below, above in pairwise(order))


def test_the_two_stripes_are_told_apart_without_colour() -> None:
    assert contrast(COLORS["normalization"], COLORS["activation"]) >= 2


@pytest.mark.parametrize("matrix", [NO_RED, NO_GREEN], ids=["no red", "no green"])
def test_families_are_told_apart_without_red_or_green(matrix: tuple[tuple[float, ...], ...]) -> None:
    def seen(color: str) -> list[float]:
        parts = linear(color)
        return [max(0.0, sum(a * b for a, b in zip(row, parts, strict=True))) ** (1 / 2.2) for row in matrix]

    for one, other in combinations(("convolution", "linear", "pooling", "block", *STRIPES), 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen(COLORS[one]), seen(COLORS[other]), strict=True)) ** 0.5
        assert distance > 0.08, (one, other, distance)
