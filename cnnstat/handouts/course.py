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


def course(topics: list[Topic], wanted: Wanted, tell: Tell = silent) -> dict[str, Handout]:
    """The handouts of a course by the names of their files: the overview, and one for each network."""
    found = {OVERVIEW: Handout(Topics(topics), wanted), **{each.name: Handout(each, wanted) for each in topics}}
    for at, (name, each) in enumerate(found.items(), 1):
        tell(at, len(found), name)
        _ = each.made  # what cannot be made is refused before anything is written
    return found


def files(handouts: dict[str, Handout], folder: Path, ending: str) -> Iterator[tuple[Handout, Path, Path]]:
    """Each handout, its file in a folder, and that of its key."""
    for name, each in handouts.items():
        yield each, folder / f"{name}{ending}", folder / f"{name}-key{ending}"
