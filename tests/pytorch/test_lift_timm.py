"""Modules of the forms that timm's networks have: what they become, their figures, and the same outputs.

timm itself is not needed.
"""

from __future__ import annotations

from typing import Any

import modules_of_timm
import pytest

import cnnstat
from cnnstat.errors import SpecError

pytestmark = pytest.mark.torch

SHAPES: dict[str, tuple[int, int, int]] = {
    "ChannelWindow": (6, 4, 5), "Selective": (3, 4, 5), "Splat": (4, 4, 5), "Standardized": (3, 4, 5),
    "Cells": (3, 6, 8), "Reduction": (3, 7, 9), "Mixer": (3, 8, 8), "Gated": (4, 2, 3), "Response": (6, 3, 4),
    "StarReLU": (6, 3, 4), "PoolMinusInput": (2, 4, 5), "Rearranged": (4, 8, 6),
}  # fmt: skip
"""Modules with an image of each."""


def made(name: str, **keys: Any) -> Any:
    return getattr(modules_of_timm, name)(**keys)


def lifted(name: str, **keys: Any) -> cnnstat.Network:
    return cnnstat.from_torch(made(name, **keys), SHAPES[name])


def figures(network: cnnstat.Network) -> tuple[int, int]:
    analysis = cnnstat.analyze(network)
    return analysis.params, analysis.macs


def lines(network: cnnstat.Network) -> list[tuple[str, dict[str, Any]]]:
    """The type of each line and its keys that are not the usual ones."""
    return [(node.layer.type, dict(node.layer.written())) for node in network.nodes]


def types(network: cnnstat.Network) -> list[str]:
    return [node.layer.type for node in network.nodes]


def test_a_window_over_channels() -> None:
    network = lifted("ChannelWindow")
    assert lines(network) == [
        ("global_avgpool", {}),
        ("transpose", {}),
        ("conv", {"kernel": (1, 3), "padding": (0, 0, 1, 1), "bias": False, "filters": 1}),
        ("transpose", {}),
        ("multiply", {}),
    ]
    assert [each.output for each in cnnstat.analyze(network).layers][1] == (1, 1, 6, False)
    assert figures(network) == (3, 6 * 3)
    field = cnnstat.analyze(network).layers[-1].field
    assert str(field) == "1", "a gate is left out"
    assert str(field.with_gates) == "4×5"


def test_branches_that_are_weighed_against_each_other() -> None:
    network = lifted("Selective")
    assert types(network) == [
        "conv", "conv", "concat", "channel_split", "channel_split", "add", "global_avgpool", "conv", "multiply",
        "channel_split", "channel_split", "add",
    ]  # fmt: skip
    assert [each.written() for each in network.nodes[7].followers] == [{"parts": 2}]
    assert figures(network) == ((12 + 4) + (108 + 4) + 32, 20 * (12 + 108) + 32)


def test_blocks_of_channels_that_are_weighed_against_each_other() -> None:
    network = lifted("Splat")
    assert types(network) == [
        "conv", "channel_split", "channel_split", "add", "global_avgpool", "conv", "multiply", "channel_split",
        "channel_split", "add",
    ]  # fmt: skip
    assert figures(network) == ((8 * 2 * 9 + 8) + (32 + 8), 20 * 144 + 32)


@pytest.mark.parametrize("gain", [False, True])
def test_standardized_kernels_and_one_factor(gain: bool) -> None:
    network = lifted("Standardized", gain=gain)
    keys = {"standardize": True, **({"gain": True} if gain else {}), "eps": 1e-5}
    conv, scale = lines(network)
    assert conv == ("conv", {"kernel": (3, 3), "padding": (1, 1, 1, 1), **keys, "filters": 4})
    assert scale == ("scale", {"single": True})
    assert figures(network) == (108 + 4 + 4 * gain + 1, 20 * 108)


def test_cells_that_become_channels() -> None:
    """Those of one place lie behind each other: torch's order, and a shuffle."""
    network = lifted("Cells")
    assert lines(network)[:2] == [("pixel_unshuffle", {"factor": 2}), ("channel_shuffle", {"groups": 3})]
    assert figures(network) == (12 * 5 * 9 + 5, 12 * 12 * 5 * 9)


def test_borders_that_are_cut_off() -> None:
    network = lifted("Reduction")
    pads = [keys["padding"] for kind, keys in lines(network) if kind == "pad"]
    assert pads == [(-1, 1, -1, 1), (-1, 0, 0, 0), (0, 0, 0, -1)]
    assert str(cnnstat.analyze(network).output) == "3×3×4"


def test_layers_across_positions() -> None:
    network = lifted("Mixer")
    assert types(network) == [
        "conv", "layernorm", "transpose", "conv", "conv", "transpose", "scale", "add", "scale", "conv", "add",
        "global_avgpool", "flatten",
    ]  # fmt: skip
    assert lines(network)[5:7] == [("transpose", {"size": (2, 2)}), ("scale", {})]
    assert lines(network)[8] == ("scale", {"bias": True})
    assert figures(network) == ((3 * 16 * 6 + 6) + 12 + (20 + 5) + (20 + 4) + 6 + 12 + (36 + 6), 4 * 288 + 240 + 144)


def test_a_gate_across_positions() -> None:
    network = lifted("Gated")
    assert types(network)[:5] == ["channel_split", "channel_split", "transpose", "conv", "transpose"]
    assert figures(network) == (36 + 6, 2 * 36)


def test_a_response_norm() -> None:
    network = lifted("Response")
    assert lines(network) == [("grn", {"eps": 1e-5})]
    assert figures(network) == (12, 0)


def test_a_square_with_one_factor_and_one_summand() -> None:
    network = lifted("StarReLU")
    assert lines(network) == [
        ("layernorm", {"bias": False}), ("multiply", {}), ("scale", {"single": True}),
        ("scale", {"bias": True, "weight": False, "single": True}),
    ]  # fmt: skip
    assert figures(network) == (6 + 2, 0)


def test_a_difference() -> None:
    network = lifted("PoolMinusInput")
    assert types(network) == ["avgpool", "rescale", "add"]
    assert lines(network)[1] == ("rescale", {"factor": -1.0})
    assert [node.inputs for node in network.nodes] == [(-1,), (-1,), (0, 1)]


def test_operations_that_rearrange() -> None:
    assert lines(lifted("Rearranged")) == [
        ("pixel_unshuffle", {"factor": 2}), ("channel_shuffle", {"groups": 4}), ("pixel_shuffle", {"factor": 2}),
        ("pad", {"padding": (1, 0, 1, 0)}), ("maxpool", {"kernel": (3, 3)}),
        ("pad", {"padding": (0, 1, 0, 1), "mode": "replicate"}),
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_spec_computes_the_same(name: str) -> None:
    """Built again, with the weights of the module, a network has the module's outputs for a random image."""
    import torch

    torch.manual_seed(0)
    module = made(name, **({"gain": True} if name == "Standardized" else {})).eval()
    for each in module.parameters():
        torch.nn.init.normal_(each)
    network = cnnstat.from_torch(module, SHAPES[name])
    built = cnnstat.build(network).eval()
    own = dict(module.named_parameters())
    if name == "Standardized":  # its constant factor is part of what is trained
        own["gain"] = own["gain"].detach() * 0.2
    theirs = sorted(built.named_parameters(), key=lambda pair: pair[1].numel())
    with torch.no_grad():
        for target, source in paired(theirs, own):
            target.copy_(source.reshape(target.shape))
    x = torch.randn(2, *SHAPES[name])
    one = torch.cat([module(each[None]) for each in x])
    torch.testing.assert_close(built(x).reshape(one.shape), one, rtol=1e-4, atol=1e-5)


def paired(theirs: Any, own: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Each parameter of a built network with that of the module that it stands for, by the names of layers."""
    left = dict(own)
    found = []
    for name, target in theirs:
        layer, _, kind = name.rpartition(".")
        layer = layer.removesuffix(".norm")
        near = sorted(left, key=lambda each: (-matches(each, layer, kind), each))
        best = next(each for each in near if left[each].numel() == target.numel())
        found.append((target, left.pop(best)))
    assert not left
    return found


def matches(name: str, layer: str, kind: str) -> int:
    """How well the name of a parameter fits a layer and what it holds."""
    path, _, word = name.rpartition(".")
    words = {"weight": ("weight", "scale", "alpha", "skip", "gain"), "bias": ("bias", "beta"), "gain": ("gain",)}
    near = 8 * (path == layer) + 4 * (path == layer.rpartition(".")[0])
    return near + 2 * (word == kind) + (word in words[kind])


def test_a_factor_times_a_constant_is_refused() -> None:
    with pytest.raises(SpecError, match="a product with factor cannot be said in a spec"):
        cnnstat.from_torch(made("FactorSeen"), (3, 4, 4))


def test_another_use_of_the_norms_of_maps_is_refused() -> None:
    with pytest.raises(SpecError, match="torch's mul of norms of maps cannot be said in a spec"):
        cnnstat.from_torch(made("Response", squared=True), (6, 3, 4))


def test_parameters_of_a_norm_that_is_broken_off_are_kept() -> None:
    from cnnstat.analysis import analyze_network
    from cnnstat.pytorch.lift import lifted as lift

    found = lift(made("Response", squared=True), (1, 6, 3, 4), "response", partial=True)
    assert "unavailable" in types(found.network)
    assert analyze_network(found.network, partial=True).params == 12
