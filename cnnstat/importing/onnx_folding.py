"""Small tensors that follow from others of the file: what exporters compute the targets of reshapes with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite, prod

from cnnstat.importing.onnx_constants import MOST_DIMENSIONS, MOST_NUMBERS, Constant, Number
from cnnstat.importing.onnx_graph import NUMBER, NUMBERS, TENSOR, WHOLE, WHOLES, WORD, Node

Fold = Callable[[Node, Sequence[Constant]], Constant | None]
SAME = ("Identity", "CastLike", "Dropout")
ARRANGES = (*SAME, "Cast", "Reshape", "Squeeze", "Unsqueeze")
"""Operators that leave the numbers in their order, so that they cost nothing however many there are."""
INTEGERS = (2, 3, 4, 5, 6, 7, 12, 13, "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "UINT32", "UINT64")
FLOATS = (1, 10, 11, 16, "FLOAT", "FLOAT16", "DOUBLE")
"""Numbers of types of tensors, and the names that the first version of ``Cast`` has for them."""


def folded(node: Node, reads: Sequence[Constant]) -> Constant | None:
    """What a node gives that reads constants alone; None if that is not known."""
    if not reads:
        return constant_of(node)
    if node.op in SAME:
        return reads[0]
    if node.op not in FOLDS:
        return None
    few = reads if node.op in ARRANGES else [each._replace(numbers=each.few) for each in reads]
    found = FOLDS[node.op](node, few)
    return found.bounded() if found else None


def constant_of(node: Node) -> Constant | None:
    """What a ``Constant`` holds."""
    if node.op != "Constant":
        return None
    if (value := node.held("value", TENSOR)) is not None:
        held: Constant = value
        return held._replace(source=node.gives[0] if node.gives else "")
    for key, kind in (("value_int", WHOLE), ("value_float", NUMBER), ("value_ints", WHOLES), ("value_floats", NUMBERS)):
        if (found := node.held(key, kind)) is not None:
            return Constant((len(found),), tuple(found)) if isinstance(found, list) else Constant((), (found,))
    return None


def cast(node: Node, reads: Sequence[Constant]) -> Constant:
    """Numbers of another type; a whole number is what stands before the point."""
    data, numbers = reads[0], reads[0].few
    to = node.held("to", WORD if isinstance(node.attributes.get("to"), str) else WHOLE)
    if numbers is None or (to not in INTEGERS and to not in FLOATS):
        return data
    if to in FLOATS:
        return data._replace(numbers=tuple(None if each is None else float(each) for each in numbers))
    known = all(each is None or isfinite(each) for each in numbers)
    return data._replace(numbers=tuple(None if each is None else int(each) for each in numbers) if known else None)


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
    many = rows if wide else ()  # of rows without numbers a tensor may have any number
    found = tuple(number for row in many for number in data.numbers[row * wide : (row + 1) * wide])
    return Constant((len(rows), *data.dims[1:]), found)


def unsqueeze(node: Node, reads: Sequence[Constant]) -> Constant | None:
    axes, data = along(node, reads, 1, "axes"), reads[0]
    rank = len(data.dims) + len(axes or ())
    if not axes or rank > MOST_DIMENSIONS:
        return None
    dims = list(data.dims)
    for each in sorted(node.axis(each, rank) for each in axes):
        dims.insert(each, 1)
    return data._replace(dims=tuple(dims))


def squeeze(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data = reads[0]
    axes = along(node, reads, 1, "axes")
    gone = [node.axis(axis, len(data.dims)) for axis in axes] if axes else range(len(data.dims))
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
    return data._replace(dims=tuple(dims)) if prod(dims) == data.elements else None


def transpose(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data = reads[0]
    order = node.wholes("perm") or list(range(len(data.dims)))[::-1]
    if sorted(order) != list(range(len(data.dims))):
        return None
    numbers = data.numbers if order == sorted(order) else None
    if data.numbers is not None and order == [1, 0]:
        columns = data.dims[1] if data.numbers else 0  # without numbers a tensor may have any number of columns
        numbers = tuple(number for at in range(columns) for number in data.numbers[at::columns])
    return data._replace(dims=tuple(data.dims[at] for at in order), numbers=numbers)


def filled(dims: Sequence[int] | None, number: Number) -> Constant | None:
    """A tensor that is one number everywhere."""
    if dims is None or any(each < 0 for each in dims):
        return None
    count = prod(dims)
    return Constant(tuple(dims), (number,) * count if count <= MOST_NUMBERS else None, fill=number)


def constant_of_shape(node: Node, reads: Sequence[Constant]) -> Constant | None:
    value = node.held("value", TENSOR)
    numbers = (0.0,) if value is None else value.few
    return filled(reads[0].wholes, numbers[0]) if numbers else None


def expand(node: Node, reads: Sequence[Constant]) -> Constant | None:
    data, dims = reads[0], reads[1].wholes if len(reads) > 1 else None
    return filled(dims, data.numbers[0]) if data.numbers and len(data.numbers) == 1 else None


def arithmetic(node: Node, reads: Sequence[Constant]) -> Constant | None:
    """Sums, products and quotients of numbers, element by element."""
    if len(reads) != 2 or any(not each.numbers for each in reads):
        return None
    small, large = sorted(reads, key=lambda each: (each.elements, len(each.dims)))
    ones = (1,) * (len(small.dims) - len(large.dims))
    dims = (*ones, *large.dims)
    if small.elements > 1 and dims[-len(small.dims) :] != small.dims:
        return None
    left, right = ([*(each.numbers or ())] * (large.elements // each.elements) for each in reads)
    try:
        return Constant(dims, tuple(computed(node.op, *pair) for pair in zip(left, right, strict=True)))
    except ArithmeticError:
        return Constant(dims)


def computed(op: str, left: Number, right: Number) -> Number:
    """A sum, product or quotient, or 1 where both are equal.

    Raises:
        ArithmeticError: it follows from the number of images, which is open, or is one by 0.
    """
    if left is None or right is None:
        neutral = 1 if op in ("Mul", "Div") else 0
        if op == "Equal":
            raise ArithmeticError
        if right != neutral and (left != neutral or op in ("Sub", "Div")):
            raise ArithmeticError
        return None
    if op == "Div":
        both = isinstance(left, int) and isinstance(right, int)
        return whole_quotient(int(left), int(right)) if both else left / right
    if op == "Equal":
        return int(left == right)
    return left + right if op == "Add" else left - right if op == "Sub" else left * right


def whole_quotient(left: int, right: int) -> int:
    """A quotient without what stands behind its point."""
    found = abs(left) // abs(right)
    return found if (left < 0) == (right < 0) else -found


def multiplied(node: Node, reads: Sequence[Constant]) -> Constant | None:
    found = reads[0].wholes
    return Constant((), (prod(found),)) if found is not None else None


def chosen(node: Node, reads: Sequence[Constant]) -> Constant | None:
    """Of two tensors the numbers of the first where a third is not 0, with which exporters find the side of a view."""
    if len(reads) != 3 or len({each.dims for each in reads}) != 1:
        return None
    which, one, two = (each.numbers for each in reads)
    if which is None or one is None or two is None or None in which:
        return None
    return Constant(reads[0].dims, tuple(a if at else b for at, a, b in zip(which, one, two, strict=True)))


FOLDS: dict[str, Fold] = {
    "Gather": gather, "Concat": concat, "Slice": cut, "Unsqueeze": unsqueeze, "Squeeze": squeeze, "Reshape": reshape,
    "Transpose": transpose, "Cast": cast, "ConstantOfShape": constant_of_shape, "Expand": expand,
    "ReduceProd": multiplied, "Where": chosen, **dict.fromkeys(("Add", "Sub", "Mul", "Div", "Equal"), arithmetic),
}  # fmt: skip
