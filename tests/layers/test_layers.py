"""The rules of single layers: hand-worked cases, and the refusals of keys and inputs that do not fit."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hand_worked import CASES, Case

from cnnstat.errors import LayerError
from cnnstat.layers import TYPES, Layer
from cnnstat.layers.base import POINT, Family, Ops, Parameters, Pointwise
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import infer


@pytest.mark.parametrize("case", CASES, ids=[f"{case.type}-{number}" for number, case in enumerate(CASES)])
def test_hand_worked(case: Case) -> None:
    layer = TYPES[case.type](**case.keys)
    x: Any = case.inputs if layer.merges else case.inputs[0]
    y = infer(layer, (), case.inputs)
    assert y == case.output
    assert layer.parameters(x) == case.parameters
    assert layer.connections(x, y) == case.connections
    assert layer.macs(x, y) == case.macs
    assert layer.ops(x, y) == case.ops


def test_layers_are_frozen_and_equal_by_keys() -> None:
    conv = TYPES["conv"](filters=8, kernel=(3, 3))
    assert conv == TYPES["conv"](filters=8, kernel=(3, 3))
    assert hash(conv) == hash(TYPES["conv"](filters=8, kernel=(3, 3)))
    assert conv != TYPES["conv"](filters=9, kernel=(3, 3))
    assert conv != TYPES["maxpool"](kernel=(3, 3))
    with pytest.raises(AttributeError, match="Conv is frozen: cannot set filters"):
        conv.filters = 9
    with pytest.raises(TypeError, match="Conv: needs kernel"):
        TYPES["conv"](filters=8)
    with pytest.raises(TypeError, match="Conv: unknown strides"):
        TYPES["conv"](filters=8, kernel=(3, 3), strides=(1, 1))
    assert repr(conv) == "Conv(kernel=(3, 3), filters=8)"


REFUSED_INPUTS = [
    ("conv", {"filters": 4, "kernel": (3, 3)}, Shape(5, flat=True),
     "expected a map (channels × height × width), got a flat vector of 5"),
    ("conv", {"filters": 4, "kernel": (1, 1), "groups": 3}, Shape(6, 4, 4), "groups: 3 must divide the 4 filters"),
    ("conv", {"filters": 4, "kernel": (1, 1), "groups": 4}, Shape(6, 4, 4), "groups: 4 must divide the 6 input maps"),
    ("conv", {"kernel": (1, 1), "table": ((0, 6),)}, Shape(6, 4, 4),
     "table: output map 0 reads input map 6, but there are 6, counted from 0"),
    ("conv", {"filters": 1, "kernel": (5, 7)}, Shape(1, 6, 6), "kernel 5×7 is larger than its input 6×6"),
    ("conv", {"filters": 1, "kernel": (5, 7), "stride": (4, 4), "ceil_mode": True}, Shape(1, 6, 6),
     "kernel 5×7 is larger than its input 6×6"),
    ("conv", {"filters": 1, "kernel": (3, 3), "dilation": (4, 4)}, Shape(1, 6, 6),
     "kernel 9×9 (dilated) is larger than its input 6×6"),
    ("maxpool", {"kernel": (7, 7), "padding": (0, 0, 1, 1)}, Shape(1, 6, 3),
     "kernel 7×7 is larger than its input 6×3 (6×5 with padding)"),
    ("maxpool", {"kernel": (2, 2), "padding": (2, 0, 0, 0)}, Shape(1, 6, 6),
     "padding: expected at most half the kernel (1), got 2: a window would lie in the padding"),
    ("groupnorm", {"groups": 4}, Shape(4),
     "a group of a single value has no variance: norm fewer groups, or larger maps"),
    ("linear", {"features": 10}, Shape(256, 6, 6),
     "expected a flat vector, got a 256×6×6 map: put a flatten before it (9,216 features)"),
    ("flatten", {}, Shape(7, flat=True), "the input is already a flat vector of 7"),
    ("rbf", {"codes": ("##.", "...")}, Shape(4, flat=True), "codes: expected 4 signs, one per input, got 3"),
    ("rbf", {"codes": ("##",)}, Shape(1, flat=True), "codes: expected 1 signs, one per input, got 2"),
    ("identity", {"filters": 2}, Shape(3, 4, 4), "filters: expected at least the 3 input maps, got 2"),
    ("channel_split", {"parts": 2, "part": 1}, Shape(3, 4, 4), "parts: 2 must divide the 3 channels"),
    ("conv_transpose", {"filters": 4, "kernel": (1, 1), "groups": 3}, Shape(6, 4, 4),
     "groups: 3 must divide the 4 filters"),
    ("conv_transpose", {"filters": 1, "kernel": (3, 3), "stride": (2, 2), "padding": (3, 3)}, Shape(1, 2, 2),
     "padding: 3×3 on each side leaves nothing of an output of 5×5"),
    ("conv_transpose", {"filters": 1, "kernel": (1, 2), "padding": (0, 1)}, Shape(1, 1, 1),
     "padding: 0×1 on each side leaves nothing of an output of 1×2"),
    ("conv_transpose", {"filters": 1, "kernel": (2, 1), "padding": (1, 0)}, Shape(1, 1, 1),
     "padding: 1×0 on each side leaves nothing of an output of 2×1"),
    ("pixel_shuffle", {"factor": 2}, Shape(6, 4, 4), "factor: 2² must divide the 6 channels"),
    ("pixel_unshuffle", {"factor": 2}, Shape(6, 4, 5), "factor: 2 must divide height and width, 4×5"),
    ("pad", {"padding": (0, 0, 4, 0), "mode": "reflect"}, Shape(6, 9, 4),
     "padding: a map of 9×4 reflects fewer than 4, got 4"),
    ("upsample", {"scale": (2, 2)}, Shape(6, flat=True),
     "expected a map (channels × height × width), got a flat vector of 6"),
    ("pad", {"padding": (-2, -2, 0, 0)}, Shape(6, 4, 9), "padding: cuts off all of a map of 4×9"),
    ("pad", {"padding": (0, 0, -9, 3)}, Shape(6, 4, 9), "padding: cuts off all of a map of 4×9"),
    ("transpose", {"size": (2, 4)}, Shape(6, 4, 9), "size: 2×4 must have as many cells as 6 channels"),
    ("softmax", {"parts": 4}, Shape(6, 4, 9), "parts: 4 must divide the 6 channels"),
    ("grn", {}, Shape(6, flat=True), "expected a map (channels × height × width), got a flat vector of 6"),
    ("channel_shuffle", {"groups": 2}, Shape(3, 4, 4), "groups: 2 must divide the 3 channels"),
    ("groupnorm", {"groups": 2}, Shape(3, 4, 4), "groups: 2 must divide the 3 channels"),
]  # fmt: skip


CONTRADICTIONS = [
    ("scale", {"weight": False}, "weight: false leaves the factor out and keeps the summand, which takes bias: true"),
    ("batchnorm", {"scale": False, "bias": False},
     "bias: false leaves β out and keeps γ; with affine: false there is none of them"),
    ("conv", {"filters": 1, "kernel": (1, 1), "gain": True},
     "gain: only standardized kernels have one: standardize: true"),
    ("depthwise", {"kernel": (1, 1), "trained": False, "standardize": True},
     "trained: false and standardize exclude each other"),
    ("conv", {"kernel": (1, 1), "table": ((0,),), "trained": False},
     "a connection table has kernels that are trained, and none that are standardized"),
    ("pad", {"padding": (-1, 0, 0, 0), "mode": "reflect"},
     "padding: mode: reflect cuts nothing off; a pad of mode: zero does"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "keys", "message"), CONTRADICTIONS)
def test_keys_that_contradict_each_other(kind: str, keys: dict[str, Any], message: str) -> None:
    with pytest.raises(LayerError) as caught:
        TYPES[kind](**keys).validate()
    assert str(caught.value) == message


@pytest.mark.parametrize(("kind", "keys", "x", "message"), REFUSED_INPUTS)
def test_inputs_that_do_not_fit(kind: str, keys: dict[str, Any], x: Shape, message: str) -> None:
    with pytest.raises(LayerError) as caught:
        infer(TYPES[kind](**keys), (), (x,))
    assert str(caught.value) == message


REFUSED_MERGES = [
    ("add", (Shape(3, 4, 4), Shape(4, 4, 4)), "expected inputs of one size, got 3×4×4 and 4×4×4"),
    ("add", (), "expected at least one input to merge, got none"),
    ("multiply", (), "expected at least one input to merge, got none"),
    ("concat", (Shape(3, 4, 4), Shape(3, 4, 5)), "expected maps of one height and width, got 3×4×4 and 3×4×5"),
    ("concat", (Shape(1, 3, 4), Shape(1, 4, 4)), "expected maps of one height and width, got 1×3×4 and 1×4×4"),
    ("concat", (Shape(3), Shape(3, flat=True)), "expected maps of one height and width, got 3×1×1 and 3"),
    ("multiply", (Shape(3, 4, 4), Shape(2)),
     "expected inputs of one size, or gates of 3×1×1 or 1×4×4, got 3×4×4 and 2×1×1"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "x", "message"), REFUSED_MERGES)
def test_merges_that_do_not_fit(kind: str, x: tuple[Shape, ...], message: str) -> None:
    with pytest.raises(LayerError) as caught:
        infer(TYPES[kind](), (), x)
    assert str(caught.value) == message


MAPS = [case for case in CASES if any(not shape.flat and shape.positions > 1 for shape in case.inputs)]


@pytest.mark.torch  # NumPy comes with torchvision
@pytest.mark.parametrize("case", MAPS, ids=[f"{case.type}-{number}" for number, case in enumerate(MAPS)])
def test_the_same_rules_run_on_arrays_of_sizes(case: Case) -> None:
    """A sweep over heights in one call gives what one call for each height gives."""
    import numpy as np

    layer = TYPES[case.type](**case.keys)
    steps = range(9)

    def sized(shape: Shape, more: Any) -> Shape:
        return shape if shape.flat or shape.positions == 1 else shape._replace(height=shape.height + more)

    def figures(more: Any) -> list[Any]:
        inputs = tuple(sized(shape, more) for shape in case.inputs)
        x: Any = inputs if layer.merges else inputs[0]
        y = layer.output(x)
        found = [*y[:3], *layer.parameters(x), layer.connections(x, y), layer.macs(x, y), *layer.ops(x, y)]
        return [*found, *(number for axis in layer.axes(x) for number in axis)]

    together = [np.broadcast_to(np.asarray(figure), len(steps)) for figure in figures(np.arange(len(steps)))]
    one_by_one = [list(column) for column in zip(*(figures(step) for step in steps), strict=True)]
    assert [list(map(int, column)) for column in together] == one_by_one


def test_a_layer_type_says_what_training_saves_and_what_it_costs() -> None:
    """Leaving something out fails when the class is made, and leaves no half-made type behind."""
    known = dict(TYPES)
    with pytest.raises(TypeError, match=r"^layer type unsaid does not say: family, saves, ops$"):

        class Unsaid(Pointwise):
            type = "unsaid"

    with pytest.raises(TypeError, match="does not say: family, weighted, sized, saves, axes, connections, macs, ops,"):

        class Bare(Layer[Shape]):
            type = "bare"

    assert known == TYPES


def test_families_are_those_of_every_type() -> None:
    assert {layer.family for layer in TYPES.values()} == set(get_args(Family))
    assert {name for name, layer in TYPES.items() if not layer.lettered} == {
        "adaptive_avgpool", "adaptive_maxpool", "unavailable",
    }  # fmt: skip


def test_what_is_not_said_is_nothing() -> None:
    assert {*Parameters(), *Ops()} == {0}
    assert POINT._asdict() == {"kernel": 1, "stride": 1, "before": 0, "after": 0, "dilation": 1, "up": 1}
