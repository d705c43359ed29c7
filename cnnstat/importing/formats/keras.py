"""Keras' descriptions of models: JSON of ``model.to_json()``, versions 1 to 3, and the ``config.json`` of a ``.keras``.

Neither TensorFlow nor Keras is needed, and no code of the file is run: a Lambda layer is refused.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.files import opened, quoted
from cnnstat.importing.keras_layer import ALIASES, Item, Layer, zeros_of
from cnnstat.importing.keras_layers import READ, is_left_out
from cnnstat.importing.keras_sizes import size_of
from cnnstat.importing.lifted import INPUT, Lifted, Lifting, Model, giving, image_shape, unsayable
from cnnstat.importing.text import bounded, most_packed, text_of
from cnnstat.importing.unsaid import PartialLifting
from cnnstat.layers.shape import Shape

ORIGIN = "Keras"
MODELS = ("Sequential", "Model", "Functional")
NAME = re.compile(r'"name"\s*:\s*"((?:[^"\\]|\\.){1,500})"')
FIRST = ("channels_first", "th")
"""Words for images whose channels come first."""


def read(path: Path, partial: bool = False) -> Model:
    """The network of a JSON or ``.keras`` file.

    Args:
        path: of the file.
        partial: whether what a spec cannot say becomes layers that are ``unavailable``, and is not refused.

    Raises:
        UsageError: it cannot be opened, or is none of Keras' files.
        SpecError: it cannot be read, or has what a spec cannot say.
    """
    name = quoted(str(path))
    text = in_zip(path, name) if path.suffix.lower() == ".keras" else text_of(path)
    root = model_in(parsed(text, name), name)
    items = list(items_of(root, places(text, name), name))
    first = any(each.config.get(key) in FIRST for each in items for key in ("data_format", "dim_ordering"))
    image, inputs, rest = image_of(items, name, first)
    config = root.get("config")
    outputs = outputs_of(config) or [rest[-1].name]
    reading = Reading(PartialLifting(image) if partial else Lifting(image), inputs, rest, outputs, first)
    for item in rest:
        reading.lift(item)
    layers = giving(reading.lifting.layers, [reading.given(each, Position(name, 1, 1)) for each in outputs])
    skipped = ", ".join(sorted(reading.skipped))
    told = [f"left out, as it prepares images: {skipped}"] if skipped else []
    title = config.get("name") if isinstance(config, dict) else ""
    told += reading.lifting.told()
    return Model(title if isinstance(title, str) else "", ORIGIN, image, layers, told)


class Reading:
    """A model being read.

    Attributes:
        lifting: the layers so far.
        known: the layers whose outputs those of the file are.
        pads: layers of zeros that only one other reads, which may take them as its padding.
        skipped: kinds of layers that are left out.
    """

    def __init__(
        self, lifting: Lifting, inputs: Sequence[str], items: Sequence[Item], outputs: Sequence[str], first: bool
    ) -> None:
        self.lifting = lifting
        self._stated = {name: dims for each in items for name, dims in each.stated.items()}
        self.known: dict[str, str] = dict.fromkeys(inputs, INPUT)
        self.pads: dict[str, Layer] = {}
        self.skipped: set[str] = set()
        self._first = first
        self._readers = Counter([*(read for each in items for read in each.reads), *outputs])

    def lift(self, item: Item) -> None:
        """Add a layer of the file."""
        if item.calls > 1:
            raise unsayable(
                f"{item.kind} that is applied {item.calls} times, with shared weights", item.place, item.name
            )
        if not item.reads:
            raise SpecError(f"{item.kind} that reads nothing", item.place, item.name)
        for each in item.reads:
            if each not in self.known and each not in self.pads:
                raise SpecError(f"reads {shown(each)}, which no layer above it is", item.place, item.name)
        if is_left_out(item, lambda: self.lifting.shapes[self.output(item.reads[0])]):
            self.skipped.add(item.kind)
            self.known[item.name] = self.output(item.reads[0])
            return
        layer = Layer(item, self.lifting, (), self._first)
        if len(item.reads) == 1 and item.reads[0] in self.pads:
            layer.take(self.pads[item.reads[0]])
        else:
            layer.reads = [self.output(each) for each in item.reads]
        if item.kind == "ZeroPadding2D" and self._readers[item.name] == 1:
            self.pads[item.name] = layer
            return

        def made() -> str:
            kind = ALIASES.get(item.kind, item.kind)
            if kind not in READ:
                hint = "; it is code, which a stranger's file may not run" if kind == "Lambda" else ""
                raise unsayable(f"Keras' {item.kind}", item.place, item.name, hint)
            return READ[kind](layer)

        spot = Lifted(item.name, item.kind, tuple(layer.reads), item.place)
        self.known[item.name] = self.lifting.attempt(
            made, spot, lambda: size_of(layer, item.module, self._stated.get(item.name))
        )

    def output(self, name: str) -> str:
        """The layer whose output that of a layer of the file is; zeros that were kept back become one now."""
        if name in self.pads:
            pad = self.pads.pop(name)
            self.known[name] = pad.add("pad", padding=zeros_of(pad))
        return self.known[name]

    def given(self, name: str, place: Position) -> str:
        """The layer whose output is one of the model's.

        Raises:
            SpecError: no layer has that name.
        """
        if name not in self.known and name not in self.pads:
            raise SpecError(f"output_layers: no layer is called {shown(name)}", place)
        return self.output(name)


DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, EOFError)
"""What Python raises for zip files that are none, or packed in a way that it does not know."""


def in_zip(path: Path, name: str) -> str:
    """The description in a ``.keras`` file, which is a zip file.

    Raises:
        UsageError: it is none, or lacks the description.
    """
    try:
        with opened(path) as whole, zipfile.ZipFile(whole) as archive:
            packed = archive.getinfo("config.json").compress_type
            if packed not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImplementedError(f"packed by method {packed}, which Keras does not use")
            with archive.open("config.json") as file:
                most = most_packed(path)
                return bounded(file.read(most + 1), name, most)
    except KeyError as error:
        raise UsageError(f"{name}: no model of Keras': the zip file holds no config.json") from error
    except DAMAGED as error:
        raise UsageError(f"{name}: cannot read: {getattr(error, 'strerror', None) or str(error)[:200]}") from error


def parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SpecError(f"no JSON: {error.msg}", Position(name, error.lineno, error.colno)) from error
    except (RecursionError, ValueError) as error:
        raise SpecError(
            "no JSON that can be read: nested too deep, or with a number too long", Position(name, 1, 1)
        ) from error


def model_in(data: Any, name: str) -> Mapping[str, Any]:
    """The description of the model, which other formats wrap.

    Raises:
        UsageError: there is none.
    """
    for key in ("modelTopology", "model_config"):
        if isinstance(data, dict) and isinstance(data.get(key), dict):
            data = data[key]
    if not isinstance(data, dict) or data.get("class_name") not in MODELS:
        raise UsageError(f"{name}: no model of Keras': expected class_name {', '.join(MODELS)}")
    return data


def places(text: str, name: str) -> Mapping[str, Position]:
    """Where each name stands first."""
    found: dict[str, Position] = {}
    line, begin, at = 1, 0, 0
    for each in NAME.finditer(text):
        breaks = text.count("\n", at, each.start())
        if breaks:
            line, begin = line + breaks, text.rindex("\n", at, each.start()) + 1
        at = each.start()
        found.setdefault(each[1], Position(name, line, at - begin + 1))
    return found


def items_of(root: Mapping[str, Any], where: Mapping[str, Position], name: str) -> Iterator[Item]:
    """The layers of a model, in the order of the file.

    Raises:
        SpecError: the description is not as Keras writes it.
    """
    config = root.get("config")
    layers = config.get("layers") if isinstance(config, dict) else config
    first = Position(name, 1, 1)
    if not isinstance(layers, list):
        raise SpecError("expected a list of layers", first)
    before = ""
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, dict) or not isinstance(layer.get("config"), dict):
            raise SpecError(f"layer {number}: expected a class and its config", first)
        keys = layer["config"]
        own = layer.get("name", keys.get("name"))
        own = own if isinstance(own, str) and own else f"layer{number}"
        place = where.get(own, first)
        kind = layer.get("class_name")
        if not isinstance(kind, str):
            raise SpecError("expected a class_name", place, own)
        if kind in MODELS:
            raise unsayable("a model inside of a model", place, own)
        stated: dict[str, Any] = {}
        reads, calls = read_by(layer, own, place, stated) if root["class_name"] != "Sequential" else ((before,), 1)
        yield Item(own, kind, keys, tuple(filter(None, reads)), calls, place, str(layer.get("module")), stated)
        before = own


def outputs_of(config: object) -> list[str]:
    """The names of the layers whose outputs are the model's; none where it does not say them."""
    found = config.get("output_layers") if isinstance(config, dict) else None
    return [str(each) for each in histories([*found.values()] if isinstance(found, dict) else found, {})]


def read_by(
    layer: Mapping[str, Any], name: str, place: Position, stated: dict[str, Any]
) -> tuple[tuple[str, ...], int]:
    """The names of the layers that a layer reads, and how often it is applied; ``stated`` takes their dimensions."""
    nodes = layer.get("inbound_nodes", [])
    if not isinstance(nodes, list):
        raise SpecError("inbound_nodes: expected a list", place, name)
    if not nodes:
        return (), 1
    found = [str(each) for each in histories(nodes[0], stated)]
    if not found:
        raise SpecError("inbound_nodes: expected the layers that it reads", place, name)
    return tuple(found), len(nodes)


def histories(node: Any, stated: dict[str, Any]) -> Iterator[str]:
    """The layers that a node's tensors come from: ``["conv1", 0, 0]``, or Keras 3's ``keras_history``.

    Args:
        node: as the file has it.
        stated: takes the dimensions of the first tensor of a layer, where the file states them.
    """
    left = [node]  # no recursion: a stranger may have nested them as deep as Python's reader of JSON goes
    while left:
        each = left.pop()
        if isinstance(each, dict):
            if isinstance(history := each.get("keras_history"), list) and history:
                if history[1:] == [0, 0]:
                    stated[str(history[0])] = each.get("shape")
                yield history[0]
            else:
                left += [each.get("config"), each.get("args")]
        elif isinstance(each, list):
            if len(each) >= 3 and isinstance(each[0], str) and isinstance(each[1], int):
                yield each[0]
            else:
                left += reversed(each)


def image_of(items: Sequence[Item], name: str, first: bool) -> tuple[Shape, list[str], list[Item]]:
    """The shape of the input, whose channels may come first, the layers that stand for it, and the others.

    Raises:
        SpecError: there are several inputs, or the file leaves the size open.
    """
    inputs = [each for each in items if each.kind == "InputLayer"]
    rest = [each for each in items if each.kind != "InputLayer"]
    if len(inputs) > 1:
        raise unsayable(f"a model of {len(inputs)} inputs", inputs[1].place, inputs[1].name)
    holder = inputs[0] if inputs else items[0] if items else None
    if holder is None or not rest:
        raise SpecError("expected at least one layer", Position(name, 1, 1))
    sides = next((holder.config[key] for key in ("batch_input_shape", "batch_shape") if holder.config.get(key)), None)
    if not isinstance(sides, list) or len(sides) != 4:
        raise unsayable(f"an input of the shape {shown(sides)}", holder.place, holder.name)
    if not all(isinstance(each, int) and each > 0 for each in sides[1:]):
        problem = f"the file leaves the size of its input open: {shown(sides)}; a spec needs one"
        raise SpecError(problem, holder.place, holder.name)
    channels, height, width = sides[1:] if first else [sides[3], *sides[1:3]]
    if not inputs:
        rest = [rest[0]._replace(reads=("",)), *rest[1:]]
    return image_shape(channels, height, width, holder.place), [each.name for each in inputs] or [""], rest
