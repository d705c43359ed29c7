"""darknet's cfg: sections in the order of the layers, without names.

What they do is that of pjreddie/darknet's parser, and of the keys that AlexeyAB's fork added: ``pad=1`` pads by half of
the kernel, a maxpool pads by its size minus 1 in all, more of it behind than before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat.errors import Position, SpecError, UsageError, nearest, shown
from cnnstat.files import quoted
from cnnstat.importing.lifted import INPUT, Lifting, Model, image_shape, unsayable
from cnnstat.importing.text import number, text_of, whole
from cnnstat.layers.shape import Shape

ORIGIN = "darknet cfg"
SECTION = re.compile(r"\[([A-Za-z0-9_]{1,40})\]", re.ASCII)
MOST_SECTIONS = 20_000
IGNORED = {"cost", "region", "yolo", "detection", "gaussian_yolo"}
"""Sections without weights behind the network, which compute losses or boxes from its output."""
ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "leaky": ("leaky_relu", {"slope": 0.1}), "relu": ("relu", {}), "logistic": ("sigmoid", {}), "tanh": ("tanh", {}),
    "elu": ("elu", {}), "selu": ("selu", {}), "relu6": ("relu6", {}), "mish": ("mish", {}), "swish": ("swish", {}),
    "gelu": ("gelu", {}),
}  # fmt: skip


class Entry(NamedTuple):
    """The value of a key, and where it stands."""

    text: str
    place: Position


class Section(NamedTuple):
    """A section of the file: its word, its keys, and where it begins."""

    word: str
    entries: dict[str, Entry]
    place: Position

    def text(self, key: str, otherwise: str = "") -> str:
        """The value of a key."""
        return self.entries[key].text if key in self.entries else otherwise

    def whole(self, key: str, otherwise: int = 0, least: int = 0) -> int:
        """The value of a key that is a whole number."""
        entry = self.entries.get(key)
        return whole(entry.text, key, entry.place, least) if entry else otherwise

    def strides(self) -> list[int]:
        """Along height and width."""
        both = self.whole("stride", 1, 1)
        return [self.whole("stride_y", both, 1), self.whole("stride_x", both, 1)]

    def refuse(self, *keys: str) -> None:
        """Refuse keys that make something else of the section than a spec can say."""
        for key in keys:
            if self.text(key, "0") not in ("0", "none"):
                raise unsayable(f"[{self.word}] with {key}={self.text(key)}", self.place_of(key))

    def place_of(self, key: str) -> Position:
        """Where a key stands; the section itself where it has none."""
        return self.entries[key].place if key in self.entries else self.place


def sections(text: str, name: str) -> list[Section]:
    """The sections of a file.

    Raises:
        SpecError: a line is neither a section, a key with a value, nor a comment.
    """
    found: list[Section] = []
    for at, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if not plain or plain[0] in "#;":
            continue
        place = Position(name, at, len(line) - len(line.lstrip()) + 1)
        word = SECTION.fullmatch(plain)
        if word:
            found.append(Section(word[1], {}, place))
            if len(found) > MOST_SECTIONS:
                raise SpecError(f"more than {MOST_SECTIONS:,} sections; a network never has that many", place)
            continue
        key, sign, value = plain.partition("=")
        if not sign or not found:
            raise SpecError(f"no cfg: expected a section, as [convolutional], or key=value, got {shown(plain)}", place)
        found[-1].entries[key.strip()] = Entry(value.partition("#")[0].strip(), place)
    return found


class Reading:
    """A file being read.

    Attributes:
        lifting: the layers so far.
        outputs: for each section, the layer whose output it has.
        counts: how many layers of each type there are, for their names.
    """

    def __init__(self, image: Shape) -> None:
        self.lifting = Lifting(image)
        self.outputs: list[str] = []
        self.counts: Counter[str] = Counter()

    @property
    def last(self) -> str:
        """The layer that the next one reads."""
        return self.outputs[-1] if self.outputs else INPUT

    def name(self, stem: str) -> str:
        self.counts[stem] += 1
        return f"{stem}{self.counts[stem]}"

    def add(self, section: Section, type: str, *reads: str, **keys: Any) -> str:  # noqa: A002
        """Add a layer, named by its type and a number; it reads the last one unless ``reads`` says which."""
        return self.lifting.add(self.name(type), type, reads or (self.last,), section.place, **keys)

    def active(self, section: Section, read: str, otherwise: str) -> str:
        """The activation of a section, behind a layer."""
        word = section.text("activation", otherwise)
        if word == "linear":
            return read
        if word not in ACTIVATIONS:
            hint = nearest(word, ACTIVATIONS, "")
            raise unsayable(f"the activation {shown(word)}", section.place_of("activation"), section.word, hint)
        kind, keys = ACTIVATIONS[word]
        return self.add(section, kind, read, **keys)

    def normed(self, section: Section, read: str) -> str:
        return self.add(section, "batchnorm", read) if section.whole("batch_normalize") else read

    def source(self, section: Section, text: str, key: str) -> str:
        """The output of a section that another names: by its number, or by how many it stands before it."""
        at = whole(text.strip(), key, section.place_of(key), -MOST_SECTIONS)
        if not -len(self.outputs) <= at < len(self.outputs):
            raise SpecError(f"{key}: there is no section {at} before this one", section.place_of(key), section.word)
        return self.outputs[at]


def convolutional(file: Reading, section: Section) -> str:
    section.refuse("xnor", "binary", "share_index", "antialiasing", "deform")
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


def dropout(file: Reading, section: Section) -> str:
    entry = section.entries.get("probability")
    return file.add(section, "dropout", p=number(entry.text, "probability", entry.place) if entry else 0.5)


READ: dict[str, Callable[[Reading, Section], str]] = {
    "convolutional": convolutional, "conv": convolutional, "connected": connected, "conn": connected,
    "maxpool": maxpool, "max": maxpool, "shortcut": shortcut, "route": route, "dropout": dropout,
    "avgpool": lambda file, section: file.add(section, "global_avgpool"),
    "avg": lambda file, section: file.add(section, "global_avgpool"),
    "softmax": lambda file, section: file.add(section, "softmax"),
    "soft": lambda file, section: file.add(section, "softmax"),
    "batchnorm": lambda file, section: file.add(section, "batchnorm"),
    "activation": lambda file, section: file.active(section, file.last, "linear"),
    "upsample": lambda file, section: file.add(section, "upsample", scale=section.whole("stride", 2, 1)),
}  # fmt: skip


def read(path: Path) -> Model:
    """The network of a cfg.

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
    file = Reading(image)
    skipped: list[str] = []
    for section in rest:
        if section.word in IGNORED:
            skipped.append(f"[{section.word}]")
            file.outputs.append(file.last)
            continue
        if section.word not in READ:
            raise unsayable(f"darknet's [{section.word}]", section.place)
        file.outputs.append(READ[section.word](file, section))
    told = [f"left out, as it has no weights: {', '.join(dict.fromkeys(skipped))}"] if skipped else []
    return Model("", ORIGIN, image, file.lifting.layers, told)
