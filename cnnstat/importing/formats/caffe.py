"""Caffe's prototxt, in its present form (``layer``) and its first one (``layers``).

What the layers do is that of BVLC/caffe, and of the layers that well-known forks of it added: pools round up, average
pools count padding, α of an LRN is divided by its size, fully connected layers read a map as a vector.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.files import quoted
from cnnstat.importing.caffe_layer import Layer, kind_of
from cnnstat.importing.caffe_layers import READ
from cnnstat.importing.caffe_sizes import size_of
from cnnstat.importing.lifted import INPUT, Lifted, Lifting, Model, blocks_of, giving, image_shape, unsayable
from cnnstat.importing.prototxt import Message
from cnnstat.importing.prototxt import read as parse
from cnnstat.importing.text import text_of, whole
from cnnstat.importing.unsaid import PartialLifting
from cnnstat.layers.shape import Shape

ORIGIN = "Caffe prototxt"
LAYER = re.compile(r"(?:^|[\s}])layers?\s*(?::\s*)?[{<]", re.ASCII)
SILENCE = "Silence"
"""A layer that reads what is to be no output."""
IGNORED = {
    "Accuracy", "SoftmaxWithLoss", "EuclideanLoss", "HingeLoss", "SigmoidCrossEntropyLoss", "MultinomialLogisticLoss",
    "InfogainLoss", "ContrastiveLoss", SILENCE, "ArgMax",
}  # fmt: skip
"""Layers of training and testing, which are no part of the network."""
DATA = {"Data", "ImageData", "HDF5Data", "WindowData", "MemoryData", "DummyData"}


def read(path: Path, partial: bool = False) -> Model:
    """The network of a prototxt.

    Args:
        path: of the file.
        partial: whether what a spec cannot say becomes layers that are ``unavailable``, and is not refused.

    Raises:
        UsageError: it cannot be opened, or has no layers.
        SpecError: it cannot be read, or has what a spec cannot say.
    """
    name = quoted(str(path))
    text = text_of(path)
    if not LAYER.search(text):  # and so no message quotes what may be another file, to which a link leads
        raise UsageError(f"{name}: no network of Caffe's: it has no field 'layer'")
    root = parse(text, name)
    layers = [*root.messages("layer"), *root.messages("layers")]
    image, blobs = image_of(root, layers, name)
    lifting = PartialLifting(image) if partial else Lifting(image)
    known = dict.fromkeys(blobs, INPUT)
    unread = set[str]()  # blobs so far, which are the outputs of a network of Caffe's
    skipped = set[str]()
    shared = Shared()
    for message in layers:
        if message.messages("layer"):
            raise unsayable("the form of before 2014 (layers { layer { … } })", message.place)
        kind = kind_of(message)
        if kind == "Input" or not tested(message):
            continue
        read_here = [each.text for each in message.texts("bottom")]
        if kind in IGNORED or kind in DATA:
            skipped.add(kind)
            unread.difference_update(read_here if kind == SILENCE else ())
            continue
        shared.refuse(message)
        unread.difference_update(read_here)
        unread.update(lift(message, lifting, known))
    told = [f"left out, as no part of the network: {', '.join(sorted(skipped))}"] if skipped else []
    given = giving(lifting.layers, [known[blob] for blob in unread])
    return Model(root.text("name"), ORIGIN, image, given, [*told, *lifting.told()])


def tested(message: Message) -> bool:
    """Whether a layer is there when the network is tested: if one of its include rules holds, and no exclude rule."""
    included, excluded = (phases_of(message, key) for key in ("include", "exclude"))
    return (not included or not included.isdisjoint(("TEST", "1", ""))) and excluded.isdisjoint(("TEST", "1"))


def phases_of(message: Message, key: str) -> set[str]:
    """The phases of all rules of a kind; "" for a rule that names none."""
    for each in message.messages(key):
        if (phase := each.text("phase")) not in ("TRAIN", "TEST", "0", "1", ""):
            raise unsayable(f"{key} with the phase {shown(phase)}", each.place, message.text("name"))
    return {each.text("phase") for each in message.messages(key)}


class Shared:
    """The names of weights, of which a file may give each to one layer only."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def refuse(self, message: Message) -> None:
        """Refuse a layer with the weights of another."""
        named = [name for own in message.messages("param") for name in own.texts("name")]
        for each in [*message.texts("param"), *named]:
            if each.text and each.text in self._known:
                raise unsayable(f"weights that layers share, {shown(each.text)},", each.place, message.text("name"))
            self._known.add(each.text)


def lift(message: Message, lifting: Lifting, known: dict[str, str]) -> Sequence[str]:
    """Add a layer of the file; returns its blobs. ``known`` are the layers whose outputs blobs are."""
    bottoms = message.texts("bottom")
    for each in bottoms:
        if each.text not in known:
            problem = f"reads {shown(each.text)}, which no layer above it gives"
            raise SpecError(problem, each.place, message.text("name"))
    layer = Layer(message, lifting, [known[each.text] for each in bottoms])
    if not layer.reads:
        raise SpecError(f"a {layer.type or 'layer'} that reads nothing", message.place, layer.name)
    if layer.type in ("Slice", "Split"):
        known.update(split(layer) if layer.type == "Slice" else dict.fromkeys(layer.tops, layer.reads[0]))
        return layer.tops

    def added() -> str:
        if layer.type not in READ:
            what = f"Caffe's {layer.type}" if layer.type else "a layer without a type"
            raise unsayable(what, message.place_of("type"), layer.name)
        return READ[layer.type](layer)

    spot = Lifted(layer.name, layer.type, tuple(layer.reads), layer.place)
    made = lifting.attempt(added, spot, lambda: size_of(layer))
    tops = layer.tops or [layer.name]
    known.update(dict.fromkeys(tops, made))
    return tops


def split(layer: Layer) -> dict[str, str]:
    """The blobs that a Slice cuts its input into."""
    param = layer.param("slice")
    layer.refuse(param, "axis", ["1"])
    layer.refuse(param, "slice_dim", ["1"])
    channels, count = layer.lifting.shapes[layer.reads[0]].channels, len(layer.tops)
    points = [whole(each.text, "slice_point", each.place, 1, layer.name) for each in param.texts("slice_point")]
    if points and len(points) != count - 1:
        raise SpecError(f"expected {count - 1} slice points, got {len(points)}", param.place, layer.name)
    if count == 1:  # the blob itself
        return dict.fromkeys(layer.tops, layer.reads[0])
    ends = [*points, channels]
    sizes = [end - begin for begin, end in zip([0, *ends], ends, strict=False)] if points else [1] * count
    return {
        top: layer.lifting.add(f"{layer.name}_{top}", "channel_split", layer.reads, layer.place, **keys)
        for top, keys in zip(layer.tops, blocks_of(sizes), strict=True)
    }


def image_of(root: Message, layers: Sequence[Message], name: str) -> tuple[Shape, list[str]]:
    """The size of the input, and the blobs that hold it.

    Raises:
        SpecError: the file does not say it, as files for training do not.
    """
    blobs = [each.text for each in root.texts("input")]
    dims = root.texts("input_dim") or root.inner("input_shape").texts("dim")
    place = root.place
    for layer in layers:
        if kind_of(layer) == "Input":
            blobs += [each.text for each in layer.texts("top")]
            dims = dims or layer.inner("input_param").inner("shape").texts("dim")
            place = layer.place
    if not blobs or not dims:
        data = next((each for each in layers if kind_of(each) in DATA), None)
        problem = "the file does not say the size of its input"
        hint = "; a file for training does not: take the deploy.prototxt beside it" if data else ""
        raise SpecError(f"{problem}{hint}", data.place if data else Position(name, 1, 1))
    if len(blobs) > 1 or len(dims) != 4:
        raise unsayable(f"an input of {len(blobs)} blobs and {len(dims)} dimensions", place)
    _, channels, height, width = (whole(each.text, "input", each.place, 1) for each in dims)
    return image_shape(channels, height, width, place), blobs
