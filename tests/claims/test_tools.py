"""How other programs count: each formula worked by hand on a small network, and held against TensorFlow's profiler.

Those for PyTorch are held against the programs in ``tests/pytorch/test_counting.py``.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.claims import reconcile
from cnnstat.claims.counting import FIXED
from cnnstat.claims.programs import PROGRAMS
from cnnstat.claims.tools import TOOLS, Tool, tool_named
from cnnstat.errors import UsageError
from cnnstat.layers import TYPES
from cnnstat.printed import read_figure
from cnnstat.query import Bench, read_query

BENCH = Bench()
SMALL = """\
input: {channels: 3, size: 8}
layers:
  - {name: conv, type: conv, filters: 4, kernel: 3, padding: 1, bias: false, norm: batchnorm, activation: relu}
  - {name: pool, type: maxpool, kernel: 2}
  - {name: add, type: add, branches: [[{name: a, type: conv, filters: 4, kernel: 1}], []]}
  - {name: all, type: global_avgpool}
  - {name: flatten, type: flatten}
  - {name: fc, type: linear, features: 10, activation: softmax}
"""
CONV, POOLED, LAST = 4 * 8 * 8, 4 * 4 * 4, 10
MACS = CONV * 27 + POOLED * 4 + LAST * 4
BY_HAND = {
    "as thop counts": MACS + 4 * CONV + POOLED + 4,
    "as ptflops counts": MACS + POOLED + LAST + 2 * CONV + 2 * CONV + 2 * (CONV + POOLED),
    "as ptflops counts (pools and ReLU as functions)": MACS + POOLED + LAST + 2 * CONV + CONV + CONV + POOLED,
    "as ptflops' aten backend counts": MACS + POOLED + LAST,
    "as torchinfo counts": MACS + POOLED + LAST + 2 * 4,
    "as fvcore counts": MACS + 2 * CONV + POOLED,
    "as calflops counts": 2 * MACS + POOLED + 2 * CONV + CONV + CONV + POOLED,
    "as the TensorFlow profiler counts": 2 * MACS
    + POOLED
    + LAST
    + 2 * CONV
    + 6 * 4
    + 4 * POOLED
    + POOLED * 2
    + 5 * LAST,
    "as the TensorFlow profiler counts (a bias on each convolution)": (
        2 * MACS + CONV + POOLED + LAST + 2 * CONV + 6 * 4 + 4 * POOLED + POOLED * 2 + 5 * LAST
    ),
    "as convnet-burden counts": MACS + POOLED + LAST + 2 * CONV + 2 * POOLED * 4 + POOLED + 2 * 4,
    "as torchscan counts": MACS + 2 * CONV + POOLED + 4 * (16 + 1),
    "as TorchLens counts": 2 * MACS + POOLED + LAST + 5 * CONV + CONV + 2 * POOLED + POOLED + POOLED,
}


@pytest.mark.parametrize("text", BY_HAND)
def test_formulas_by_hand(text: str, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    analysis = cnnstat.analyze(tmp_path / "small.yaml")
    assert analysis.macs == MACS
    assert tool_named(text).count(analysis.layers) == BY_HAND[text]


ALONE = [
    ("conv, filters: 6, kernel: [3, 2], stride: [1, 2]", "2304 2400 2400 2400 2400 2304 4704 4704 4704 2400 2304 4704"),
    ("conv, filters: 6, kernel: [3, 2], bias: false", "4032 4032 4032 4032 4032 4032 8064 8064 8232 4032 4032 8064"),
    ("depthwise, kernel: 3", "864 960 960 960 960 864 1824 1824 1824 960 864 1824"),
    (
        "conv_transpose, filters: 6, kernel: [3, 2], stride: 2",
        "29952 8160 8160 8160 31200 6912 13824 15072 15072 8160 29960 15072",
    ),
    (
        "conv_transpose, filters: 6, kernel: [3, 2], stride: 2, bias: false",
        "29952 6912 6912 6912 29952 6912 13824 13824 13824 6912 29960 13824",
    ),
    ("maxpool, kernel: 3, stride: [2, 1]", "0 384 192 0 0 0 192 432 432 192 96 144"),
    ("maxpool, kernel: [1, 2]", "0 384 192 0 0 0 192 192 192 384 96 192"),
    ("avgpool, kernel: 3, stride: [2, 1]", "48 384 192 0 0 0 192 432 432 192 192 144"),
    ("avgpool, kernel: [1, 2]", "96 384 192 0 0 0 192 192 192 384 288 192"),
    ("subsample, kernel: 2", "- - - - - - - - - - - -"),
    ("global_avgpool", "196 384 192 0 0 192 192 192 192 8 196 192"),
    ("global_maxpool", "0 384 192 0 0 0 192 0 0 8 188 192"),
    ("adaptive_avgpool, size: [2, 3]", "216 384 192 0 0 192 192 - - - 240 192"),
    ("adaptive_maxpool, size: [2, 3]", "0 384 192 0 0 0 192 - - - 192 192"),
    ("flatten", "0 0 0 0 0 0 0 0 0 0 0 0"),
    ("batchnorm", "768 384 384 0 8 384 384 408 408 0 384 960"),
    ("batchnorm, affine: false", "384 192 192 0 0 192 192 404 404 0 192 960"),
    ("batchnorm, scale: false", "384 192 192 0 4 192 192 404 404 0 192 960"),
    ("layernorm", "768 384 384 0 8 960 960 - - 0 0 960"),
    ("layernorm, bias: false", "384 192 192 0 4 768 768 - - 0 0 960"),
    ("groupnorm, groups: 2", "0 384 384 0 8 960 960 - - 0 0 960"),
    ("linear, features: 5", "960 965 965 965 965 960 1920 1925 1925 965 960 1925"),
    ("linear, features: 5, bias: false", "960 960 960 960 960 960 1920 1920 1920 960 960 1920"),
    ("rbf, features: 3", "- - - - - - - - - - - -"),
    ("lrn, size: 3", "- - - - - - - - - 0 - -"),
    ("scale", "- - - - - - - - - - - -"),
    ("grn", "- - - - - - - - - - - -"),
    ("relu", "0 384 192 0 0 0 192 0 0 384 0 192"),
    ("relu6", "0 192 192 0 0 0 0 0 0 - 0 192"),
    ("leaky_relu", "0 192 0 0 0 0 192 - - - 0 192"),
    ("prelu", "192 384 192 0 4 0 192 - - - 0 192"),
    ("elu", "0 384 192 0 0 0 192 - - - 0 1728"),
    ("selu", "0 0 0 0 0 0 0 - - - 0 -"),
    ("sigmoid", "0 0 0 0 0 0 0 0 0 - 0 768"),
    ("tanh", "0 0 0 0 0 0 0 0 0 - 0 1152"),
    ("scaled_tanh", "0 0 0 0 0 0 0 - - - 0 -"),
    ("silu", "0 192 192 0 0 0 192 - - - 0 960"),
    ("hard_sigmoid", "0 0 0 0 0 0 0 - - - 0 -"),
    ("hard_swish", "0 0 0 0 0 0 0 - - - 0 -"),
    ("gelu", "0 384 192 0 0 0 192 - - - 0 2688"),
    ("mish", "0 0 0 0 0 0 0 - - - 0 -"),
    ("softplus", "0 0 0 0 0 0 0 - - - 0 -"),
    ("softmax", "0 0 0 0 0 0 0 960 960 0 0 0"),
    ("dropout", "0 0 0 0 0 0 0 0 0 0 0 384"),
    ("identity", "0 0 0 0 0 0 0 0 0 0 0 0"),
    ("channel_avgpool", "- - - - - - - - - - - -"),
    ("channel_maxpool", "- - - - - - - - - - - -"),
    ("transpose", "- - - - - - - - - - - -"),
    ("add, from: [input, input, input]", "0 0 0 0 0 0 0 384 384 384 0 384"),
    ("multiply, from: [input, input]", "0 0 0 0 0 0 0 - - - 0 -"),
    ("concat, from: [input, input]", "0 0 0 0 0 0 0 0 0 0 0 0"),
    ("channel_shuffle, groups: 2", "0 0 0 0 0 0 0 0 0 0 0 0"),
    ("channel_split, part: 1", "0 0 0 0 0 0 0 0 0 0 0 0"),
    ("upsample, scale: 2", "- 1536 768 0 0 768 - - - - 0 3072"),
    ("upsample, scale: 2, mode: bilinear", "- 1536 768 0 0 3072 - - - - 0 3072"),
    ("pixel_shuffle, factor: 2", "0 0 0 0 0 0 0 0 0 0 0 0"),
    ("pixel_unshuffle, factor: 1", "0 0 0 0 0 0 0 0 0 0 0 0"),
    ("pad, padding: 1", "- - - - - - - - - - - -"),
    ("rescale, factor: 2", "- - - - - - - - - - - -"),
]  # fmt: skip
"""A layer by itself on 4 maps of 6×8, and what each of :data:`TOOLS` counts for it; – where it is not known."""


@pytest.mark.parametrize(("layer", "counts"), ALONE)
def test_each_type_by_itself(layer: str, counts: str, lines: Callable[..., cnnstat.Analysis]) -> None:
    """Worked by hand. A kernel of 3×2 at stride 1×2 gives 6·4·4 outputs of 24 weights each, 2,304 MACs and 96 biases;
    pools 2·6 or 6·4 positions; all others have 192 inputs, and 192 outputs or what their keys say."""
    flat = "- {type: flatten}\n" if layer.startswith(("linear", "rbf")) else ""
    analysis = lines(f"{flat}- {{type: {layer}}}", size=(6, 8), channels=4)

    def counted(tool: Tool) -> str:
        try:
            return str(tool.count(analysis.layers))
        except UsageError as error:
            return "-" if str(error) == f"how {tool.name} counts {analysis[-1].type} is not known" else str(error)

    assert " ".join(map(counted, TOOLS)) == counts


def test_types_that_are_worked_by_hand() -> None:
    known = {re.split(r"\W", layer)[0] for layer, _ in ALONE}
    assert known == set(TYPES) - {"unavailable", "swish"}


def test_beside_what_programs_are_tried() -> None:
    """All are far; beside Keras' ways of counting parameters, layers may be left out as well."""
    assert all(each.far for each in PROGRAMS)
    of_keras = [each.axis == "weights" for each in PROGRAMS]
    assert of_keras == [False, False, True, True, *[False] * len(TOOLS)]
    own = ("network", "param", "heads", "unit")
    assert [each.beside for each in PROGRAMS] == [(*own, "layers") if keras else own for keras in of_keras]
    assert [each.since for each in PROGRAMS[:4]] == [0, 0, 2015, 2015]
    assert [bool(each.about) for each in PROGRAMS] == [False, False, *[True] * (len(TOOLS) + 2)]
    assert [(each.text, each.far) for each in FIXED if each.far] == [("buffers counted, as Keras counts", True)]
    assert not any(each.beside or each.since or each.binary or each.rewrite for each in FIXED)


def test_what_a_program_says_of_itself() -> None:
    tool = tool_named("as ptflops counts (pools and ReLU as functions)")
    assert (tool.name, tool.detail) == ("ptflops", "(pools and ReLU as functions)")
    assert tool.about == f"{tool.formula} ({tool.source})"
    (known,) = (each for each in PROGRAMS if each.text == tool.text)
    assert (known.about, known.since, known.far, known.axis) == (tool.about, 2018, True, "work")


FIRST = {
    "thop": 2018, "ptflops": 2018, "ptflops' aten backend": 2024, "torchinfo": 2020, "fvcore": 2019, "calflops": 2023,
    "the TensorFlow profiler": 2016, "convnet-burden": 2017, "torchscan": 2020, "TorchLens": 2023,
}  # fmt: skip
"""The years in which they came out."""


def test_every_tool_is_worked_by_hand_and_says_where_its_formula_stands() -> None:
    assert {each.text for each in TOOLS} == set(BY_HAND)
    for each in TOOLS:
        assert each.formula
        assert each.source
        assert each.since == FIRST[each.name]


def test_the_guide_lists_every_way_of_counting_of_a_program() -> None:
    guide = (Path(cnnstat.__file__).parent / "guide" / "claims.md").read_text(encoding="utf-8")
    told = [each for each in (*FIXED, *PROGRAMS) if each.about]
    assert [f"| {each.text} | {each.about} |" for each in told] == re.findall(r"^\| .*as .* counts.*\|$", guide, re.M)


def test_kernels_that_are_not_square_and_adaptive_pools(lines: Callable[..., cnnstat.Analysis]) -> None:
    """torchscan and TorchLens take a side for the cells of a square kernel, and torchscan guesses adaptive windows."""
    analysis = lines(
        """
        - {type: maxpool, kernel: 3, stride: 2}
        - {type: avgpool, kernel: [1, 2], stride: 1}
        - {type: adaptive_avgpool, size: 3}
        - {type: adaptive_maxpool, size: 2}
        """,
        size=17,
    )
    outputs = [each.output.elements for each in analysis.layers]
    assert outputs == [3 * 8 * 8, 3 * 8 * 7, 3 * 3 * 3, 3 * 2 * 2]
    most, mean, adaptive, greatest = outputs
    # 8 to 3 cells are taken for windows of 8 % 3 + 1, and 7 to 3 for 7 % 3 + 1; 3 to 2 for 3 % 2 + 1 along both axes.
    guessed = adaptive * (3 * 2 + 1) + greatest * (2 * 2 - 1)
    assert tool_named("as torchscan counts").count(analysis.layers) == most * 2 + mean * (2 + 1) + guessed
    assert tool_named("as TorchLens counts").count(analysis.layers) == most * 3 + mean * 2 + mean + adaptive


def test_what_a_tool_does_with_a_layer_is_never_guessed() -> None:
    with pytest.raises(UsageError, match="how thop counts lrn is not known"):
        tool_named("as thop counts").count(cnnstat.analyze("alexnet").layers)
    texts = [each.text for each in reconcile(read_query("alexnet.macs"), read_figure("700M"), BENCH).readings]
    assert not any("thop" in each for each in texts)


@pytest.mark.parametrize(
    ("query", "printed", "reading"),
    [
        # ptflops' own table of results, in GMac
        ("alexnet-owt.macs", "0.72 GMac", "as ptflops counts"),
        ("googlenet-torchvision.macs", "1.51 GMac", "as ptflops counts (pools and ReLU as functions)"),
        ("inception_v3.macs", "5.75 GMac", "as ptflops counts (pools and ReLU as functions)"),
        ("mobilenet_v2.macs", "0.32 GMac", "as ptflops counts"),
        ("resnet18.macs", "1.83 GMac", "as ptflops counts"),
        ("resnet50-v1.5.macs", "4.13 GMac", "as ptflops counts"),
        ("vgg16.macs", "15.52 GMac", "as ptflops counts, as convnet-burden counts"),
        ("vgg16.macs", "15.48 GMac", "bias additions counted, as ptflops' aten backend counts, as torchinfo counts"),
        # Keras' tables and Model.summary()
        ("resnet50.params", "25,636,712", "as Keras counts (a bias on each convolution)"),
        ("resnet101.params", "44,707,176", "as Keras counts (a bias on each convolution)"),
        ("resnet152.params", "60,419,944", "as Keras counts (a bias on each convolution)"),
        ("inception_v3.params", "23,851,784", "as Keras counts (norms without γ)"),
        ("mobilenet_v1.params", "4,253,864", "buffers counted, as Keras counts"),
        ("mobilenet_v2.params", "3,538,984", "buffers counted, as Keras counts"),
        ("resnet50.params", "23,587,712", "without linear layers, as Keras counts (a bias on each convolution)"),
        ("resnet50.flops", "7.755 GFLOPs", "as the TensorFlow profiler counts (a bias on each convolution)"),
        ("lenet5.params", "61,706", "lenet5-d2l"),
        ("lenet5.macs", "416,520", "lenet5-d2l"),
        # what people print without saying how they count
        ("vgg16.flops", "30.97 GFLOPs", "elementwise work counted (flops=all)"),
        ("mobilenet_v1.flops", "1.15 GFLOPs", "elementwise work counted (flops=all)"),
        ("resnet50.macs", "3,858,026,368", "parameters of norms added once"),
        ("resnet50.params", "23.53M", "10 classes"),
        ("vgg16.weight_bytes", "528 MB", "MiB for MB"),
        ("resnet50.weight_bytes", "98 MB", "MiB for MB"),
        ("alexnet.macs", "727 MFLOPs", "as convnet-burden counts"),
        ("resnet50.macs", "4.12 G", "resnet50-v1.5, as ptflops counts (pools and ReLU as functions)"),
    ],
)  # fmt: skip
def test_figures_that_programs_print(query: str, printed: str, reading: str) -> None:
    found = reconcile(read_query(query), read_figure(printed), BENCH)
    assert reading in [each.text for each in found.offered]


def test_tools_exclude_each_other_and_go_with_networks_only() -> None:
    found = reconcile(read_query("resnet50.macs"), read_figure("4.1B"), BENCH)
    for each in found.readings:
        axes = sorted(convention.axis for convention in each.conventions)
        if len(axes) == 2 and any(convention.about for convention in each.conventions):
            assert not {"layers", "extent", "size", "classes"}.intersection(axes)
            assert len(set(axes)) == 2


KERAS = {
    "VGG16": ("vgg16", "params", "as the TensorFlow profiler counts"),
    "ResNet50": (
        "resnet50", "as Keras counts (a bias on each convolution)",
        "as the TensorFlow profiler counts (a bias on each convolution)",
    ),
    "MobileNet": ("mobilenet_v1", "buffers counted, as Keras counts", "as the TensorFlow profiler counts"),
    "MobileNetV2": ("mobilenet_v2", "buffers counted, as Keras counts", "as the TensorFlow profiler counts"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", KERAS)
def test_against_keras_and_its_profiler(name: str) -> None:
    tf = pytest.importorskip("tensorflow", reason="tensorflow is not installed", exc_type=ImportError)
    constants = importlib.import_module("tensorflow.python.framework.convert_to_constants")
    own, params, work = KERAS[name]
    analysis = cnnstat.analyze(own)
    size = analysis.network.input.height
    model = getattr(tf.keras.applications, name)(weights=None)
    counted = model.count_params()
    found = reconcile(read_query(f"{own}.params"), read_figure(str(counted)), BENCH)
    assert found.fit.word == "exact" if params == "params" else found.readings[0].text == params
    run = tf.function(lambda x: model(x, training=False)).get_concrete_function(tf.TensorSpec([1, size, size, 3]))
    frozen = constants.convert_variables_to_constants_v2_as_graph(run)[1]
    with tf.Graph().as_default() as graph:
        tf.graph_util.import_graph_def(frozen, name="")
        options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
        options["output"] = "none"
        told = tf.compat.v1.profiler.profile(graph, cmd="op", options=options)
    assert tool_named(work).count(analysis.layers) == told.total_float_ops
