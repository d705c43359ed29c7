"""What headings of columns and labels of rows say, and short notations in cells, written down.

Each line of ``headings.txt`` is a heading; ``--accept`` writes the golden text anew, and then its lines are read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnnstat.documents.reading.cells import notations
from cnnstat.documents.reading.headings import group_of, said_by
from cnnstat.documents.reading.tokens import Part

HEADINGS = (Path(__file__).parent / "headings.txt").read_text(encoding="utf-8").splitlines()


def told(heading: str) -> str:
    """What a heading says, and of which kind of layers a label means all."""
    said, group = said_by(heading), group_of(heading)
    found = [said.key or "-", repr(said.unit) * bool(said.unit), f"of {said.part.type!r}" if said.part else ""]
    found += [f"all {group.type}"] if group else []
    return f"{heading}: {' '.join(filter(None, found))}"


def test_what_headings_say(accept: Callable[[str, str], str]) -> None:
    found = "".join(f"{told(each)}\n" for each in HEADINGS)
    assert found == accept("headings.txt", found)


def test_long_headings_say_nothing() -> None:
    assert said_by("Params" + " " * 114).key == "params"
    assert said_by("Params" + " " * 115).key == ""
    assert group_of("Conv total" + " " * 50) == Part("conv")
    assert group_of("Conv total" + " " * 51) is None


NOTED = {
    "96 @ 11×11": "96 filters, 11×11 kernel",
    "96@11x11": "96 filters, 11x11 kernel",
    "1.96 @ 11×11": "11×11 kernel",
    "96 @ 11×11×3": "96 filters",
    "7×7/2": "7×7 kernel, 2 stride",
    "7×7 / s2": "7×7 kernel, 2 stride",
    "Conv / s2": "2 stride",
    "Conv / 2×2": "2×2 stride",
    "a/2": "2 stride",
    "1/2.5": "",
    "s = 2, p = 1": "2 stride, 1 padding",
    "stride=2, pad=1": "2 stride, 1 padding",
    "strides = 12, padding = 1": "12 stride, 1 padding",
    "bs = 2, ps=1": "",
    "K = 96, F = 11": "96 filters, 11 kernel",
    "k=3, N=64, n = 5": "3 kernel, 64 filters",
    "s=2.5, K=9": "",
    "Conv (3×3)": "3×3 kernel",
    "Pool 3×3": "3×3 kernel",
    "Conv 3×3×64": "",
    "Conv 11×11×64": "",
    "MaxPool2d 2×2": "",
    "3×3 conv": "3×3 kernel",
    "3×3 max pool": "3×3 kernel",
    "3×3 dense": "",
    "conv3-64": "3 kernel, 64 filters",
    "conv3-6": "",
    "conv1-256, FC-4096": "1 kernel, 256 filters, 4096 neurons",
    "FC-99": "",
    "112²×32": "112²×32 ",
    "112^2 x 32": "112^2 x 32 ",
    "112^{2} × 32": "112^{2} × 32 ",
    "112²×32×3": "",
    f"{' ' * 113}7×7 / 2": "7×7 kernel, 2 stride",
    f"{' ' * 114}7×7 / 2": "",
}


def test_short_notations_of_sizes() -> None:
    found = {text: ", ".join(f"{text[start:end]} {key}" for start, end, key in notations(text)) for text in NOTED}
    assert found == NOTED
