"""A layer of Caffe's: its keys, the blobs that it reads, and what adds it to a lifted network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.errors import SpecError, shown
from cnnstat.importing.lifted import Lifting, unsayable
from cnnstat.importing.prototxt import Message, Value
from cnnstat.importing.text import number, whole

OLD = {
    "CONVOLUTION": "Convolution", "POOLING": "Pooling", "RELU": "ReLU", "INNER_PRODUCT": "InnerProduct",
    "LRN": "LRN", "DROPOUT": "Dropout", "SOFTMAX": "Softmax", "SOFTMAX_LOSS": "SoftmaxWithLoss", "CONCAT": "Concat",
    "ELTWISE": "Eltwise", "FLATTEN": "Flatten", "SPLIT": "Split", "SIGMOID": "Sigmoid", "TANH": "TanH",
    "ACCURACY": "Accuracy", "DATA": "Data", "IMAGE_DATA": "ImageData", "HDF5_DATA": "HDF5Data",
    "MEMORY_DATA": "MemoryData", "SLICE": "Slice", "DECONVOLUTION": "Deconvolution", "SILENCE": "Silence",
    "BNLL": "BNLL", "POWER": "Power", "ABSVAL": "AbsVal", "EUCLIDEAN_LOSS": "EuclideanLoss", "ARGMAX": "ArgMax",
    "DUMMY_DATA": "DummyData", "WINDOW_DATA": "WindowData", "HINGE_LOSS": "HingeLoss",
}  # fmt: skip
"""The words of the first form for layer types."""


def kind_of(message: Message) -> str:
    """The type of a layer, in the words of the present form."""
    return OLD.get(message.text("type"), message.text("type"))


class Layer:
    """A layer of the file, with the blobs that it reads."""

    def __init__(self, message: Message, lifting: Lifting, reads: Sequence[str]) -> None:
        self.message, self.lifting, self.reads = message, lifting, reads
        self.type = kind_of(message)
        self.name = message.text("name") or self.type
        self.place = message.place
        self.tops = [each.text for each in message.texts("top")]

    def param(self, name: str) -> Message:
        """The message with its keys, as ``convolution_param``."""
        return self.message.inner(f"{name}_param")

    def add(self, type: str, **keys: Any) -> str:  # noqa: A002
        """Add what the layer is in a spec."""
        return self.lifting.add(self.name, type, self.reads, self.place, **keys)

    def whole(self, param: Message, key: str, otherwise: int = 0, least: int = 0) -> int:
        """A whole number among the keys."""
        found = param.texts(key)
        return whole(found[-1].text, key, found[-1].place, least, self.name) if found else otherwise

    def needed(self, param: Message, key: str) -> int:
        """A whole number among the keys that must be there, of at least 1."""
        if not param.texts(key):
            raise SpecError(f"{self.type}: missing key {key!r}", param.place, self.name)
        return self.whole(param, key, least=1)

    def number(self, param: Message, key: str, otherwise: float) -> float:
        found = param.texts(key)
        return number(found[-1].text, key, found[-1].place, self.name) if found else otherwise

    def flag(self, param: Message, key: str, otherwise: bool) -> bool:
        """A yes or no among the keys.

        Raises:
            SpecError: it is neither.
        """
        text = param.text(key, str(otherwise).lower())
        if text not in ("true", "false", "1", "0"):
            raise SpecError(f"{key}: expected true or false, got {shown(text)}", param.place_of(key), self.name)
        return text in ("true", "1")

    def sides(self, param: Message, key: str, along: str, otherwise: int) -> tuple[int, int]:
        """Height and width of a key, which may be given as one number, as two, or as ``_h`` and ``_w``.

        What they are where none is given is also the least that they can be.
        """
        height, width = param.texts(f"{along}_h"), param.texts(f"{along}_w")
        found: list[Value] = param.texts(key)
        if height or width:
            found = [*height[-1:], *width[-1:]]
            if len(found) < 2:
                raise SpecError(f"expected both {along}_h and {along}_w", param.place, self.name)
        if len(found) > 2:
            raise unsayable(f"{key} of {len(found)} dimensions", found[0].place, self.name)
        sides = [whole(each.text, key, each.place, otherwise, self.name) for each in found] or [otherwise]
        return sides[0], sides[-1]

    def refuse(self, param: Message, key: str, allowed: Sequence[str]) -> None:
        """Refuse a key whose value means something that a spec cannot say."""
        if (text := param.text(key, allowed[0])) not in allowed:
            raise unsayable(f"{self.type} with {key}: {shown(text)}", param.place_of(key), self.name)


def window(layer: Layer, param: Message) -> dict[str, Any]:
    """Kernel, stride, padding and dilation."""
    kernel = layer.sides(param, "kernel_size", "kernel", 0)
    if not all(kernel):
        raise SpecError(f"{layer.type}: missing key 'kernel_size'", param.place, layer.name)
    return {
        "kernel": [*kernel], "stride": [*layer.sides(param, "stride", "stride", 1)],
        "padding": [*layer.sides(param, "pad", "pad", 0)],
        "dilation": [*layer.sides(param, "dilation", "dilation", 1)],
    }  # fmt: skip
