"""The input section of a spec: the image."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any

from cnnstat.errors import SpecError, UsageError
from cnnstat.keys.kinds import IMAGE_SIDE as SIZE
from cnnstat.layers.shape import Shape
from cnnstat.spec.literal import Value
from cnnstat.spec.mistakes import NotedError, going_on
from cnnstat.spec.param import exact
from cnnstat.spec.source import Node
from cnnstat.spec.value import as_mapping, check_keys, compile_node

INPUT_KEYS: dict[str, str] = {
    "channels": "channels of the image",
    "size": "height and width, when they are one",
    "height": "rows of the image",
    "width": "columns of the image",
}


def read_image(node: Node, scope: MappingOf[str, Value] | None, size: tuple[int, int] | None) -> Shape:
    """The shape of one image; ``size`` (height, width) replaces the file's.

    Without a ``scope``, in a survey, values that use names are not evaluated.
    """
    section = as_mapping(node, "input")
    check_keys(section, {name: name == "channels" for name in INPUT_KEYS}, "input: ")
    sides: dict[str, int] = {}
    for name, value in section.entries.items():
        if name in INPUT_KEYS:
            with going_on():
                what = f"input: {name}"
                compiled = compile_node(value, what)
                if scope is not None or not compiled.names:
                    sides[name] = compiled.parse(SIZE, scope or {}, what)
    given = section.entries.keys() - {"channels"}
    if given not in ({"size"}, {"height", "width"}):
        if not given <= INPUT_KEYS.keys():  # one of them is misspelt
            raise NotedError("")
        raise SpecError("input: expected channels and size, or channels, height and width", section.position)
    if sides.keys() != given | {"channels"}:
        raise NotedError("")
    height, width = (sides["size"],) * 2 if "size" in given else (sides["height"], sides["width"])
    return Shape(sides["channels"], *(size or (height, width)))


def names_in_image(node: Node, sized: bool) -> set[str]:
    """Names that the section depends on; those of its sizes do not count if ``sized`` (set from outside)."""
    section = as_mapping(node, "input")
    entries = {name: each for name, each in section.entries.items() if name == "channels" or not sized}
    return set().union(*(compile_node(each, name).names for name, each in entries.items()))


def asked_size(
    name: str, declared: bool, chosen: dict[str, Any], size: tuple[int, int] | None
) -> tuple[int, int] | None:  # fmt: skip
    """The size of the image that is asked for, in place of the file's.

    Args:
        name: of the network, for messages.
        declared: whether ``input`` is a param of the spec, which is set then.
        chosen: settings; ``input`` is taken from them, or set among them.
        size: height and width, asked for beside the settings.
    """
    if "input" in chosen and size is not None:
        raise UsageError("input is given twice")
    if "input" in chosen and not declared:
        try:
            side = SIZE.parse(exact(chosen.pop("input"), "input"))
        except ValueError as error:
            raise UsageError(f"input: {error}") from error
        return side, side
    if size is not None and declared:
        if size[0] != size[1]:
            raise UsageError(f"{name} declares its input as one number; height and width must be equal")
        chosen["input"] = size[0]
    return size
