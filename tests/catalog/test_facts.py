"""What specs, layer types and help texts say in words of papers and of other people's code, each with its source."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest

import cnnstat
from cnnstat.layers import TYPES
from cnnstat.network.recipe import Recipe


class Said(NamedTuple):
    """Who says so, a pattern that the text must hold, and one of what it said before and must not say again."""

    where: str
    source: str
    must: str
    must_not: str = r"\A\Z.\A"


ABOUT = [
    Said("lenet5", "LeCun et al. 1998, section II.B, first paragraph", r"−0\.1 .* to 1\.175"),
    Said("lenet5", "LeCun et al. 1998, section II.B, output layer", "fixed at least initially", "with a fixed 7×12"),
    Said("lenet1", "LeCun et al. 1998, section III.C, LeNet-1", "16×16 in the middle of 28×28"),
    Said("googlenet-torchvision", "torchvision, googlenet.py: dropout", r"0\.2 where the paper's table 1 has 40 %"),
    Said(
        "inception_v3", "slim, inception_v3.py: Conv2d_3b_1x1, Conv2d_4a_3x3, MaxPool_5a_3x3 against table 1",
        r"1×1 convolution, a 3×3 one and a\s+second pool", "has a 1×1 convolution and a second pool",
    ),
    Said(
        "inception_v3", "slim, inception_v3.py: Mixed_6a to Mixed_6e against table 1",
        "a reduction and four modules are at 17×17 where the table has five",
    ),
    Said("inception_v3", "slim, inception_utils.py: batch_norm without scale; Keras: scale=False", "no γ"),
    Said("inception_v3", "Szegedy et al. 2015b, section 4", r"regulariser \(section 4\)"),
    Said("mobilenet_v1", "Howard et al. 2017, table 1", "input and an output of 7×7", "both hold only"),
    Said("mobilenet_v1", "section 3.2, figure 3; slim, mobilenet_v1.py", "has ReLU, the authors' code ReLU6"),
    Said("mobilenet_v1", "slim, mobilenet_v1.py: int(d * depth_multiplier)", "cut to whole maps"),
    Said("mobilenet_v2", "Sandler 2018, section 4", "counts 19 such units, table 2, which stands here, two fewer"),
    Said(
        "resnet50", "He et al. 2015, caption of table 1; KaimingHe/deep-residual-networks",
        "as in the authors' prototxts; the paper only names conv3_1, conv4_1 and conv5_1",
        r"1×1 convolution, as in the\s+paper",
    ),
    Said(
        "resnet50",
        "KaimingHe/deep-residual-networks, ResNet-50-deploy.prototxt: pool1 without pad, conv1 with bias_term",
        "no padding and rounds up, and conv1 of ResNet-50 has a bias",
    ),
    Said("resnet18", "He et al. 2015, table 2 and figure 4", "ResNet-18 is reported with A only"),
]  # fmt: skip
RECIPES = [
    Said(
        "lenet5", "LeCun et al. 1998, section III.B",
        "5e-4, 2e-4, 1e-4, 5e-5 and 1e-5 for 2, 3, 3, 4 and 8", "halves",
    ),
    Said("lenet5", "LeCun et al. 1998, appendix C", "second derivative .* here it is SGD with momentum"),
    Said("lenet1", "LeCun et al. 1990", "Page 399: targets of ±1; page 402: 30 passes", "400 and 401"),
    Said("lenet1", "LeCun et al. 1990, page 402", r"second derivatives\. Here it is SGD with momentum"),
    Said(
        "googlenet", "BVLC/caffe, bvlc_googlenet: gamma 0.96, stepsize 320000, max_iter 10000000 are solver.prototxt's",
        r"solver\.prototxt and train_val\.prototxt", "the reference code's quick solver",
    ),
    Said("googlenet", "bvlc_googlenet, quick_solver.prototxt and readme.md", "polynomial, over 60 epochs"),
    Said("googlenet", "Szegedy et al. 2014, section 6", "asynchronous SGD .here one update"),
    Said("googlenet", "Szegedy et al. 2014, section 6", "crops of 8 to 100 %"),
    Said("inception_v3", "TensorFlow, ApplyRMSProp: sqrt(ms + epsilon)", "TensorFlow adds it under the root"),
    Said("inception_v3", "slim, inception_utils.py: weight_decay=0.00004", "weight decay of 4e-5"),
    Said("mobilenet_v1", "section 3.2", "Here no layer decays", r"depthwise filters \(here none at all\)"),
    Said("mobilenet_v1", "slim, mobilenet_v1.py: regularize_depthwise=False", "4e-5 on all but the depthwise"),
    Said(
        "mobilenet_v2", "torchvision, references/classification",
        "300 epochs are torchvision's", "epochs is this program's",
    ),
    Said("mobilenet_v2", "slim, nets/mobilenet/README.md: training, V2", "5.5 million steps of 96"),
    Said("mobilenet_v2", "slim, nets/mobilenet/README.md: training, V2", r"label\s+smoothing 0\.1"),
    Said("nin", "nin_imagenet, train_val.prototxt: weight_filler", r"0\.01 or 0\.05 by layer", "set by hand"),
    Said("nin", "nin_imagenet, train_val.prototxt: 64", "The batch, .* of the authors' Caffe file", "batches of 128"),
    Said("resnet50", "He et al. 2015, section 3.4", "256 to 480 .* no dropout"),
    Said("resnet20", "He et al. 2015, section 4.2: 45k/5k split", "does not say whether all 50,000"),
    Said("resnet1202", "He et al. 2015, section 4.2", "1,202 layers warm up as the 110 do is not said"),
    Said("resnet110", "section 4.2, footnote 5", r"With 0\.1 from the beginning it takes several epochs"),
    Said("vgg16", "section 3.1: 10⁻² variance", r"variance 0\.01, begins the deeper nets with layers of net A"),
    Said("vgg16", "Simonyan & Zisserman 2015, section 3.1: training image size", "256 to 512"),
]  # fmt: skip
LAYERS = [
    Said("relu6", "TensorFlow, relu6: Convolutional Deep Belief Networks on CIFAR-10", "Krizhevsky 2010", "Howard"),
    Said("relu6", "Sandler et al. 2018, section 4", "Sandler et al. 2018, section 4"),
    Said("dropout", "Krizhevsky 2012, section 4.2", r"divides the others by 1 − p.* multiplies outputs by 0\.5"),
    Said("lrn", "cuda-convnet, layer.py: scale /= size", "cuda-convnet, Caffe and torch do", "the paper does not"),
    Said("scale", "Touvron et al. 2021 (CaiT), section 2", "Touvron et al. 2021", "Liu et al. 2022"),
]  # fmt: skip


def told(said: Said) -> str:
    return f"{said.where}, {said.source}"


def check(text: str, said: Said) -> None:
    flat = " ".join(text.split())
    assert re.search(said.must, flat), f"{said.source}: {flat}"
    assert not re.search(said.must_not, flat), f"{said.source}: {flat}"


@pytest.mark.parametrize("said", ABOUT, ids=told)
def test_what_a_spec_says_of_its_network(said: Said) -> None:
    check(cnnstat.load(said.where).about, said)


@pytest.mark.parametrize("said", RECIPES, ids=told)
def test_what_a_recipe_says_of_its_paper(said: Said) -> None:
    check(cnnstat.load(said.where).recipe.about, said)


@pytest.mark.parametrize("said", LAYERS, ids=told)
def test_what_a_layer_type_says_of_its_source(said: Said) -> None:
    check(TYPES[said.where].__doc__ or "", said)


def test_what_the_keys_of_a_recipe_mean() -> None:
    """TensorFlow adds RMSProp's ε under the root (ApplyRMSProp), but Adam's to it (ApplyAdam)."""
    meanings = {name: each.meaning for name, each in Recipe.keys.items()}
    assert "TensorFlow adds RMSProp's under the root" in meanings["eps"]
    assert "all weights" not in meanings["weight_decay"]
    assert "biases and norms too" in meanings["decayed"]


@pytest.mark.torch
def test_what_a_crosscheck_says_of_the_papers() -> None:
    """The 40 % stand in table 1; no text of the paper says which convolution of a bottleneck has the stride."""
    from cnnstat.pytorch.crosscheck.deviations import DEVIATIONS

    reasons = {name: " ".join(each.reason for each in found) for name, found in DEVIATIONS.items()}
    assert "40 % before the classifier (table 1)" in reasons["googlenet"]
    assert "the authors' prototxts in the first 1×1" in reasons["resnet50"]


def test_help_does_not_promise_the_papers_optimizer(program: Any) -> None:
    """LeNets have a second-order method, GoogLeNet asynchronous workers: SGD stands in for both."""
    shown = " ".join(program("train", "--help", env={"COLUMNS": "100"}).out.split())
    assert "Train a network by the recipe of its spec" in shown
    assert "SGD replaces LeCun's second-order method" in shown
    assert "its paper's recipe" not in shown + program("--help").out


def test_figures_that_words_lean_on() -> None:
    """Keras counts 23,817,352 trainable numbers in Inception-v3 without γ; MobileNetV2's text counts 19 units."""
    assert cnnstat.get("inception_v3.params - inception_v3.scales / 2") == 23_817_352
    assert cnnstat.get("count(mobilenet_v2[unit])") == 19 - 2
