"""A course: a handout about one network of each family, and one that holds all of them side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cnnstat.effort import Tell, silent
from cnnstat.handouts.handed import Handout
from cnnstat.handouts.make import Wanted
from cnnstat.handouts.topic import Topic, Topics

FAMILIES = ("lenet5", "alexnet", "googlenet", "vgg16", "resnet50", "mobilenet_v2")
"""The network of each family that a course is about, in the order in which they were published."""
OVERVIEW = "overview"
"""What the handout about all of them is called."""


def course(topics: list[Topic], wanted: Wanted, tell: Tell = silent) -> Iterator[tuple[str, Handout]]:
    """The handouts of a course with the names of their files: the overview, and one for each network.

    Each is best written at its turn, while Typst remembers how it laid it out.
    """
    found = {OVERVIEW: Handout(Topics(topics), wanted), **{each.name: Handout(each, wanted) for each in topics}}
    for at, (name, each) in enumerate(found.items(), 1):
        tell(at, len(found), name)
        yield name, each


def files(name: str, folder: Path, ending: str) -> tuple[Path, Path]:
    """The file of a handout in a folder, and that of its key."""
    return folder / f"{name}{ending}", folder / f"{name}-key{ending}"
