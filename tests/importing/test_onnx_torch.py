"""What torch's exporters write, read back: parameters and MACs are those that torch counts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

from onnx_files import exported

import cnnstat
from cnnstat.spec.write import write_spec
from cnnstat.views.imports import imported

pytestmark = pytest.mark.torch

NETS = [
    "alexnet", "vgg11_bn", "resnet18", "resnet50", "resnext50_32x4d", "googlenet", "inception_v3", "mobilenet_v2",
    "mobilenet_v3_small", "squeezenet1_1", "densenet121", "shufflenet_v2_x1_0", "mnasnet1_0", "efficientnet_b0",
    "regnet_y_400mf", "convnext_tiny",
]  # fmt: skip


def module() -> Any:
    """A net with what nets have: residual blocks, gates, shuffled channels, means, norms of channels."""
    import torch
    from torch import nn

    class Block(nn.Module):
        def __init__(self, width: int) -> None:
            super().__init__()
            self.conv1 = nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)
            self.norm = nn.BatchNorm2d(width)
            self.act = nn.SiLU()
            self.conv2 = nn.Conv2d(width, width, 1)
            self.gate = nn.Sequential(nn.Conv2d(width, 4, 1), nn.ReLU(), nn.Conv2d(4, width, 1), nn.Hardsigmoid())

        def forward(self, x: Any) -> Any:
            y = self.conv2(self.act(self.norm(self.conv1(x))))
            return x + y * self.gate(y.mean((2, 3), keepdim=True))

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.GELU())
            self.stages = nn.Sequential(Block(8), Block(8))
            self.norm = nn.LayerNorm(8)
            self.fc = nn.Linear(8 * 4 * 4, 5)

        def forward(self, x: Any) -> Any:
            x = self.stages(self.stem(x))
            batch, channels, height, width = x.shape
            x = x.view(batch, 2, channels // 2, height, width).transpose(1, 2).reshape(batch, channels, height, width)
            one, two = x.chunk(2, 1)
            x = torch.cat([two, one], 1)
            x = self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            x = torch.nn.functional.avg_pool2d(torch.nn.functional.hardswish(x), 4)
            return self.fc(torch.flatten(x, 1))

    return Net()


def trained(net: Any) -> Any:
    """A net none of whose numbers is zero or equal to another's, as of one that was trained."""
    import torch

    torch.manual_seed(0)
    with torch.no_grad():
        for each in net.state_dict().values():
            if each.is_floating_point():
                each.uniform_(0.1, 0.9)
    return net


def counted(net: Any, images: Any) -> tuple[int, int]:
    """The parameters that the net has at inference, and its MACs, as torch counts them."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    held = sum(each.numel() for name, each in net.named_parameters() if not re.match("aux|AuxLogits", name))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(images)
    return held, counter.get_total_flops() // 2


def said(told: str, pattern: str) -> int:
    found = re.search(pattern, told)
    return int(found[1].replace(",", "")) if found else 0


def compare(path: Path, net: Any, images: Any, norms: int = 0) -> None:
    """A file has what torch counts, less what it says to lack; so has the spec made of it.

    Args:
        path: the file.
        net: what it was made of.
        images: what that takes.
        norms: parameters of norms that the exporter folds without telling, each time in exchange for a bias.
    """
    found = imported(path)
    (path.parent / "net.yaml").write_text(found.text, encoding="utf-8")
    network = cnnstat.load(path.parent / "net.yaml")
    assert write_spec(network).partition("\n")[2] == write_spec(cnnstat.load(path)).partition("\n")[2]
    analysis, told = cnnstat.analyze(network), "\n".join(found.told)
    lost = said(told, r"; ([\d,]+) parameters of norms") - said(told, r"have ([\d,]+) biases") + norms
    lost += said(told, r"([\d,]+) biases that are all zero")
    assert (analysis.params + lost, analysis.macs) == counted(net, images)


@pytest.mark.parametrize("dynamo", [True, False])
def test_a_small_net(dynamo: bool, tmp_path: Path) -> None:
    import torch

    net, images = trained(module()), torch.zeros(2, 3, 32, 32)
    path = exported(net, images, tmp_path, dynamo=dynamo)
    compare(path, net, images[:1], 0 if dynamo else 3 * 8)
    names = [each.name for each in cnnstat.load(path).nodes]
    assert names[0] == "stem.0"
    assert [each for each in names if each.startswith("stages.1.")][:2] == ["stages.1.conv1", "stages.1.conv2"]
    assert "{name: stages.1, block: stages}" in imported(path).text
    folded = [
        "3 batch norms are folded into convolutions; 48 parameters of norms are not in this file",
        "these convolutions have 24 biases, which norms may have left",
    ]
    assert imported(path).told == (folded if dynamo else [])


@pytest.mark.slow
def test_a_file_that_is_not_optimized(tmp_path: Path) -> None:
    import torch

    images = torch.zeros(2, 3, 32, 32)
    path = exported(module(), images, tmp_path, optimize=False)
    assert imported(path).told == []
    compare(path, module(), images[:1])


def channels_of_norms(net: Any) -> int:
    """Channels of the norms that stand behind a convolution; DenseNet has others before one."""
    from torch import nn

    found, before, block = 0, None, ""
    for name, each in net.named_modules():
        beside = isinstance(before, nn.Conv2d) and name.rpartition(".")[0] == block
        if isinstance(each, nn.BatchNorm2d) and beside and not re.match("aux|AuxLogits", name):
            found += each.num_features
        if not list(each.children()):
            before, block = each, name.rpartition(".")[0]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("dynamo", [True, False])
@pytest.mark.parametrize("name", NETS)
def test_nets_of_torchvision(name: str, dynamo: bool, tmp_path: Path) -> None:
    import torch
    from torchvision import models

    extra = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    net = trained(getattr(models, name)(weights=None, **extra))
    side = 299 if name == "inception_v3" else 224
    images = torch.zeros(1, 3, side, side)
    path = exported(net, images, tmp_path, dynamo=dynamo, **({"dynamic_shapes": None} if dynamo else {}))
    # what the convolutions of VGG have as biases was theirs before norms were folded in
    norms, silent = channels_of_norms(net), 0 if dynamo else 1
    compare(path, net, images, norms * (silent + (name == "vgg11_bn")))


@pytest.mark.parametrize("dynamo", [True, False])
def test_a_decoder(dynamo: bool, tmp_path: Path) -> None:
    """Transposed convolution, reflected edges and upsampling; TorchScript computes the pads from a table."""
    import torch
    from torch import nn

    net = nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1), nn.ReLU(),
        nn.ReflectionPad2d((1, 1, 2, 2)), nn.Conv2d(4, 2, 3), nn.Upsample(scale_factor=2),
    )  # fmt: skip
    path = exported(trained(net), torch.randn(1, 3, 32, 32), tmp_path, dynamo=dynamo)
    lines = [re.sub(r"name: [^,]*, ", "", each) for each in imported(path).text.partition("layers:\n")[2].splitlines()]
    assert lines == [
        "  - {type: conv, filters: 8, kernel: 3, stride: 2, padding: 1}",
        "  - {type: conv_transpose, filters: 4, kernel: 4, stride: 2, padding: 1, activation: relu}",
        "  - {type: pad, padding: [2, 1], mode: reflect}",
        "  - {type: conv, filters: 2, kernel: 3}",
        "  - {type: upsample, scale: 2}",
    ]
    found = cnnstat.analyze(path)
    assert found.params == sum(each.numel() for each in net.parameters())
    assert [str(each.output) for each in found.layers] == ["8×16×16", "4×32×32", "4×36×34", "2×34×32", "2×68×64"]
