"""What is said of a layer that loses cells: in the arithmetic of the side that does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnnstat
from cnnstat.sizes.misfit import misfit
from cnnstat.sizes.sections import sentences

Lines = Callable[..., cnnstat.Analysis]


@pytest.mark.parametrize(
    ("layer", "size", "said"),
    [
        ("{name: a, type: conv, filters: 1, kernel: 2, stride: [2, 1]}", (5, 4),
         "(5 + 2 × 0 − 2) / 2 + 1 = 2.5, so 2: 1 row of its input never read"),
        ("{name: a, type: conv, filters: 1, kernel: 2, stride: [1, 2]}", (4, 5),
         "(5 + 2 × 0 − 2) / 2 + 1 = 2.5, so 2: 1 column of its input never read"),
        ("{name: a, type: conv, filters: 1, kernel: [2, 3], stride: 3}", (4, 5),
         "(4 + 2 × 0 − 2) / 3 + 1 = 1.6666…, so 1: 1 row and 2 columns of its input never read"),
        ("{name: a, type: conv_transpose, filters: 1, kernel: 3, stride: 3, padding: 6}", 8,
         "(8 − 1) × 3 − 2 × 6 + 3 = 12: 2 rows and 2 columns of its input never read"),
    ],
)  # fmt: skip
def test_the_side_that_loses(layer: str, size: int | tuple[int, int], said: str, lines: Lines) -> None:
    found = misfit(lines(f"- {layer}", size=size))
    assert found is not None
    assert list(found.layers) == [("a", said)]
    assert (found.own, found.changes) == (None, [])
    assert sentences(lines(f"- {layer}", size=size))[0] == f"a: {said}."


def test_sides_of_the_image_that_are_never_seen(lines: Lines) -> None:
    found = misfit(lines("- {name: a, type: conv, filters: 1, kernel: [2, 3], stride: 3}", size=(4, 5)))
    assert found is not None
    assert found.unseen == (2, 2)  # with the gap that every window leaves
    other = misfit(lines("- {name: a, type: conv, filters: 1, kernel: 2, stride: [1, 2]}", size=(4, 5)))
    assert other is not None
    assert other.unseen == (0, 1)
