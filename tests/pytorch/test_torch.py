"""PyTorch as the oracle of sizes: the layer functions themselves, on random settings."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import others_slow
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnstat.errors import LayerError
from cnnstat.keys.kinds import Sides
from cnnstat.layers import TYPES
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import infer

pytestmark = pytest.mark.torch

small, sizes = st.integers(1, 5), st.integers(1, 17)


def ours(kind: str, x: Shape, **keys: Any) -> tuple[int, int] | None:
    """Height and width of the output, or None where the layer is refused."""
    try:
        y = infer(TYPES[kind](**keys), (), (x,))
    except LayerError:
        return None
    return y.height, y.width


def theirs(function: Any, *arguments: Any, **keys: Any) -> tuple[int, int] | None:
    try:
        return tuple(function(*arguments, **keys).shape[-2:])
    except RuntimeError:
        return None


def zeros(*shape: int) -> Any:
    import torch

    return torch.zeros(*shape)


@given(sizes, sizes, small, small, small, small, st.integers(0, 3), st.integers(0, 3), st.integers(1, 3))
def test_conv(h: int, w: int, kh: int, kw: int, sh: int, sw: int, ph: int, pw: int, dilation: int) -> None:
    from torch.nn.functional import conv2d

    keys: dict[str, Any] = {"stride": (sh, sw), "dilation": (dilation, dilation)}
    expected = theirs(conv2d, zeros(1, 1, h, w), zeros(1, 1, kh, kw), padding=(ph, pw), **keys)
    found = ours("conv", Shape(1, h, w), filters=1, kernel=(kh, kw), padding=Sides(ph, ph, pw, pw), **keys)
    assert found == expected


@pytest.mark.parametrize("kind", ["maxpool", "avgpool"])
@given(h=sizes, kernel=small, stride=small, padding=st.integers(0, 3), dilation=st.integers(1, 3), ceil=st.booleans())
def test_pools(kind: str, h: int, kernel: int, stride: int, padding: int, dilation: int, ceil: bool) -> None:
    from torch.nn.functional import avg_pool2d, max_pool2d

    keys: dict[str, Any] = {"ceil_mode": ceil}
    if kind == "maxpool":
        keys["dilation"] = (dilation, dilation)
    function = max_pool2d if kind == "maxpool" else avg_pool2d
    expected = theirs(function, zeros(1, 1, h, 17), (kernel, 1), stride, (padding, 0), **keys)
    sides = Sides(padding, padding, 0, 0)
    found = ours(kind, Shape(1, h, 17), kernel=(kernel, 1), stride=(stride, stride), padding=sides, **keys)
    # torch allows padding up to half the kernel, for a dilated one in some versions less than up to half its span.
    assume(dilation == 1 or padding <= kernel // 2 or kind == "avgpool")
    assert found == expected


@given(sizes, st.integers(1, 9))
def test_adaptive_pools_read_what_torch_reads(size: int, outputs: int) -> None:
    import torch
    from torch.nn.functional import adaptive_avg_pool2d

    x = torch.eye(size).reshape(size, 1, 1, size)  # cell i alone is 1 in image i
    weights = adaptive_avg_pool2d(x, (1, outputs)).reshape(size, outputs)
    pool: Any = TYPES["adaptive_avgpool"](size=(1, outputs))
    assert int((weights > 0).sum()) == pool.cells(Shape(1, 1, size))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
@given(sizes, small, st.integers(1, 3))
def test_same_padding_is_torchs_where_torch_has_it(size: int, kernel: int, dilation: int) -> None:
    from torch.nn.functional import conv2d

    expected = theirs(conv2d, zeros(1, 1, size, size), zeros(1, 1, kernel, kernel), padding="same", dilation=dilation)
    keys: dict[str, Any] = {"kernel": (kernel, kernel), "dilation": (dilation, dilation)}
    assert ours("conv", Shape(1, size, size), filters=1, padding="same", **keys) == expected


TORCHVISION = {
    "alexnet-owt": "alexnet", "vgg11": "vgg11", "vgg13": "vgg13", "vgg16": "vgg16", "vgg19": "vgg19",
    "resnet18": "resnet18", "resnet34": "resnet34", "resnet50-v1.5": "resnet50", "resnet101-v1.5": "resnet101",
    "resnet152-v1.5": "resnet152", "mobilenet_v2": "mobilenet_v2", "googlenet-torchvision": "googlenet",
    "inception_v3": "inception_v3",
}  # fmt: skip


@pytest.mark.parametrize("name", [*others_slow(each for each in TORCHVISION if each != "alexnet-owt"), "alexnet-owt"])
def test_torchvision_counts_the_same(name: str) -> None:
    """Parameters, with auxiliary heads, and MACs against torchvision's own models, on the meta device."""
    import torch
    import torchvision
    from torch.utils.flop_counter import FlopCounterMode

    import cnnstat

    kind = TORCHVISION[name]
    settings = {"init_weights": False} if kind in ("googlenet", "inception_v3") else {}
    with torch.device("meta"):
        model = getattr(torchvision.models, kind)(weights=None, **settings)
    network = cnnstat.load(name)
    assert sum(each.numel() for each in model.parameters()) == cnnstat.analyze(network, training=True).params
    model.eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.empty(1, *network.input[:3], device="meta"))
    assert counter.get_total_flops() == 2 * cnnstat.analyze(network).macs


MODULES: dict[str, tuple[str, dict[str, Any]]] = {
    "conv": ("Conv2d(4, 4, 1)", {"filters": 4, "kernel": (1, 1)}), "maxpool": ("MaxPool2d(2)", {"kernel": (2, 2)}),
    "avgpool": ("AvgPool2d(2)", {"kernel": (2, 2)}), "adaptive_avgpool": ("AdaptiveAvgPool2d(4)", {"size": (4, 4)}),
    "adaptive_maxpool": ("AdaptiveMaxPool2d(4)", {"size": (4, 4)}), "batchnorm": ("BatchNorm2d(4)", {}),
    "groupnorm": ("GroupNorm(2, 4)", {"groups": 2}), "relu": ("ReLU()", {}), "relu6": ("ReLU6()", {}),
    "leaky_relu": ("LeakyReLU()", {}), "prelu": ("PReLU(4)", {}), "elu": ("ELU()", {}), "selu": ("SELU()", {}),
    "sigmoid": ("Sigmoid()", {}), "tanh": ("Tanh()", {}), "silu": ("SiLU()", {}), "swish": ("SiLU()", {}),
    "hard_sigmoid": ("Hardsigmoid()", {}), "hard_swish": ("Hardswish()", {}), "gelu": ("GELU()", {}),
    "mish": ("Mish()", {}), "softplus": ("Softplus()", {}), "softmax": ("Softmax2d()", {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", MODULES)
def test_what_training_keeps_is_what_torch_keeps(kind: str) -> None:
    """Which of a layer's input and output autograd saves; parameters and small statistics aside."""
    import torch

    module, keys = MODULES[kind]
    layer = eval(f"torch.nn.{module}", {"torch": torch})
    saved: list[int] = []

    def note(tensor: Any) -> Any:
        saved.append(tensor.data_ptr())
        return tensor

    x = torch.rand(2, 4, 8, 8, requires_grad=True) * 1.0
    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        y = layer(x)
    found = {"input" for pointer in saved if pointer == x.data_ptr()}
    found |= {"output" for pointer in saved if pointer == y.data_ptr()}
    saves = TYPES[kind](**keys).saves
    assert found == {"input" if saves == "indices" else saves}
