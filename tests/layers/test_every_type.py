"""What is said of every layer type, which inputs it takes, and which numbers: one table each, over all types."""

from __future__ import annotations

from typing import Any

import pytest

from cnnstat.errors import LayerError
from cnnstat.keys.kinds import LARGEST, Number, Sides, Whole
from cnnstat.layers import TYPES, Ops
from cnnstat.layers.base import POINT, Axis
from cnnstat.layers.merge import effective_strides, in_turn, listed, moving
from cnnstat.layers.shape import Shape
from cnnstat.layers.unavailable import shape_of

SAID = {
    "conv": "convolution input weighted",
    "depthwise": "convolution input weighted",
    "conv_transpose": "convolution input weighted sized",
    "flatten": "reshape nothing view",
    "linear": "linear input weighted",
    "rbf": "linear input weighted",
    "concat": "merge nothing sized merges",
    "add": "merge nothing sized merges",
    "multiply": "merge input sized merges",
    "identity": "reshape nothing",
    "channel_shuffle": "reshape nothing",
    "channel_split": "reshape nothing view",
    "batchnorm": "normalization input norm",
    "layernorm": "normalization input norm",
    "groupnorm": "normalization input norm sized",
    "grn": "normalization input",
    "scale": "normalization input",
    "rescale": "reshape nothing",
    "lrn": "normalization input lrn",
    "relu": "activation output activation in_place",
    "relu6": "activation input activation in_place",
    "leaky_relu": "activation input activation",
    "prelu": "activation input activation",
    "elu": "activation input activation",
    "selu": "activation input activation",
    "sigmoid": "activation output activation",
    "tanh": "activation output activation",
    "scaled_tanh": "activation output activation",
    "silu": "activation input activation",
    "swish": "activation input activation",
    "hard_sigmoid": "activation input activation",
    "hard_swish": "activation input activation",
    "gelu": "activation input activation",
    "mish": "activation input activation",
    "softplus": "activation input activation",
    "softmax": "activation output activation",
    "dropout": "dropout mask dropout view",
    "maxpool": "pooling indices",
    "avgpool": "pooling input",
    "subsample": "pooling input weighted",
    "global_avgpool": "pooling nothing",
    "global_maxpool": "pooling indices",
    "channel_avgpool": "pooling nothing",
    "channel_maxpool": "pooling both",
    "adaptive_avgpool": "pooling input",
    "adaptive_maxpool": "pooling indices",
    "upsample": "reshape nothing",
    "pixel_shuffle": "reshape nothing",
    "pixel_unshuffle": "reshape nothing sized",
    "pad": "reshape nothing sized",
    "transpose": "reshape nothing view",
    "unavailable": "unavailable nothing sized merges",
}
"""Of each type its family, what it keeps for the backward pass, the key under which it follows, and what it is."""


LOWEST = {"conv_transpose.padding": 0, "conv_transpose.output_padding": 0, "unavailable.holds": 0,
          "pad.padding": -1_000_000}  # fmt: skip
HIGHEST = {
    "adaptive_avgpool.size": 4096, "adaptive_maxpool.size": 4096, "upsample.size": 4096,
    "transpose.size": 1_000_000, "unavailable.holds": 10**12,
}  # fmt: skip
NUMBERS: dict[str, tuple[float, float]] = {
    "eps": (0, 1), "p": (0, 1), "factor": (-1e6, 1e6), "alpha": (0, 1e12), "beta": (0, 1e12), "k": (0, 1e12),
    "amplitude": (0, 1e12), "slope": (0, 1e12), "leaky_relu.slope": (-1e3, 1e3),
}  # fmt: skip
WINDOWED = ("conv", "depthwise", "maxpool", "avgpool", "subsample")


def check_bounds(name: str) -> None:
    """What the numbers of a type's keys may be, at least and at most."""
    for key, each in TYPES[name].keys.items():
        kind, what = getattr(each.kind, "each", each.kind), f"{name}.{key}"
        if isinstance(kind, Number):
            assert (kind.minimum, kind.maximum) == NUMBERS.get(what, NUMBERS.get(key)), what
        if isinstance(kind, Whole):
            padding = key == "padding" and name in WINDOWED
            assert kind.minimum == LOWEST.get(what, 0 if padding else 1), what
            alone = kind is each.kind
            assert kind.maximum == HIGHEST.get(what, LARGEST if alone else kind.maximum), what


@pytest.mark.parametrize("name", TYPES)
def test_what_is_said_of_a_type(name: str) -> None:
    layer = TYPES[name]
    flags = [flag for flag in ("weighted", "sized", "merges", "in_place", "view") if getattr(layer, flag)]
    said = [layer.family, layer.saves, *([layer.follows] if layer.follows else []), *flags]
    assert " ".join(said) == SAID[name]
    assert layer.short == ("p" if name == "dropout" else "")
    assert layer.known == (name != "unavailable")
    made, x = layer(**LEAST.get(name, {})), Shape(8, flat=True) if name in VECTORS_ONLY else Shape(8, 4, 6)
    taken = made.input_of((x,))
    assert taken == ((x,) if made.merges else x)
    assert min(made.ops(taken, made.output(taken))) >= 0
    check_bounds(name)


def test_the_input_of_a_layer_is_one() -> None:
    x, y = Shape(8, 4, 6), Shape(8, 2, 3)
    assert TYPES["add"]().input_of((x, y)) == (x, y)
    with pytest.raises(ValueError, match="too many values"):
        TYPES["relu"]().input_of((x, y))


LEAST: dict[str, Any] = {
    "conv": {"filters": 4, "kernel": (1, 1)}, "depthwise": {"kernel": (1, 1)},
    "conv_transpose": {"filters": 4, "kernel": (1, 1)}, "linear": {"features": 4}, "rbf": {"features": 4},
    "channel_shuffle": {"groups": 2}, "channel_split": {"part": 1}, "groupnorm": {"groups": 2},
    "rescale": {"factor": 2.0}, "lrn": {"size": 3}, "maxpool": {"kernel": (1, 1)}, "avgpool": {"kernel": (1, 1)},
    "subsample": {"kernel": (1, 1)}, "adaptive_avgpool": {"size": (1, 1)}, "adaptive_maxpool": {"size": (1, 1)},
    "upsample": {"scale": (1, 1)}, "pixel_shuffle": {"factor": 2}, "pixel_unshuffle": {"factor": 1},
    "pad": {"padding": Sides(0, 0, 0, 0)}, "unavailable": {"shape": (4,), "what": "attention"},
}  # fmt: skip
MAPS_ONLY = {
    "conv", "depthwise", "conv_transpose", "grn", "maxpool", "avgpool", "subsample", "global_avgpool",
    "global_maxpool", "channel_avgpool", "channel_maxpool", "adaptive_avgpool", "adaptive_maxpool", "upsample",
    "pixel_shuffle", "pixel_unshuffle", "pad", "transpose",
}  # fmt: skip
VECTORS_ONLY = {"linear", "rbf"}


def refusal(name: str, *inputs: Shape, **keys: Any) -> str:
    """Why a type does not take inputs; "" where it does."""
    layer = TYPES[name](**(LEAST.get(name, {}) | keys))
    layer.validate()
    try:
        layer.check(inputs if layer.merges else inputs[0])
    except LayerError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", TYPES)
def test_maps_and_vectors(name: str) -> None:
    vector = refusal(name, Shape(8, flat=True))
    if name in MAPS_ONLY:
        assert vector == "expected a map (channels × height × width), got a flat vector of 8"
    else:
        assert vector == ("the input is already a flat vector of 8" if name == "flatten" else "")
    a_map = refusal(name, Shape(8, 2, 3))
    said = "expected a flat vector, got a 8×2×3 map: put a flatten before it (48 features)"
    assert a_map == (said if name in VECTORS_ONLY else "")


def test_a_vector_has_no_rows_to_leave_out() -> None:
    vector = Shape(8, flat=True)
    assert refusal("identity", vector, filters=9) == ""
    assert refusal("identity", vector, stride=(1, 2)).startswith("expected a map")
    assert refusal("identity", Shape(8), stride=(1, 2), filters=8) == ""


@pytest.mark.parametrize("name", ["concat", "add", "multiply", "unavailable"])
def test_nothing_is_no_input(name: str) -> None:
    more = "" if name == "unavailable" else " to merge"
    assert refusal(name) == f"expected at least one input{more}, got none"
    assert refusal(name, Shape(8, 2, 3)) == ""


@pytest.mark.parametrize(
    ("name", "keys", "message"),
    [
        ("conv", {"padding": "same", "ceil_mode": True},
         "ceil_mode means nothing with padding: same, which fills every window"),
        ("maxpool", {"padding": "same", "ceil_mode": True},
         "ceil_mode means nothing with padding: same, which fills every window"),
        ("conv", {"filters": None}, "missing key 'filters', a whole number of at least 1 (or a connection table)"),
        ("conv", {"table": ((0,), (1,))}, "the table already says 2 output maps: leave out 'filters'"),
        ("conv", {"table": ((0,),), "filters": None, "groups": 2}, "a connection table and groups exclude each other"),
        ("conv", {"table": ((0,),), "filters": None, "standardize": True},
         "a connection table has kernels that are trained, and none that are standardized"),
        ("conv_transpose", {"output_padding": (0, 1)},
         "output_padding: expected less than the stride or the dilation (1), got 1"),
        ("conv_transpose", {"stride": (3, 1), "output_padding": (3, 0)},
         "output_padding: expected less than the stride or the dilation (3), got 3"),
        ("rbf", {"codes": ("#.",)}, "expected one of 'features' and 'codes'"),
        ("rbf", {"features": None}, "expected one of 'features' and 'codes'"),
        ("upsample", {"size": (2, 2)}, "expected one of 'scale' and 'size'"),
        ("upsample", {"scale": None}, "expected one of 'scale' and 'size'"),
        ("pad", {"padding": "same"}, "padding: same depends on a window; say how many rows and columns"),
        ("channel_split", {"sizes": (1, 7), "parts": 2}, "expected parts or sizes, got both"),
        ("channel_split", {"part": 3}, "part: expected a whole number from 1 to 2, got 3"),
        ("channel_split", {"part": 3, "sizes": (1, 7)}, "part: expected a whole number from 1 to 2, got 3"),
        ("batchnorm", {"affine": False, "scale": False},
         "scale: false leaves γ out and keeps β; with affine: false there is none of them"),
        ("layernorm", {"affine": False, "bias": False},
         "bias: false leaves β out and keeps γ; with affine: false there is none of them"),
        ("unavailable", {"shape": (4, 2)},
         "shape: expected [channels, height, width] or [features], got 2 sizes"),
    ],
)  # fmt: skip
def test_keys_that_exclude_each_other(name: str, keys: dict[str, Any], message: str) -> None:
    with pytest.raises(LayerError) as caught:
        TYPES[name](**(LEAST.get(name, {}) | keys)).validate()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("conv_transpose", {"stride": (3, 1), "dilation": (1, 2), "output_padding": (2, 1)}),
        ("channel_split", {"part": 2}), ("channel_split", {"part": 3, "sizes": (1, 1, 6)}),
        ("channel_split", {"part": 4, "parts": 4}), ("batchnorm", {"scale": False}), ("batchnorm", {"bias": False}),
        ("batchnorm", {"affine": False}), ("scale", {"weight": False, "bias": True}), ("scale", {"bias": True}),
        ("pad", {"padding": Sides(-1, 0, 0, 0)}), ("pad", {"padding": Sides(1, 0, 0, 0), "mode": "reflect"}),
        ("pad", {"padding": Sides(0, 0, 0, 0), "mode": "replicate"}), ("conv", {"standardize": True, "gain": True}),
        ("conv", {"padding": "same"}), ("conv", {"ceil_mode": True}), ("conv", {"trained": False}),
        ("unavailable", {"shape": (4, 2, 2)}),
    ],
)  # fmt: skip
def test_keys_that_go_together(name: str, keys: dict[str, Any]) -> None:
    assert refusal(name, Shape(8, 4, 4), **keys) == ""


@pytest.mark.parametrize(
    ("name", "keys", "x", "message"),
    [
        ("conv", {"table": ((7,), (0, 8)), "filters": None}, Shape(8, 4, 4),
         "table: output map 1 reads input map 8, but there are 8, counted from 0"),
        ("channel_split", {"sizes": (1, 6)}, Shape(8), "sizes: expected 8 channels in all, got 7"),
        ("pixel_unshuffle", {"factor": 2}, Shape(8, 3, 4), "factor: 2 must divide height and width, 3×4"),
        ("pad", {"padding": Sides(3, 0, 0, 0), "mode": "reflect"}, Shape(8, 3, 9),
         "padding: a map of 3×9 reflects fewer than 3, got 3"),
        ("pad", {"padding": Sides(0, -3, 0, 0)}, Shape(8, 3, 9), "padding: cuts off all of a map of 3×9"),
        ("pad", {"padding": Sides(5, -3, 0, 0)}, Shape(8, 3, 9), "padding: cuts off all of a map of 3×9"),
        ("pad", {"padding": Sides(-1, -2, 0, 0)}, Shape(8, 3, 9), "padding: cuts off all of a map of 3×9"),
        ("maxpool", {"kernel": (3, 2), "padding": Sides(1, 1, 1, 2)}, Shape(8, 9, 9),
         "padding: expected at most half the kernel (1), got 2: a window would lie in the padding"),
        ("maxpool", {"kernel": (3, 3), "padding": Sides(2, 0, 0, 0)}, Shape(8, 9, 9),
         "padding: expected at most half the kernel (1), got 2: a window would lie in the padding"),
        ("maxpool", {"kernel": (3, 3), "dilation": (2, 2), "padding": Sides(0, 3, 0, 0)}, Shape(8, 9, 9),
         "padding: expected at most half the kernel (2), got 3: a window would lie in the padding"),
        ("avgpool", {"kernel": (3, 1), "padding": Sides(1, 1, 0, 1)}, Shape(8, 9, 9),
         "padding: expected at most half the kernel (0), got 1: a window would lie in the padding"),
        ("groupnorm", {"groups": 8}, Shape(8, flat=True),
         "a group of a single value has no variance: norm fewer groups, or larger maps"),
    ],
)  # fmt: skip
def test_inputs_just_beyond(name: str, keys: dict[str, Any], x: Shape, message: str) -> None:
    assert refusal(name, x, **keys) == message


@pytest.mark.parametrize(
    ("name", "keys", "x"),
    [
        ("conv", {"table": ((7,), (0, 7)), "filters": None}, Shape(8, 4, 4)),
        ("channel_split", {"sizes": (1, 7)}, Shape(8)), ("pixel_unshuffle", {"factor": 2}, Shape(8, 2, 4)),
        ("pad", {"padding": Sides(2, 2, 8, 0), "mode": "reflect"}, Shape(8, 3, 9)),
        ("pad", {"padding": Sides(9, 9, 9, 9), "mode": "replicate"}, Shape(8, 3, 9)),
        ("pad", {"padding": Sides(0, -2, 0, 0)}, Shape(8, 3, 9)),
        ("pad", {"padding": Sides(-1, -1, 0, 0)}, Shape(8, 3, 9)),
        ("maxpool", {"kernel": (3, 2), "padding": Sides(1, 1, 1, 1)}, Shape(8, 9, 9)),
        ("maxpool", {"kernel": (3, 3), "dilation": (2, 2), "padding": Sides(2, 2, 2, 2)}, Shape(8, 9, 9)),
        ("maxpool", {"kernel": (3, 5), "padding": Sides(1, 1, 2, 2)}, Shape(8, 9, 9)),
        ("maxpool", {"kernel": (5, 3), "padding": Sides(2, 2, 1, 1)}, Shape(8, 9, 9)),
        ("groupnorm", {"groups": 8}, Shape(8, 1, 2)), ("softmax", {"parts": 4}, Shape(8)),
        ("transpose", {"size": (2, 4)}, Shape(8, 3, 9)),
    ],
)  # fmt: skip
def test_inputs_just_within(name: str, keys: dict[str, Any], x: Shape) -> None:
    assert refusal(name, x, **keys) == ""


# What merges have in common.


def test_a_mean_of_two_takes_a_division_and_of_one_none() -> None:
    for name in ("global_avgpool", "adaptive_avgpool", "channel_avgpool"):
        pool = TYPES[name](**LEAST.get(name, {}))
        two, one = Shape(2) if name == "channel_avgpool" else Shape(1, 1, 2), Shape(1)
        assert pool.ops(two, pool.output(two)) == Ops(add=1, divide=1)
        assert pool.ops(one, pool.output(one)) == Ops()


def test_which_inputs_move() -> None:
    row, column, whole, one = Shape(2, 1, 5), Shape(2, 4, 1), Shape(2, 4, 5), Shape(2)
    assert moving((row, column, whole, one)) == [(False, True), (True, False), (True, True), (False, False)]
    assert moving((one, one)) == [(True, True)] * 2
    assert moving((row, one)) == [(True, True), (True, False)]


def test_strides_of_gates_do_not_count() -> None:
    whole, row = Shape(2, 4, 5), Shape(2, 1, 5)
    assert effective_strides([(whole, (2, 3)), (row, (9, 9))], (1, 1)) == (2, 9)
    assert effective_strides([(whole, (2, 3)), (whole, (5, 1))], (2, 4)) == (10, 12)


def test_pairs_in_turn() -> None:
    assert [list(in_turn(count)) for count in (1, 2, 3, 4)] == [
        [], [(0, 1)], [(0, 1), (3, 2)], [(0, 1), (4, 2), (5, 3)],
    ]  # fmt: skip


def test_lists_of_shapes() -> None:
    one, two = Shape(3, 4, 5), Shape(6, flat=True)
    assert [listed((one,) * count + (two,)) for count in (0, 1, 2)] == ["6", "3×4×5 and 6", "3×4×5, 3×4×5, 6"]


def test_shapes_that_are_stated() -> None:
    assert shape_of([4]) == Shape(4, flat=True)
    assert shape_of([4, 2, 3]) == Shape(4, 2, 3)


@pytest.mark.parametrize(
    ("name", "keys", "axes"),
    [
        ("flatten", {}, (Axis(6), Axis(8))), ("global_avgpool", {}, (Axis(6), Axis(8))), ("linear", {}, (POINT, POINT)),
        ("identity", {"stride": (2, 3)}, (Axis(1, 2), Axis(1, 3))), ("transpose", {}, (Axis(6, 0), Axis(8, 0))),
        ("pad", {"padding": Sides(1, 2, 3, -1)}, (Axis(1, 1, 1, 2), Axis(1, 1, 3, -1))),
        ("pixel_unshuffle", {"factor": 2}, (Axis(2, 2), Axis(2, 2))),
        ("pixel_shuffle", {"factor": 2}, (Axis(2, 1, 1, 0, 1, 2), Axis(2, 1, 1, 0, 1, 2))),
        ("channel_avgpool", {}, (POINT, POINT)), ("channel_split", {}, (POINT, POINT)), ("relu", {}, (POINT, POINT)),
        ("conv", {"kernel": (3, 5), "stride": (2, 1), "dilation": (1, 2), "padding": Sides(1, 2, 3, 4)},
         (Axis(3, 2, 1, 2, 1), Axis(5, 1, 3, 4, 2))),
        ("conv", {"kernel": (3, 4), "stride": (2, 3), "padding": "same"}, (Axis(3, 2, 0, 1), Axis(4, 3, 1, 1))),
        ("maxpool", {"kernel": (2, 3)}, (Axis(2, 2), Axis(3, 3))),
        ("maxpool", {"kernel": (2, 3), "stride": (1, 2)}, (Axis(2, 1), Axis(3, 2))),
        ("conv_transpose", {"kernel": (3, 2), "stride": (2, 1), "padding": (1, 0), "output_padding": (1, 0),
                            "dilation": (2, 1)}, (Axis(3, 1, 3, 4, 2, 2), Axis(2, 1, 1, 1, 1, 1))),
        ("adaptive_avgpool", {"size": (3, None)}, (Axis(2, 2), POINT)),
        ("adaptive_avgpool", {"size": (1, 3)}, (Axis(6), Axis(4, 3))),
        ("adaptive_avgpool", {"size": (4, 5)}, (Axis(2, 2), Axis(3, 2))),
        ("unavailable", {}, (POINT, POINT)), ("add", {}, (POINT, POINT)),
    ],
)  # fmt: skip
def test_windows_by_hand(name: str, keys: dict[str, Any], axes: tuple[Axis, Axis]) -> None:
    """On 8 maps of 6×8. Padding "same" of 8 by 3s with a kernel of 4: 3 outputs take
    10 cells. 6 cells in 4 windows: 0–2, 1–3, 3–5, 4–6; 8 in 5: 0–2, 1–4, 3–5, 4–7, 6–8."""
    layer: Any = TYPES[name](**(LEAST.get(name, {}) | keys))
    x = Shape(8, 6, 8)
    assert layer.axes((x,) if layer.merges else x) == axes
    assert layer.even((x,) if layer.merges else x) == (keys.get("size") not in ((1, 3), (4, 5)))
