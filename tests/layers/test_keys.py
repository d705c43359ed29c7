"""Keys of layers: what holds where one is not given, and which numbers they take. Most are those of torch.nn."""

from __future__ import annotations

from typing import Any

import pytest

from cnnstat.keys.keyed import REQUIRED
from cnnstat.keys.kinds import Number, Sides
from cnnstat.layers import TYPES
from cnnstat.layers.shape import Shape

NOTHING = Sides(0, 0, 0, 0)
WINDOW = {"kernel": REQUIRED, "padding": NOTHING, "ceil_mode": False}
KERNELS = {"stride": (1, 1), "dilation": (1, 1), "bias": True, "trained": True, "standardize": False, "gain": False,
           "eps": 1e-6}  # fmt: skip
NORM = {"affine": True, "scale": True, "bias": True, "eps": 1e-5}
DEFAULTS: dict[str, dict[str, Any]] = {
    "conv": {**WINDOW, **KERNELS, "filters": None, "groups": 1, "table": None},
    "depthwise": {**WINDOW, **KERNELS, "multiplier": 1},
    "conv_transpose": {"filters": REQUIRED, "kernel": REQUIRED, "stride": (1, 1), "padding": (0, 0),
                       "output_padding": (0, 0), "dilation": (1, 1), "groups": 1, "bias": True},
    "linear": {"features": REQUIRED, "bias": True},
    "rbf": {"features": None, "codes": None},
    "identity": {"stride": (1, 1), "filters": None},
    "channel_shuffle": {"groups": REQUIRED},
    "channel_split": {"part": REQUIRED, "parts": None, "sizes": None},
    "batchnorm": NORM, "layernorm": NORM, "groupnorm": {**NORM, "groups": REQUIRED},
    "grn": {"eps": 1e-6},
    "scale": {"bias": False, "weight": True, "single": False},
    "rescale": {"factor": REQUIRED},
    "lrn": {"size": REQUIRED, "alpha": 1e-4, "beta": 0.75, "k": 1.0, "average": False},
    "leaky_relu": {"slope": 0.01},
    "elu": {"alpha": 1.0},
    "scaled_tanh": {"amplitude": 1.7159, "slope": 2 / 3},
    "softmax": {"parts": None},
    "dropout": {"p": 0.5},
    "maxpool": {**WINDOW, "stride": None, "dilation": (1, 1)},
    "avgpool": {**WINDOW, "stride": None, "count_include_pad": None},
    "subsample": {**WINDOW, "stride": None},
    "adaptive_avgpool": {"size": REQUIRED}, "adaptive_maxpool": {"size": REQUIRED},
    "upsample": {"mode": "nearest", "scale": None, "size": None},
    "pixel_shuffle": {"factor": REQUIRED}, "pixel_unshuffle": {"factor": REQUIRED},
    "pad": {"padding": REQUIRED, "mode": "zero"},
    "transpose": {"size": None},
    "unavailable": {"shape": REQUIRED, "what": REQUIRED, "holds": 0},
}  # fmt: skip
BOUNDS = {
    "eps": (0, 1), "p": (0, 1), "factor": (-1e6, 1e6), "alpha": (0, 1e12), "beta": (0, 1e12), "k": (0, 1e12),
    "amplitude": (0, 1e12), "slope": (0, 1e12), "leaky_relu slope": (-1e3, 1e3),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_what_holds_where_a_key_is_not_given(name: str) -> None:
    assert {key: each.default for key, each in TYPES[name].keys.items()} == DEFAULTS.get(name, {})


def test_bounds_of_numbers() -> None:
    for name, layer in TYPES.items():
        for key, each in layer.keys.items():
            if isinstance(each.kind, Number):
                least, most = BOUNDS.get(f"{name} {key}", BOUNDS[key])
                assert [each.kind.parse(value) for value in (least, most)] == [least, most]
                for value in (least - 1, most * 1.001):
                    with pytest.raises(ValueError, match="expected a number"):
                        each.kind.parse(value)


BRIEFS: list[tuple[str, dict[str, Any], str]] = [
    ("conv", {"kernel": (3, 3)}, "3×3"),
    ("conv", {"kernel": (1, 7), "stride": (2, 1), "padding": Sides(0, 0, 3, 3)}, "1×7/2×1 p0×3"),
    ("conv", {"kernel": (3, 3), "stride": (2, 2), "padding": Sides(1, 1, 1, 1), "dilation": (2, 2), "groups": 2},
     "3×3/2 d2 p1 g2"),
    ("conv", {"kernel": (3, 3), "padding": Sides(0, 1, 0, 0), "ceil_mode": True, "trained": False},
     "3×3 p0,1,0,0 fixed ceil"),
    ("conv", {"kernel": (3, 3), "padding": Sides(1, 1, 2, 0)}, "3×3 p1,1,2,0"),
    ("conv", {"kernel": (3, 3), "padding": "same", "standardize": True, "dilation": (1, 2)}, "3×3 d1×2 same std"),
    ("conv", {"kernel": (3, 3), "table": ((0,), (1, 2))}, "3×3 table"),
    ("depthwise", {"kernel": (3, 3), "multiplier": 2}, "3×3 m2"),
    ("conv_transpose", {"filters": 4, "kernel": (2, 2), "stride": (2, 2)}, "2×2 up2"),
    ("conv_transpose", {"filters": 4, "kernel": (3, 2), "stride": (2, 4), "padding": (1, 0), "dilation": (1, 2),
                        "groups": 2}, "3×2 up2×4 d1×2 p1×0 g2"),
    ("conv_transpose", {"filters": 4, "kernel": (3, 3), "padding": (2, 2)}, "3×3 p2"),
    ("identity", {}, ""), ("identity", {"stride": (2, 1)}, "1×1/2×1"),
    ("channel_shuffle", {"groups": 2}, "g2"), ("groupnorm", {"groups": 2}, "g2"),
    ("rescale", {"factor": 0.5}, "×0.5"), ("softmax", {"parts": 2}, "parts 2"),
    ("maxpool", {"kernel": (3, 3), "stride": (2, 2)}, "3×3/2"), ("maxpool", {"kernel": (2, 2)}, "2×2/2"),
    ("avgpool", {"kernel": (3, 3), "stride": (1, 1), "padding": "same"}, "3×3 same"),
    ("upsample", {"scale": (2, 2)}, "up2"), ("upsample", {"scale": (2, 3), "mode": "bilinear"}, "up2×3 bilinear"),
    ("upsample", {"size": (5, 6)}, "up5/8×3/4"), ("pixel_shuffle", {"factor": 2}, "up2"),
    ("pixel_unshuffle", {"factor": 2}, "/2"), ("pad", {"padding": Sides(1, 1, 1, 1)}, "p1"),
    ("pad", {"padding": Sides(1, 0, 2, 0), "mode": "reflect"}, "p1,0,2,0 reflect"),
    ("dropout", {"p": 0.2}, ""), ("lrn", {"size": 5}, ""), ("leaky_relu", {"slope": 0.1}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "keys", "text"), BRIEFS)
def test_keys_in_a_few_characters(kind: str, keys: dict[str, Any], text: str) -> None:
    """On 4 maps of 8 × 8."""
    if kind == "conv" and "table" not in keys:
        keys = {**keys, "filters": 4}
    assert TYPES[kind](**keys).brief(Shape(4, 8, 8)) == text
