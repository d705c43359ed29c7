"""What PyTorch runs for a layer, worked by hand: the elements of each result, and what is kept, read and made besides.

That PyTorch holds as much is measured in ``tests/pytorch/test_memory_tracked.py``; these need no PyTorch.
"""

from __future__ import annotations

from typing import Any

import pytest

from cnnstat.keys.kinds import Sides
from cnnstat.layers import TYPES
from cnnstat.layers.operation import Operation
from cnnstat.layers.shape import Shape

MAP = Shape(2, 3, 4)  # 24 elements
VECTOR = Shape(5, flat=True)
USUAL = {**dict.fromkeys(Operation._fields, False), "saves": "nothing", "reads": ()}
"""Of an operation of which no more is said than its result."""


def told(operation: Operation) -> str:
    """``24 saves=input scratch=24 weighs``: elements, and all that is not as usual."""
    unusual = [
        name if value is True else f"{name}={','.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name, value in operation._asdict().items()
        if name != "result" and value != USUAL[name]
    ]
    return " ".join([str(operation.result), *unusual])


CASES: list[tuple[str, dict[str, Any], tuple[Shape, ...], list[str]]] = [
    # 2·3·4 squares; 2 + 3 − 1 padded maps of 12; their means, the factor, the summand; a power; the quotient.
    ("lrn", {"size": 3}, (MAP,), [
        "24 saves=input reads=0,0 single", "48 single", "24 saves=input single named", "24 single",
        "24 passes single", "24 saves=input scratch=48 single", "24 saves=input reads=0,6 scratch=48 single",
    ]),
    # Two norms, their mean, and ε; two shares; the map times these, times γ, plus the map, plus β.
    ("grn", {}, (MAP,), [
        "2 saves=both scratch=24 named", "1", "1 passes", "2 saves=input reads=1,3 scratch=2 named",
        "24 saves=input reads=0,4 scratch=24", "24 saves=input scratch=24 weighs", "24 reads=0,6 passes",
        "24 passes weighs",
    ]),
    ("batchnorm", {}, (MAP,), ["24 saves=input"]),
    ("batchnorm", {"scale": False}, (MAP,), ["24 saves=input", "24 passes weighs"]),
    ("batchnorm", {"bias": False}, (MAP,), ["24 saves=input", "24 saves=input scratch=24 weighs"]),
    ("groupnorm", {"groups": 2}, (MAP,), ["24 saves=input statistics=4"]),
    ("scale", {}, (MAP,), ["24 saves=input scratch=24 weighs"]),
    ("scale", {"bias": True}, (MAP,), ["24 saves=input scratch=24 weighs", "24 passes"]),
    ("scale", {"bias": True, "weight": False}, (MAP,), ["24 passes"]),
    ("rescale", {"factor": 2.0}, (MAP,), ["24"]),
    # Three classes with five features: 15 differences, as many squares, three sums.
    ("rbf", {"features": 3}, (VECTOR,), ["15", "15 saves=input scratch=30", "3 passes"]),
    ("linear", {"features": 3}, (VECTOR,), ["3 saves=input product"]),
    ("flatten", {}, (MAP,), ["24 view passes"]),
    ("transpose", {}, (MAP,), ["24 view passes"]),
    ("dropout", {}, (MAP,), ["24 saves=mask idle"]),
    ("relu", {}, (MAP,), ["24 saves=output"]),
    ("relu6", {}, (MAP,), ["24 saves=input"]),
    ("prelu", {}, (MAP,), ["24 saves=input scratch=24"]),
    ("scaled_tanh", {}, (MAP,), ["24", "24 saves=output", "24"]),
    ("pad", {"padding": Sides(1, 0, 0, 2)}, (MAP,), ["48"]),
    ("pad", {"padding": Sides(1, 0, 0, 2), "mode": "reflect"}, (MAP,), ["48 saves=input"]),
    ("concat", {}, (MAP, MAP), ["48 passes"]),
    # Of three inputs the first two make value 3, and that and the third value 4.
    ("add", {}, (MAP,), []),
    ("add", {}, (MAP, MAP, MAP), ["24 reads=0,1 passes", "24 reads=3,2 passes"]),
    ("multiply", {}, (MAP, MAP), ["24 saves=input reads=0,1"]),
    ("multiply", {}, (MAP, Shape(2), MAP, MAP), [
        "24 saves=input reads=0,1 scratch=24", "24 saves=input reads=4,2 scratch=24",
        "24 saves=input reads=5,3 scratch=24",
    ]),
    ("identity", {}, (MAP,), []),
    # Rows 0 and 2 are 2 of 3 with 4 columns each, then columns 0 and 3; six more maps are a pad.
    ("identity", {"stride": (2, 3)}, (MAP,), ["16 view", "8 view"]),
    ("identity", {"stride": (1, 3), "filters": 8}, (MAP,), ["24 view", "12 view", "48"]),
    ("identity", {"filters": 8}, (MAP,), ["96"]),
    ("channel_split", {"part": 1}, (MAP,), ["12 view"]),
    ("conv", {"filters": 4, "kernel": (1, 1)}, (MAP,), ["48 saves=input product"]),
    ("conv", {"filters": 4, "kernel": (3, 3), "padding": Sides(1, 1, 1, 1)}, (MAP,), ["48 saves=input product"]),
    ("conv", {"filters": 4, "kernel": (2, 2), "padding": Sides(1, 0, 0, 0)}, (MAP,), [
        "32 apart", "36 saves=input product",  # 2·4·4 padded, 4·3·3
    ]),
    ("conv", {"filters": 1, "kernel": (2, 2), "padding": "same"}, (MAP,), ["40 apart", "12 saves=input product"]),
    ("conv", {"filters": 1, "kernel": (3, 3), "padding": "same", "stride": (1, 3)}, (MAP,), [
        # five rows; 2 columns of windows 0 to 2 and 3 to 5, of which one stands before
        "60 apart", "6 saves=input product",
    ]),
    # (3 − 2) / 2 rounded up takes a fourth row, and (4 − 2) / 2 no fifth column.
    ("conv", {"filters": 1, "kernel": (2, 2), "stride": (2, 2), "ceil_mode": True}, (MAP,), [
        "32 apart", "4 saves=input product",
    ]),
    ("conv", {"filters": 1, "kernel": (2, 2), "stride": (1, 2), "ceil_mode": True}, (MAP,), ["4 saves=input product"]),
    # A dilated kernel spans 3 of 4 + 1 columns: (5 − 3) / 3 rounded up takes one more.
    ("conv", {"filters": 1, "kernel": (1, 2), "stride": (1, 3), "dilation": (1, 2), "padding": Sides(0, 0, 0, 1),
              "ceil_mode": True}, (MAP,), ["36 apart", "6 saves=input product"]),
    # Four kernels of 2·3·3 weights: their means and variances, the centred ones, the scaled ones, with a gain.
    ("conv", {"filters": 4, "kernel": (3, 3), "standardize": True}, (MAP,), [
        "8 named once", "72 reads=1 scratch=144 once parameters=72", "72 saves=input reads=2 scratch=72 once",
        "8 saves=input reads=0,3 product",
    ]),
    ("conv", {"filters": 4, "kernel": (3, 3), "standardize": True, "gain": True, "padding": "same"}, (MAP,), [
        "60 apart", "8 named once", "72 reads=2 scratch=144 once parameters=72",
        "72 saves=input reads=3 scratch=72 once", "72 saves=input reads=4 scratch=72 once parameters=4",
        "48 saves=input reads=1,5 product",
    ]),
    # Three pairs, each a map of its own: 3·12 cells read, 3·6 made, of which 2 maps are summed up and stacked.
    ("conv", {"kernel": (2, 2), "table": ((0,), (0, 1))}, (MAP,), [
        "36 scratch=24 named", "18 saves=input named product parameters=12", "12", "12 passes named",
        "12 passes weighs",
    ]),
    ("conv", {"kernel": (2, 2), "table": ((0,), (0, 1)), "bias": False, "padding": Sides(1, 0, 0, 0)}, (MAP,), [
        "32 apart", "48 scratch=32 named", "27 saves=input named product parameters=12", "18", "18 passes named",
    ]),
    ("depthwise", {"kernel": (1, 1), "multiplier": 2}, (MAP,), ["48 saves=input product"]),
    ("maxpool", {"kernel": (2, 2)}, (MAP,), ["4 saves=indices"]),
    ("maxpool", {"kernel": (2, 2), "padding": Sides(1, 0, 0, 0)}, (MAP,), ["32", "8 saves=indices"]),
    # Half of a dilated window's reach is more padding than PyTorch takes.
    ("maxpool", {"kernel": (2, 2), "dilation": (2, 2), "padding": Sides(1, 1, 1, 1), "stride": (1, 1)}, (MAP,), [
        "24 saves=indices",
    ]),
    ("maxpool", {"kernel": (3, 3), "dilation": (2, 2), "padding": Sides(2, 2, 2, 2), "stride": (1, 1)}, (MAP,), [
        "112", "24 saves=indices",
    ]),
    ("maxpool", {"kernel": (3, 3), "dilation": (2, 2), "padding": Sides(2, 2, 1, 1), "stride": (1, 1)}, (MAP,), [
        "84", "12 saves=indices",
    ]),
    ("avgpool", {"kernel": (2, 2)}, (MAP,), ["4 saves=input"]),
    ("avgpool", {"kernel": (2, 2), "padding": Sides(1, 0, 0, 0)}, (MAP,), ["32", "8 saves=input"]),
    ("avgpool", {"kernel": (2, 2), "padding": Sides(1, 0, 0, 0), "count_include_pad": False}, (MAP,), [
        "32", "8 saves=input", "8",
    ]),
    ("avgpool", {"kernel": (2, 2), "padding": Sides(1, 1, 1, 1), "count_include_pad": False}, (MAP,), [
        "12 saves=input",
    ]),
    ("subsample", {"kernel": (2, 2)}, (MAP,), [
        "4 saves=input named", "4 saves=input scratch=4 weighs", "4 passes",
    ]),
    ("global_avgpool", {}, (MAP,), ["2"]),
    ("global_maxpool", {}, (MAP,), ["2 saves=indices"]),
    ("channel_avgpool", {}, (MAP,), ["12"]),
    ("channel_maxpool", {}, (MAP,), ["12 saves=both scratch=24"]),
    ("adaptive_avgpool", {"size": (1, 1)}, (MAP,), ["2"]),
    ("adaptive_avgpool", {"size": (2, 1)}, (MAP,), ["4 saves=input"]),
    ("adaptive_maxpool", {"size": (1, 1)}, (MAP,), ["2 saves=indices"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "keys", "inputs", "expected"), CASES)
def test_operations(kind: str, keys: dict[str, Any], inputs: tuple[Shape, ...], expected: list[str]) -> None:
    layer = TYPES[kind](**keys)
    layer.validate()
    x: Any = inputs if layer.merges else inputs[0]
    layer.check(x)
    assert [told(each) for each in layer.torch_operations(x, layer.output(x))] == expected
