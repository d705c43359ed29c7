"""Tables in terminals of every width: columns of sentences give way, down to their words."""

from __future__ import annotations

import pytest

from cnnstat.render import terminal_view
from cnnstat.views.diff import view

PAIRS = [("resnet50", "resnet50-v1.5"), ("resnet50-v1.5", "resnet50"), ("alexnet", "caffenet"), ("vgg16", "vgg11")]


@pytest.mark.parametrize(("one", "two"), PAIRS)
@pytest.mark.parametrize("width", [80, 90, 100, 140])
def test_no_line_is_wider_than_the_terminal(one: str, two: str, width: int) -> None:
    report = view(one, two).report
    lines = ["".join(piece for piece, _ in line) for line in terminal_view("diff")(report, width)]
    assert max(map(len, lines)) <= width
    wide = ["".join(piece for piece, _ in line) for line in terminal_view("diff")(report, None)]
    assert {word for line in wide for word in line.split()} - {"─" * len(line) for line in wide} <= {
        word for line in lines for word in line.split()
    }
