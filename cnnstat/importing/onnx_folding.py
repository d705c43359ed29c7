"""Small tensors that follow from others of the file: what exporters compute the targets of reshapes with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product as grid
from math import prod

from cnnstat.importing.onnx_graph import MOST_NUMBERS, Constant, Node, Number

Fold = Callable[[Node, Sequence[Constant]], Constant | None]
SAME = ("Identity", "Cast", "CastLike", "Dropout")


def folded(node: Node, reads: Sequence[Constant]) -> Constant | None:
    """What a node gives that reads constants alone; None if that is not known."""
    if not reads:
        return constant_of(node)
    if node.op in SAME:
        return reads[0]
    fold = FOLDS.get(node.op)
    return fold(node, reads) if fold else None


def constant_of(node: Node) -> Constant | None:
    """What a ``Constant`` holds."""
    for key, value in node.attributes.items() if node.op == "Constant" else ():
        if isinstance(value, Constant):
            return value._replace(source=node.gives[0] if node.gives else "")
        if key in ("value_int", "value_float") and isinstance(value, int | float):
            return Constant((), (value,))
        if key in ("value_ints", "value_floats") and isinstance(value, list):
            return Constant((len(value),), tuple(value))
    return None


def along(node: Node, reads: Sequence[Constant], index: int, key: str) -> list[int] | None:
    """Whole numbers that are an attribute in old versions, and a tensor in new ones."""
    found = node.wholes(key)
    return found if found is not None else reads[index].wholes if index < len(reads) else None


def gather(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data, at = reads[0], reads[1].wholes if len(reads) > 1 else None
    if data.numbers is None or len(data.dims) != 1 or at is None or node.whole("axis", 0) not in (0, -1):
        return None
    if any(not -len(data.numbers) <= each < len(data.numbers) for each in at):
        return None
    return Constant(reads[1].dims, tuple(data.numbers[each] for each in at))


def concat(node: Node, reads: Sequence[Constant]) -> Constant | None:
    numbers: list[Number] = []
    for each in reads:
        if each.numbers is None or len(each.dims) != 1:
            return None
        numbers += each.numbers
    return Constant((len(numbers),), tuple(numbers)) if len(numbers) <= MOST_NUMBERS else None


def cut(node: Node, reads: Sequence[Constant]) -> Constant | None:
    """A part of a list of numbers, or some rows of a table."""
    data = reads[0]
    starts, ends = along(node, reads, 1, "starts"), along(node, reads, 2, "ends")
    axes = along(node, reads, 3, "axes") or [0]
    steps = reads[4].wholes if len(reads) > 4 else [1]
    if data.numbers is None or not data.dims or axes not in ([0], [-len(data.dims)]):
        return None
    if starts is None or ends is None or not steps or {len(starts), len(ends), len(steps)} != {1} or not steps[0]:
        return None
    wide = data.elements // max(data.dims[0], 1)
    rows = range(data.dims[0])[starts[0] : ends[0] : steps[0]]
    found = tuple(number for row in rows for number in data.numbers[row * wide : (row + 1) * wide])
    return Constant((len(rows), *data.dims[1:]), found)


def unsqueeze(node: Node, reads: Sequence[Constant]) -> Constant | None:
    axes, data = along(node, reads, 1, "axes"), reads[0]
    rank = len(data.dims) + len(axes or ())
    if not axes or rank > MOST_NUMBERS or any(not -rank <= each < rank for each in axes):
        return None
    dims = list(data.dims)
    for each in sorted(each % rank for each in axes):
        dims.insert(each, 1)
    return data._replace(dims=tuple(dims))


def squeeze(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data = reads[0]
    axes = along(node, reads, 1, "axes")
    gone = [axis % len(data.dims) for axis in axes] if axes and data.dims else range(len(data.dims))
    kept = [each for at, each in enumerate(data.dims) if each != 1 or at not in gone]
    return data._replace(dims=tuple(kept))


def reshape(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data, target = reads[0], along(node, reads, 1, "shape")
    if target is None:
        return None
    dims = [data.dims[at] if each == 0 and at < len(data.dims) else each for at, each in enumerate(target)]
    known = prod(each for each in dims if each != -1)
    if dims.count(-1) == 1 and known > 0 and data.elements % known == 0:
        dims[dims.index(-1)] = data.elements // known
    return data._replace(dims=tuple(dims)) if prod(dims) == data.elements and min(dims, default=1) >= 0 else None


def transpose(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data = reads[0]
    order = node.wholes("perm") or list(range(len(data.dims)))[::-1]
    if sorted(order) != list(range(len(data.dims))):
        return None
    numbers = data.numbers if order == sorted(order) else None
    if data.numbers is not None and order == [1, 0]:
        numbers = tuple(number for at in range(data.dims[1]) for number in data.numbers[at :: data.dims[1]])
    return data._replace(dims=tuple(data.dims[at] for at in order), numbers=numbers)


def filled(dims: Sequence[int] | None, number: Number) -> Constant | None:
    """A tensor that is one number everywhere."""
    if dims is None or any(each < 0 for each in dims):
        return None
    count = prod(dims)
    return Constant(tuple(dims), (number,) * count if count <= MOST_NUMBERS else None, fill=number)


def constant_of_shape(node: Node, reads: Sequence[Constant]) -> Constant | None:
    value = node.attributes.get("value")
    numbers = value.numbers if isinstance(value, Constant) else (0.0,)
    return filled(reads[0].wholes, numbers[0]) if numbers else None


def expand(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data, dims = reads[0], reads[1].wholes if len(reads) > 1 else None
    return filled(dims, data.numbers[0]) if data.numbers and len(data.numbers) == 1 else None


def arithmetic(node: Node, reads: Sequence[Constant]) -> Constant | None:
    """Sums, products and quotients of numbers, element by element."""
    left, right = (each.numbers for each in reads) if len(reads) == 2 else (None, None)
    if left is None or right is None or (len(left) != len(right) and 1 not in (len(left), len(right))):
        return None
    dims = max((each.dims for each in reads), key=len)
    pairs = zip(left, right, strict=True) if len(left) == len(right) else grid(left, right)
    found = [computed(node.op, *pair) for pair in pairs]
    return Constant(dims, tuple(found))


def computed(op: str, left: Number, right: Number) -> Number:
    """A sum, product or quotient; what follows from the number of images is open too."""
    if left is None or right is None or (op == "Div" and right == 0):
        return None
    if op == "Div":
        return left // right if isinstance(left, int) and isinstance(right, int) else left / right
    return left + right if op == "Add" else left - right if op == "Sub" else left * right


def multiplied(node: Node, reads: Sequence[Constant]) -> Constant | None:
    found = reads[0].wholes
    return Constant((), (prod(found),)) if found is not None else None


FOLDS: dict[str, Fold] = {
    "Gather": gather, "Concat": concat, "Slice": cut, "Unsqueeze": unsqueeze, "Squeeze": squeeze, "Reshape": reshape,
    "Transpose": transpose, "ConstantOfShape": constant_of_shape, "Expand": expand, "ReduceProd": multiplied,
    **dict.fromkeys(("Add", "Sub", "Mul", "Div"), arithmetic),
}  # fmt: skip
