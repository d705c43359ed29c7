"""Cases worked out by hand, at least one for each layer type: (keys, inputs) and the figures that follow.

Each comment shows the arithmetic. The structure test refuses a layer type without a case here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cnnstat.keys.kinds import Sides
from cnnstat.layers import Ops, Parameters
from cnnstat.layers.shape import Shape

NONE = Parameters()


class Case(NamedTuple):
    """A layer, its input or inputs, and what the rules must say of it."""

    type: str
    keys: dict[str, Any]
    inputs: tuple[Shape, ...]
    output: Shape
    parameters: Parameters = NONE
    connections: int = 0
    macs: int = 0
    ops: Ops = Ops()


RGB = Shape(3, 227, 227)
SMALL = Shape(4, 6, 6)  # 144 elements
VECTOR = Shape(10, flat=True)


def sides(each: int) -> Sides:
    return Sides(each, each, each, each)


CASES = [
    # AlexNet conv1: (227 − 11)/4 + 1 = 55; 96·3·121 = 34,848; 3,025·34,944 = 105,705,600; 3,025·34,848 = 105,415,200
    Case(
        "conv", {"filters": 96, "kernel": (11, 11), "stride": (4, 4)}, (RGB,), Shape(96, 55, 55),
        Parameters(weights=34_848, biases=96), 105_705_600, 105_415_200, Ops(add=290_400),
    ),
    # AlexNet conv2: two groups, 256·48·25 = 307,200; 27² = 729; 729·307,456; 729·307,200
    Case(
        "conv", {"filters": 256, "kernel": (5, 5), "padding": sides(2), "groups": 2}, (Shape(96, 27, 27),),
        Shape(256, 27, 27), Parameters(weights=307_200, biases=256), 224_135_424, 223_948_800, Ops(add=186_624),
    ),
    # LeNet-5 C3: 60 pairs·25 = 1,500; 100·1,516 = 151,600
    Case(
        "conv",
        {"kernel": (5, 5), "table": tuple([(0, 1, 2)] * 6 + [(0, 1, 2, 3)] * 9 + [(0, 1, 2, 3, 4, 5)])},
        (Shape(6, 14, 14),), Shape(16, 10, 10),
        Parameters(weights=1_500, biases=16), 151_600, 150_000, Ops(add=1_600),
    ),
    # span 2·2 + 1 = 5, 7 + 1 + 0 − 5 = 3 → 4 rows; width 7 + 0 + 2 − 5 = 4, stride 2 → 3 columns; 2·4·9 = 72; 12·72
    Case(
        "conv",
        {"filters": 2, "kernel": (3, 3), "stride": (1, 2), "dilation": (2, 2), "padding": Sides(1, 0, 0, 2),
         "bias": False},
        (Shape(4, 7, 7),), Shape(2, 4, 3), Parameters(weights=72), 864, 864,
    ),
    # same, stride 2 on 5: ⌈5/2⌉ = 3; 8·3·9 = 216; 9·224; 9·216
    Case(
        "conv", {"filters": 8, "kernel": (3, 3), "stride": (2, 2), "padding": "same"}, (Shape(3, 5, 5),),
        Shape(8, 3, 3), Parameters(weights=216, biases=8), 2_016, 1_944, Ops(add=72),
    ),
    # AlexNet conv1 as cuda-convnet rounds: ⌈(224 − 11)/4⌉ + 1 = 54 + 1; the rest as at 227
    Case(
        "conv", {"filters": 96, "kernel": (11, 11), "stride": (4, 4), "ceil_mode": True}, (Shape(3, 224, 224),),
        Shape(96, 55, 55), Parameters(weights=34_848, biases=96), 105_705_600, 105_415_200, Ops(add=290_400),
    ),
    # rows ⌈(7 + 2 − 2)/4⌉ + 1 = 3, the third from 7 on: all padding, which a pool would drop; columns ⌈(6 − 3)/2⌉ + 1
    # = 3 with dilation 2; 2 maps·2·2·2 weights; 9·(16 + 2); 9·16
    Case(
        "conv",
        {"filters": 2, "kernel": (2, 2), "stride": (4, 2), "dilation": (1, 2), "padding": Sides(1, 1, 0, 0),
         "ceil_mode": True},
        (Shape(4, 7, 6),), Shape(2, 3, 3), Parameters(weights=32, biases=2), 306, 288, Ops(add=18),
    ),
    # a window of one cell, ⌈(7 − 1)/4⌉ + 1 = 3: the third, at 8, lies beyond the map and counts
    Case(
        "depthwise", {"kernel": (1, 1), "stride": (4, 4), "bias": False, "ceil_mode": True}, (Shape(2, 7, 7),),
        Shape(2, 3, 3), Parameters(weights=2), 18, 18,
    ),
    # MobileNet conv2 depthwise: 32·9 = 288; 112² = 12,544; 12,544·288 = 3,612,672
    Case(
        "depthwise", {"kernel": (3, 3), "padding": sides(1), "bias": False}, (Shape(32, 112, 112),),
        Shape(32, 112, 112), Parameters(weights=288), 3_612_672, 3_612_672,
    ),
    # multiplier 2: 8 maps·9 = 72, 8 biases; 16 positions·80; 16·72
    Case(
        "depthwise", {"kernel": (3, 3), "multiplier": 2}, (SMALL,), Shape(8, 4, 4),
        Parameters(weights=72, biases=8), 1_280, 1_152, Ops(add=128),
    ),
    # 3×3 stride 2 on 55: (55 − 3)/2 + 1 = 27; 96·729 windows·8 comparisons
    Case(
        "maxpool", {"kernel": (3, 3), "stride": (2, 2)}, (Shape(96, 55, 55),), Shape(96, 27, 27),
        ops=Ops(compare=559_872),
    ),
    # torch's rule: 7, kernel 2, stride 4, padding 1, ceil: ⌈(7 + 2 − 2)/4⌉ + 1 = 3, but the third starts at 8 = 7 + 1
    Case(
        "maxpool", {"kernel": (2, 2), "stride": (4, 4), "padding": sides(1), "ceil_mode": True}, (Shape(1, 7, 7),),
        Shape(1, 2, 2), ops=Ops(compare=12),
    ),
    # stride defaults to the kernel: 3×3 windows of 4: 4·9·3 additions, 4·9 divisions
    Case("avgpool", {"kernel": (2, 2)}, (SMALL,), Shape(4, 3, 3), ops=Ops(add=108, divide=36)),
    # the last windows reach out of the map: rows of 3 and 2 cells, so 5·5 = 25 cells less 4 firsts
    Case(
        "avgpool", {"kernel": (3, 3), "stride": (2, 2), "ceil_mode": True}, (Shape(1, 4, 4),), Shape(1, 2, 2),
        ops=Ops(add=21, divide=4),
    ),
    # rows of 2, 3 and 3 cells on the map, 8·8 less 9; with the padding 9·9 less 9
    Case(
        "avgpool", {"kernel": (3, 3), "padding": sides(1), "stride": (2, 2), "count_include_pad": False},
        (Shape(1, 6, 6),), Shape(1, 3, 3), ops=Ops(add=55, divide=9),
    ),
    Case(
        "avgpool", {"kernel": (3, 3), "padding": sides(1), "stride": (2, 2)}, (Shape(1, 6, 6),), Shape(1, 3, 3),
        ops=Ops(add=72, divide=9),
    ),
    # padded to 6, ⌈(6 − 3)/2⌉ + 1 = 3 windows of 3, 3 and 2 cells of the padded map: 8·8 less 9; of the map itself
    # 2, 3 and 1: 6·6 less 9
    Case(
        "avgpool", {"kernel": (3, 3), "padding": sides(1), "stride": (2, 2), "ceil_mode": True}, (Shape(1, 4, 4),),
        Shape(1, 3, 3), ops=Ops(add=55, divide=9),
    ),
    Case(
        "avgpool",
        {"kernel": (3, 3), "padding": sides(1), "stride": (2, 2), "ceil_mode": True, "count_include_pad": False},
        (Shape(1, 4, 4),), Shape(1, 3, 3), ops=Ops(add=27, divide=9),
    ),
    # a single window, of which one cell of 16 lies on the map
    Case(
        "avgpool", {"kernel": (4, 4), "stride": (1, 1), "padding": Sides(2, 1, 2, 1), "count_include_pad": False},
        (Shape(1),), Shape(1), ops=Ops(divide=1),
    ),
    # TensorFlow leaves "same" padding out: rows of 2, 3, 3 and 2 cells, 10·10 less 16; counted on demand 12·12 less 16
    Case(
        "avgpool", {"kernel": (3, 3), "stride": (1, 1), "padding": "same"}, (Shape(1, 4, 4),), Shape(1, 4, 4),
        ops=Ops(add=84, divide=16),
    ),
    Case(
        "avgpool", {"kernel": (3, 3), "stride": (1, 1), "padding": "same", "count_include_pad": True},
        (Shape(1, 4, 4),), Shape(1, 4, 4), ops=Ops(add=128, divide=16),
    ),
    # windows of single cells only copy
    Case("avgpool", {"kernel": (1, 1), "stride": (2, 2)}, (SMALL,), Shape(4, 3, 3)),
    Case("global_avgpool", {}, (Shape(4),), Shape(4)),
    Case("adaptive_avgpool", {"size": (6, 6)}, (SMALL,), SMALL),
    Case("adaptive_avgpool", {"size": (8, 8)}, (Shape(1, 4, 4),), Shape(1, 8, 8)),
    Case("adaptive_avgpool", {"size": (1, 1)}, (SMALL,), Shape(4), ops=Ops(add=140, divide=4)),
    # GoogLeNet pool1: 112 → ⌈109/2⌉ + 1 = 56 windows a row, 55 of 3 cells and one of 2: 64·(167² − 56²)
    Case(
        "maxpool", {"kernel": (3, 3), "stride": (2, 2), "ceil_mode": True}, (Shape(64, 112, 112),), Shape(64, 56, 56),
        ops=Ops(compare=64 * (167**2 - 56**2)),
    ),
    # cells 0, 2, 4 and 4, 6, 8 of 8: the ninth is not there
    Case(
        "maxpool", {"kernel": (3, 1), "stride": (4, 1), "dilation": (2, 1), "ceil_mode": True}, (Shape(1, 8, 1),),
        Shape(1, 2, 1), ops=Ops(compare=3),
    ),
    # 2 cells, then 1 each way: 9 uses of the coefficient and 4 of the bias
    Case(
        "subsample", {"kernel": (2, 2), "ceil_mode": True}, (Shape(1, 3, 3),), Shape(1, 2, 2),
        Parameters(weights=1, biases=1), 13, 0, Ops(add=9, multiply=4),
    ),
    # LeNet-5 S2: 6 coefficients, 6 biases; 1,176 units·(4 + 1) = 5,880; 3 + 1 additions, 1 multiplication
    Case(
        "subsample", {"kernel": (2, 2)}, (Shape(6, 28, 28),), Shape(6, 14, 14),
        Parameters(weights=6, biases=6), 5_880, 0, Ops(add=4_704, multiply=1_176),
    ),
    # 144 − 4 additions
    Case("global_avgpool", {}, (SMALL,), Shape(4), ops=Ops(add=140, divide=4)),
    Case("global_maxpool", {}, (SMALL,), Shape(4), ops=Ops(compare=140)),
    # 6 → 4: windows 0–2, 1–3, 3–5, 4–6, two cells each: 8·8·4 cells − 64 outputs
    Case("adaptive_avgpool", {"size": (4, 4)}, (SMALL,), Shape(4, 4, 4), ops=Ops(add=192, divide=64)),
    Case("adaptive_maxpool", {"size": (4, 4)}, (SMALL,), Shape(4, 4, 4), ops=Ops(compare=192)),
    Case("flatten", {}, (SMALL,), Shape(144, flat=True)),
    # 5·10 + 5
    Case(
        "linear", {"features": 5}, (VECTOR,), Shape(5, flat=True), Parameters(weights=50, biases=5), 55, 50, Ops(add=5)
    ),
    Case("linear", {"features": 5, "bias": False}, (VECTOR,), Shape(5, flat=True), Parameters(weights=50), 50, 50),
    # 3·10 fixed; a difference and a square each, 9 additions per class
    Case(
        "rbf", {"features": 3}, (VECTOR,), Shape(3, flat=True), Parameters(fixed=30), 30, 0, Ops(add=57, multiply=30)
    ),
    Case("batchnorm", {}, (SMALL,), SMALL, Parameters(scales=8, buffers=8), ops=Ops(add=144, multiply=144)),
    Case("batchnorm", {"affine": False}, (SMALL,), SMALL, Parameters(buffers=8), ops=Ops(add=144, multiply=144)),
    # 36 positions of 4: mean 3 additions + 1 division; 4 differences; 4 squares; 3 additions + 1 division; ε; 1 root;
    # 4 divisions; 4 multiplications and 4 additions of the affine step
    Case(
        "layernorm", {}, (SMALL,), SMALL, Parameters(scales=8),
        ops=Ops(add=36 * (3 + 4 + 3 + 1 + 4), multiply=36 * 8, divide=36 * (2 + 4), exponent=36),
    ),
    # 2 groups of 72
    Case(
        "groupnorm", {"groups": 2}, (SMALL,), SMALL, Parameters(scales=8),
        ops=Ops(add=2 * (71 + 72 + 71 + 1 + 72), multiply=2 * 144, divide=2 * (2 + 72), exponent=2),
    ),
    # each: square, 4 additions of 5 squares, times α, plus k, power, division
    Case("lrn", {"size": 5}, (SMALL,), SMALL, ops=Ops(add=720, multiply=288, divide=144, exponent=144)),
    Case("relu", {}, (SMALL,), SMALL, ops=Ops(compare=144)),
    Case("relu6", {}, (SMALL,), SMALL, ops=Ops(compare=288)),
    Case("leaky_relu", {}, (SMALL,), SMALL, ops=Ops(compare=144, multiply=144)),
    Case("prelu", {}, (SMALL,), SMALL, Parameters(scales=4), ops=Ops(compare=144, multiply=144)),
    Case("elu", {}, (VECTOR,), VECTOR, ops=Ops(compare=10, exponent=10, add=10, multiply=10)),
    Case("selu", {}, (VECTOR,), VECTOR, ops=Ops(compare=10, exponent=10, add=10, multiply=20)),
    Case("sigmoid", {}, (VECTOR,), VECTOR, ops=Ops(exponent=10, add=10, divide=10)),
    Case("tanh", {}, (VECTOR,), VECTOR, ops=Ops(exponent=10, add=20, divide=10, multiply=10)),
    Case("scaled_tanh", {}, (VECTOR,), VECTOR, ops=Ops(exponent=10, add=20, divide=10, multiply=30)),
    Case("silu", {}, (VECTOR,), VECTOR, ops=Ops(exponent=10, add=10, divide=10, multiply=10)),
    Case("swish", {}, (VECTOR,), VECTOR, ops=Ops(exponent=10, add=10, divide=10, multiply=10)),
    Case("hard_sigmoid", {}, (VECTOR,), VECTOR, ops=Ops(add=10, compare=20, divide=10)),
    Case("hard_swish", {}, (VECTOR,), VECTOR, ops=Ops(add=10, compare=20, divide=10, multiply=10)),
    Case("gelu", {}, (VECTOR,), VECTOR, ops=Ops(exponent=10, add=10, multiply=30)),
    Case("mish", {}, (VECTOR,), VECTOR, ops=Ops(exponent=30, add=30, divide=10, multiply=20)),
    Case("softplus", {}, (VECTOR,), VECTOR, ops=Ops(exponent=20, add=10)),
    # 9 comparisons for the largest, 10 differences, 10 exponents, 9 additions, 10 divisions
    Case("softmax", {}, (VECTOR,), VECTOR, ops=Ops(compare=9, add=19, exponent=10, divide=10)),
    # over the 4 channels of each of 36 positions
    Case("softmax", {}, (SMALL,), SMALL, ops=Ops(compare=108, add=252, exponent=144, divide=144)),
    Case("dropout", {"p": 0.5}, (VECTOR,), VECTOR),
    Case("concat", {}, (SMALL, Shape(3, 6, 6), SMALL), Shape(11, 6, 6)),
    Case("add", {}, (SMALL, SMALL, SMALL), SMALL, ops=Ops(add=288)),
    Case("multiply", {}, (SMALL, SMALL), SMALL, ops=Ops(multiply=144)),
    Case("multiply", {}, (Shape(4), SMALL), SMALL, ops=Ops(multiply=144)),
    Case("multiply", {}, (SMALL, Shape(4, flat=True), Shape(1, 6, 6)), SMALL, ops=Ops(multiply=288)),
    Case("channel_split", {"part": 1, "sizes": (1, 3)}, (SMALL,), Shape(1, 6, 6)),
    Case("channel_split", {"part": 3, "sizes": (1, 2, 3)}, (Shape(6, 2, 2),), Shape(3, 2, 2)),
    Case("scale", {}, (SMALL,), SMALL, Parameters(scales=4), ops=Ops(multiply=144)),
    Case("scale", {"bias": True}, (SMALL,), SMALL, Parameters(scales=8), ops=Ops(add=144, multiply=144)),
    # 36 positions of 4 channels
    Case("channel_avgpool", {}, (SMALL,), Shape(1, 6, 6), ops=Ops(add=108, divide=36)),
    Case("channel_maxpool", {}, (SMALL,), Shape(1, 6, 6), ops=Ops(compare=108)),
    # option A: rows 0, 2, 4 of 6, four zero maps
    Case("identity", {"stride": (2, 2), "filters": 8}, (SMALL,), Shape(8, 3, 3)),
    Case("channel_shuffle", {"groups": 2}, (SMALL,), SMALL),
    Case("channel_split", {"part": 2}, (SMALL,), Shape(2, 6, 6)),
    # the height is kept; the width's windows of 3 cells: 4·6·6 cells − 4·6·2 outputs
    Case("adaptive_avgpool", {"size": (None, 2)}, (SMALL,), Shape(4, 6, 2), ops=Ops(add=96, divide=48)),
    Case("adaptive_maxpool", {"size": (4, None)}, (SMALL,), Shape(4, 4, 6), ops=Ops(compare=4 * 8 * 6 - 96)),
    Case("concat", {}, (SMALL,), SMALL),
    Case("add", {}, (SMALL,), SMALL),
    Case("multiply", {}, (SMALL,), SMALL),
    # β only: 4 numbers, and the running statistics
    Case(
        "batchnorm", {"scale": False}, (SMALL,), SMALL, Parameters(scales=4, buffers=8),
        ops=Ops(add=144, multiply=144),
    ),
    Case("rescale", {"factor": 0.17}, (SMALL,), SMALL, ops=Ops(multiply=144)),
    # U-Net's up-convolution: (28 − 1)·2 + 2 = 56; 1,024·512·4 weights, each used at 28² = 784 cells; 512·56² biases
    Case(
        "conv_transpose", {"filters": 512, "kernel": (2, 2), "stride": (2, 2)}, (Shape(1024, 28, 28),),
        Shape(512, 56, 56), Parameters(weights=2_097_152, biases=512), 1_645_772_800, 1_644_167_168,
        Ops(add=1_605_632),
    ),
    # DCGAN's: (4 − 1)·2 − 2·1 + 3 + 1 + 1 = 9 rows and without the last summand 8 columns; two groups of 2 → 3 maps:
    # 2·3·16·2 = 192 weights, each used at all 16 cells, whether the result is cut off or not
    Case(
        "conv_transpose",
        {"filters": 6, "kernel": (4, 4), "stride": (2, 2), "padding": (1, 1), "output_padding": (1, 0), "groups": 2,
         "bias": False},
        (Shape(4, 4, 4),), Shape(6, 9, 8), Parameters(weights=192), 3_072, 3_072,
    ),
    # dilation: (3 − 1)·1 + 2·(3 − 1) + 1 = 7; 1·1·3·1 weights; the map is one cell high
    Case(
        "conv_transpose", {"filters": 1, "kernel": (1, 3), "dilation": (1, 2)}, (Shape(1, 1, 3),), Shape(1, 1, 7),
        Parameters(weights=3, biases=1), 9 + 7, 9, Ops(add=7),
    ),
    Case("upsample", {"scale": (2, 3)}, (SMALL,), Shape(4, 12, 18)),
    # between two values in each of two rows, then between the rows: 3 interpolations of 1 addition and 2 products
    Case(
        "upsample", {"scale": (2, 2), "mode": "bilinear"}, (SMALL,), Shape(4, 12, 12),
        ops=Ops(add=3 * 576, multiply=6 * 576),
    ),
    Case("upsample", {"size": (7, 16)}, (SMALL,), Shape(4, 7, 16)),
    # ESPCN: 3·3² maps
    Case("pixel_shuffle", {"factor": 3}, (Shape(27, 5, 4),), Shape(3, 15, 12)),
    Case("pixel_unshuffle", {"factor": 2}, (SMALL,), Shape(16, 3, 3)),
    Case("pad", {"padding": Sides(1, 2, 0, 3)}, (SMALL,), Shape(4, 9, 9)),
    Case("pad", {"padding": sides(5), "mode": "reflect"}, (SMALL,), Shape(4, 16, 16)),
    # NASNet's second path: a row and a column cut off in front, and one of zeros behind
    Case("pad", {"padding": Sides(-1, 1, -2, 0)}, (SMALL,), Shape(4, 6, 4)),
    # a blur: 4 maps·9 fixed weights; 4 positions·36
    Case(
        "depthwise", {"kernel": (3, 3), "stride": (2, 2), "bias": False, "trained": False}, (SMALL,), Shape(4, 2, 2),
        Parameters(fixed=36), 144, 144,
    ),
    # 8·4·9 = 288 fixed weights and 8 biases, which are trained; 16 positions·296; 16·288
    Case(
        "conv", {"filters": 8, "kernel": (3, 3), "trained": False}, (SMALL,), Shape(8, 4, 4),
        Parameters(fixed=288, biases=8), 4736, 4608, Ops(add=128),
    ),
    # 8·4·9 = 288 weights, standardized once for all images, 8 gains and 8 biases; 36·296; 36·288
    Case(
        "conv", {"filters": 8, "kernel": (3, 3), "padding": sides(1), "standardize": True, "gain": True}, (SMALL,),
        Shape(8, 6, 6), Parameters(weights=288, biases=8, scales=8), 10_656, 10_368, Ops(add=288),
    ),
    # γ without β
    Case("layernorm", {"bias": False}, (VECTOR,), VECTOR, Parameters(scales=10),
         ops=Ops(add=9 + 10 + 9 + 1 + 10, multiply=20, divide=12, exponent=1)),
    # one factor for all 144 elements; one summand for each of 4 channels
    Case("scale", {"single": True}, (SMALL,), SMALL, Parameters(scales=1), ops=Ops(multiply=144)),
    Case("scale", {"weight": False, "bias": True}, (SMALL,), SMALL, Parameters(scales=4), ops=Ops(add=144)),
    # per map 36 squares, 35 additions and a root; 3 additions, a division and ε for the mean of 4 norms; 4 divisions;
    # 144·(n and γ) factors, 144·(β and the input) summands
    Case(
        "grn", {}, (SMALL,), SMALL, Parameters(scales=8),
        ops=Ops(add=140 + 3 + 1 + 288, multiply=144 + 288, divide=4 + 1, exponent=4),
    ),
    # two branches of 2 channels: 72 pairs, each with a comparison, 2 differences, 2 exponents, a sum and 2 divisions
    Case(
        "softmax", {"parts": 2}, (SMALL,), SMALL, ops=Ops(compare=72, add=144 + 72, exponent=144, divide=144)
    ),
    # 36 positions become channels, and 4 channels a row, or 2 rows
    Case("transpose", {}, (SMALL,), Shape(36, 1, 4)),
    Case("transpose", {"size": (2, 2)}, (SMALL,), Shape(36, 2, 2)),
    # what its line states, and nothing else
    Case("unavailable", {"shape": (8, 7, 7), "what": "attention", "holds": 1_088}, (SMALL, VECTOR), Shape(8, 7, 7),
         Parameters(unsorted=1_088)),
    Case("unavailable", {"shape": (8,), "what": "attention"}, (SMALL,), Shape(8, flat=True)),
]  # fmt: skip
