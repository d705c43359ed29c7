"""Layers may bear any name: also one that torch's modules, Python or the exported file have for something else."""

from __future__ import annotations

import builtins
import copy
import io
import keyword
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exported_models import exported, flat, shapes

import cnnstat
from cnnstat.network.graph import Network
from cnnstat.spec.sources import NAME

pytestmark = pytest.mark.torch

OWN = [
    "network", "logits", "steps", "_plan", "_last", "_heads", "_without_heads", "at", "x", "self", "torch", "nn", "F",
    "Tensor", "math", "index", "block", "mode", "Add", "Named", "CODES", "1x1", "a-b", "3-", "_", "__", "_1", "output",
    "weight", "bias", "norm", "activation", "pad", "score", "dropout", "match", "case", "type", "1", "2",
]  # fmt: skip
"""Names that this program's models and exported files use, and such as are no identifiers."""

Write = Callable[[str], Path]


def names() -> list[str]:
    """All that could be in the way."""
    from torch import nn

    from cnnstat.pytorch.model import Model

    found = {*dir(nn.Module), *vars(nn.Module()), *dir(nn.ModuleDict), *vars(nn.ModuleDict()), *dir(Model)}
    found |= {*keyword.kwlist, *dir(builtins), *OWN} - {"input"}  # "input" is a word of the language
    assert {"training", "forward", "T_destination", "_modules", "__class__", "_compiled_call_impl", "lambda"} <= found
    return sorted(name for name in found if NAME.match(name))


def chain(write_spec: Write, line: Callable[[str], str], blocks: str = "") -> Network:
    lines = "".join(f"  - {line(name)}\n" for name in names())
    return cnnstat.load(write_spec(f"input: {{channels: 2, size: 3}}\n{blocks}layers:\n{lines}"))


CONV = "type: conv, filters: 2, kernel: 1"
BLOCKS = f"blocks: {{b: {{layers: [{{name: training, {CONV}}}, {{name: forward, {CONV}}}]}}}}\n"
KINDS: dict[str, tuple[Callable[[str], str], str]] = {
    "layers": (lambda name: f"{{name: {name!r}, {CONV}, norm: batchnorm}}", ""),
    "in-a-block": (lambda name: f"{{name: 'inner.{name}', {CONV}, activation: relu}}", ""),
    "blocks": (lambda name: f"{{name: {name!r}, block: b}}", BLOCKS),
    "around": (lambda name: f"{{name: '{name}.{name}', {CONV}}}", ""),
    "functions": (lambda name: f"{{name: {name!r}, type: relu}}", ""),
}
"""A network with all names: of layers, of layers in one block, of blocks, of blocks around one layer of that name."""


@pytest.mark.parametrize(
    "kind",
    [pytest.param(each, marks=[pytest.mark.slow] * (each in ("around", "functions", "blocks"))) for each in KINDS],
)
def test_layers_of_any_name(kind: str, write_spec: Write) -> None:
    import torch

    network = chain(write_spec, *KINDS[kind])
    torch.manual_seed(0)
    model: Any = cnnstat.build(network)
    other = exported(network)
    layers = [node.name for node in network.nodes]
    owners = list(dict.fromkeys(key.rpartition(".")[0] for key in model.state_dict()))
    assert [each for each in owners if each in layers] == (layers if kind != "functions" else [])
    assert all(each in layers or each.removesuffix(".norm") in layers for each in owners)
    assert shapes(other) == shapes(model)
    other.load_state_dict(model.state_dict())
    x = torch.rand(2, *network.input[:3])
    for module in (model, other):
        for training in (True, False):
            assert module.train(training) is module
            assert all(each.training is training for each in module.modules())
        module.eval()
        assert not any(each.training for each in module.modules())
        module.requires_grad_(False).requires_grad_(True).double().float().zero_grad()
        module.register_full_backward_hook(lambda *_: None)
    assert torch.equal(model(x), other(x))
    twins = [copy.deepcopy(module) for module in (model, other)]
    assert all(torch.equal(twin.eval()(x), model(x)) for twin in twins)
    assert [shapes(twin) for twin in twins] == [shapes(model)] * 2


def test_a_state_goes_through_a_file(write_spec: Write) -> None:
    import torch

    network = chain(write_spec, *KINDS["layers"])
    model, other = cnnstat.build(network), exported(network)
    file = io.BytesIO()
    torch.save(model.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True))
    assert all(torch.equal(one, two) for one, two in zip(model.parameters(), other.parameters(), strict=True))


def test_heads_of_such_names_run_in_training_only(write_spec: Write) -> None:
    import torch

    text = f"input: {{channels: 2, size: 3}}\nlayers:\n  - {{name: steps, {CONV}}}\n"
    text += f"  - {{name: training, {CONV}, auxiliary: true}}\n  - {{name: eval.training, {CONV}}}\n"
    network = cnnstat.load(write_spec(text))
    model, other = cnnstat.build(network), exported(network)
    other.load_state_dict(model.state_dict())
    x = torch.rand(1, 2, 3, 3)
    for module in (model, other):
        assert len(flat(module.train()(x))) == 2
        assert len(flat(module.eval()(x))) == 1
    assert all(torch.equal(one, two) for one, two in zip(flat(model.train()(x)), flat(other.train()(x)), strict=True))


def test_a_layer_of_such_a_name_can_be_replaced(write_spec: Write) -> None:
    """By the name of the spec; a value that is no module still takes no layer's place."""
    import torch
    from torch import nn

    network = cnnstat.load(write_spec(f"input: {{channels: 2, size: 3}}\nlayers:\n  - {{name: training, {CONV}}}\n"
                                      f"  - {{name: c, {CONV}}}\n"))  # fmt: skip
    model: Any = cnnstat.build(network)
    model["training"] = nn.Conv2d(2, 2, 1, bias=False)
    assert list(model.state_dict()) == ["training.weight", "c.weight", "c.bias"]
    assert model.eval()(torch.rand(1, 2, 3, 3)).shape == (1, 2, 3, 3)
    with pytest.raises(TypeError, match="cannot assign"):
        model.c = 3
    assert isinstance(model.c, nn.Conv2d)
