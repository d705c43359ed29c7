"""What a cfg of darknet's tells of sections that a spec cannot say: the size of their output, and their parameters."""

from __future__ import annotations

from collections.abc import Callable

from cnnstat.importing.darknet_file import Reading, Section
from cnnstat.importing.lifted import Size, sizes


def reorg(file: Reading, section: Section) -> Size | None:
    """Blocks of cells that become channels, in an order of darknet's own."""
    shape, stride = file.lifting.shapes[file.last], section.whole("stride", 1, 1)
    if section.whole("reverse") or shape.flat or shape.height % stride or shape.width % stride:
        return None
    return Size([shape.channels * stride**2, shape.height // stride, shape.width // stride])


def local(file: Reading, section: Section) -> Size:
    """A convolution with weights and biases of its own at each position."""
    size, filters, stride = (section.whole(key, 1, 1) for key in ("size", "filters", "stride"))
    less = 1 if section.whole("pad") else size
    shape = file.lifting.shapes[file.last]
    height, width = ((side - less) // stride + 1 for side in (shape.height, shape.width))
    return Size([filters, height, width], height * width * filters * (size * size * shape.channels + 1))


def weighed(file: Reading, section: Section) -> Size | None:
    """A shortcut with a trained factor for each map, or for each channel of each."""
    shape = file.lifting.shapes[file.last]
    more = [file.source(section, each, "from") for each in section.text("from").split(",")]
    each = {"per_feature": 1, "per_layer": 1, "per_channel": shape.channels}.get(section.text("weights_type"))
    return Size(sizes(shape), (1 + len(more)) * each, more) if each else None


def of_source(file: Reading, section: Section) -> Size:
    """The map that a section names, scaled by what it reads."""
    source = file.source(section, section.text("from"), "from")
    return Size(sizes(file.lifting.shapes[source]), 0, [source])


def unchanged(file: Reading, section: Section) -> Size:
    return Size(sizes(file.lifting.shapes[file.last]))


SIZES: dict[str, Callable[[Reading, Section], Size | None]] = {
    "reorg": reorg, "local": local, "shortcut": weighed, "sam": of_source,
    "normalization": unchanged, "lrn": unchanged,
}  # fmt: skip
"""Sections of which the file tells their output and parameters, though a spec cannot say them."""
