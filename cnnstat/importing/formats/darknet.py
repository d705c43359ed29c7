"""darknet's cfg: sections in the order of the layers, without names.

What they do is that of pjreddie/darknet's parser, and of the keys that AlexeyAB's fork added: ``pad=1`` pads by half of
the kernel, a maxpool pads by its size minus 1 in all, more of it behind than before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cnnstat.errors import SpecError, UsageError
from cnnstat.files import quoted
from cnnstat.importing.darknet_file import Reading, Section, sections
from cnnstat.importing.darknet_sizes import SIZES
from cnnstat.importing.lifted import Lifted, Lifting, Model, giving, image_shape, unsayable
from cnnstat.importing.text import number, text_of
from cnnstat.importing.unsaid import PartialLifting
from cnnstat.layers.shape import Shape

ORIGIN = "darknet cfg"
IGNORED = {"cost", "region", "yolo", "detection", "gaussian_yolo"}
"""Sections without weights behind the network, which compute losses or boxes from one of its outputs."""


def convolutional(file: Reading, section: Section) -> str:
    section.refuse("xnor", "binary", "antialiasing", "deform")
    if "share_index" in section.entries:  # 0 means the first section, too
        said = f"[{section.word}] with share_index={section.text('share_index')}"
        raise unsayable(said, section.place_of("share_index"))
    size, groups, filters = (section.whole(key, 1, 1) for key in ("size", "groups", "filters"))
    dilation = section.whole("dilation", 1, 1)
    padding = size // 2 if section.whole("pad") else section.whole("padding")
    keys: dict[str, Any] = {
        "kernel": size, "stride": section.strides(), "padding": padding * dilation, "dilation": dilation,
        "bias": not section.whole("batch_normalize"),  # its biases act behind the norm: they are the norm's β
    }  # fmt: skip
    if 1 < groups == filters == file.lifting.shapes[file.last].channels:
        made = file.add(section, "depthwise", **keys)
    else:
        made = file.add(section, "conv", filters=filters, **keys, groups=groups)
    return file.active(section, file.normed(section, made), "logistic")


def connected(file: Reading, section: Section) -> str:
    features, bias = section.whole("output", 1, 1), not section.whole("batch_normalize")
    made = file.lifting.linear(file.name("linear"), file.last, section.place, features, bias=bias)
    return file.active(section, file.normed(section, made), "logistic")


def softmax(file: Reading, section: Section) -> str:
    if section.whole("groups", 1) != 1:
        raise unsayable(f"[{section.word}] with groups={section.text('groups')}", section.place_of("groups"))
    return file.add(section, "softmax")


def maxpool(file: Reading, section: Section) -> str:
    section.refuse("maxpool_depth", "antialiasing")
    strides = section.strides()
    size = section.whole("size", section.whole("stride", 1, 1), 1)
    padding = section.whole("padding", size - 1)
    before = padding // 2
    after = padding - before
    # A pad behind the map alone is TensorFlow's: a row where one lacks.
    zeros: Any = {"top": before, "bottom": after, "left": before, "right": after}
    return file.add(
        section, "maxpool", kernel=size, stride=strides, padding="same" if (size, padding) == (2, 1) else zeros
    )


def shortcut(file: Reading, section: Section) -> str:
    section.refuse("weights_type")
    y = file.lifting.shapes[file.last]
    others = [file.source(section, each, "from") for each in section.text("from").split(",")]
    reads = [file.last, *(fitted(file, section, other, y) for other in others)]
    return file.active(section, file.add(section, "add", *reads), "linear")


def fitted(file: Reading, section: Section, read: str, y: Shape) -> str:
    """A layer as a shortcut adds it to another size: every so many-th row and column, and zeros for missing maps."""
    x = file.lifting.shapes[read]
    if x == y:
        return read
    stride = x.height // y.height
    if x.channels > y.channels or (x.height, x.width) != (stride * y.height, stride * y.width):
        raise unsayable(f"a shortcut from {x} to {y}", section.place_of("from"), section.word)
    more = {"filters": y.channels} if x.channels < y.channels else {}
    return file.add(section, "identity", read, stride=stride, **more)


def route(file: Reading, section: Section) -> str:
    reads = [file.source(section, each, "layers") for each in section.text("layers").split(",")]
    groups = section.whole("groups", 1, 1)
    if groups > 1:
        part = section.whole("group_id") + 1
        reads = [file.add(section, "channel_split", each, part=part, parts=groups) for each in reads]
    return file.add(section, "concat", *reads) if len(reads) > 1 else reads[0]


def scale_channels(file: Reading, section: Section) -> str:
    """What a section names, each map of it times a number."""
    source = file.source(section, section.text("from"), "from")
    return file.active(section, file.add(section, "multiply", source, file.last), "linear")


def dropout(file: Reading, section: Section) -> str:
    entry = section.entries.get("probability")
    return file.add(section, "dropout", p=number(entry.text, "probability", entry.place) if entry else 0.5)


READ: dict[str, Callable[[Reading, Section], str]] = {
    "convolutional": convolutional, "conv": convolutional, "connected": connected, "conn": connected,
    "maxpool": maxpool, "max": maxpool, "shortcut": shortcut, "route": route, "dropout": dropout,
    "avgpool": lambda file, section: file.add(section, "global_avgpool"),
    "avg": lambda file, section: file.add(section, "global_avgpool"),
    "softmax": softmax, "soft": softmax,
    "batchnorm": lambda file, section: file.add(section, "batchnorm"),
    "activation": lambda file, section: file.active(section, file.last, "linear"),
    "scale_channels": scale_channels,
    "upsample": lambda file, section: file.add(section, "upsample", scale=section.whole("stride", 2, 1)),
}  # fmt: skip


def lift(file: Reading, section: Section) -> str:
    """Add the layers of a section; returns the one whose output it has."""

    def made() -> str:
        if section.word not in READ:
            raise unsayable(f"darknet's [{section.word}]", section.place)
        return READ[section.word](file, section)

    size = SIZES.get(section.word)
    spot = Lifted(f"{section.word}_{len(file.outputs)}", section.word, (file.last,), section.place)
    return file.lifting.attempt(made, spot, lambda: size(file, section) if size else None)


def read(path: Path, partial: bool = False) -> Model:
    """The network of a cfg.

    Args:
        path: of the file.
        partial: whether what a spec cannot say becomes layers that are ``unavailable``, and is not refused.

    Raises:
        UsageError: it cannot be opened, or is none of darknet's.
        SpecError: it cannot be read, or has what a spec cannot say.
    """
    name = quoted(str(path))
    text = text_of(path)
    if not re.search(r"^[ \t]*\[(net|network)\]", text, re.MULTILINE):
        raise UsageError(f"{name}: no network of darknet's: it has no section [net]")
    first, *rest = sections(text, name)
    if first.word not in ("net", "network"):
        raise SpecError(f"expected [net] first, got [{first.word}]", first.place)
    sides = [first.whole(key, least=1) for key in ("channels", "height", "width")]
    if not all(sides):
        raise SpecError("[net]: expected channels, height and width", first.place)
    image = image_shape(sides[0], sides[1], sides[2], first.place)
    file = Reading(PartialLifting(image) if partial else Lifting(image))
    skipped: list[str] = []
    heads: list[str] = []
    for section in rest:
        if section.word in IGNORED:
            skipped.append(f"[{section.word}]")
            heads.append(file.last)
            file.outputs.append(file.last)
            continue
        file.outputs.append(lift(file, section))
    told = [f"left out, as it has no weights: {', '.join(dict.fromkeys(skipped))}"] if skipped else []
    layers = file.lifting.layers
    layers = giving(layers, [*heads, *(each.name for each in layers[-1:])])
    return Model("", ORIGIN, image, layers, [*told, *file.lifting.told()])
