"""torchvision's models beside those of the catalog: the same operations, and from the same weights the same outputs."""

from __future__ import annotations

import gc
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnstat.network.graph import Network
from cnnstat.pytorch import INSTALL
from cnnstat.pytorch.crosscheck.align import gaps, units
from cnnstat.pytorch.crosscheck.deviations import DEVIATIONS, Clash, explained
from cnnstat.pytorch.crosscheck.operations import Operation, recorded
from cnnstat.pytorch.crosscheck.run import SEED, built, images, seeded
from cnnstat.pytorch.crosscheck.twin import Twin
from cnnstat.pytorch.device import full_float32
from cnnstat.pytorch.model import Model, Outputs, tensors_of
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand
from cnnstat.spec.write import lines

MISSING = f"torchvision is not installed: {INSTALL}"
ON_META = "Of torchvision only operations and their settings are compared on the meta device, which holds no numbers"
CONVENTION = (
    "where it has the architecture, the same operations with the same settings in the same order, and from the same "
    "weights, matched by the order in which the modules run, the same outputs"
)
TOLERANCE = 1e-5
"""Largest difference between outputs, as a part of the largest output."""
MOST_SHOWN = 5


class Pair(NamedTuple):
    """torchvision's model of a network.

    Attributes:
        builder: its function in torchvision.models.
        settings: what this is given besides ``weights=None``.
        heads: the fields of its outputs in training that hold the heads', in the order in which they run.
    """

    builder: str
    settings: dict[str, Any] = {}  # noqa: RUF012 # never changed
    heads: tuple[str, ...] = ()


QUICK = {"init_weights": False}
"""The first weights do not matter, and torchvision takes seconds to draw them."""
GOOGLENET = Pair("googlenet", QUICK, ("aux_logits1", "aux_logits2"))
PAIRS: dict[str, Pair] = {
    "alexnet-owt": Pair("alexnet"),
    **{name: Pair(name, QUICK) for name in ("vgg11", "vgg13", "vgg16", "vgg19")},
    **{name: Pair(name) for name in ("resnet18", "resnet34", "mobilenet_v2")},
    **{f"resnet{depth}-v1.5": Pair(f"resnet{depth}") for depth in (50, 101, 152)},
    "googlenet-torchvision": GOOGLENET,
    "inception_v3": Pair("inception_v3", QUICK, ("aux_logits",)),
    "googlenet": GOOGLENET,
    **{f"resnet{depth}": Pair(f"resnet{depth}") for depth in (50, 101, 152)},
}


def version() -> str:
    """torchvision's version, or nothing where it is missing."""
    try:
        import torchvision
    except ModuleNotFoundError:
        return ""
    return str(torchvision.__version__)


def unpaired(network: Network) -> str:
    """Why a network has no counterpart in torchvision; empty where it has one."""
    if network.name not in PAIRS:
        return "it has no such model"
    known = catalog.networks().get(network.name)
    usual = expand(known, network.name) if known is not None and known.file == network.file else None
    if usual is None or (usual.input, lines(usual)) != (network.input, lines(network)):
        return "only a network of the catalog is compared, with its own input and params"
    return ""


def compared(network: Network, device: torch.device) -> Twin:
    """How a network and torchvision's model of it compare; outputs only where the device holds numbers."""
    pair = PAIRS[network.name]
    ours, theirs = both(network, pair, torch.device("meta"))
    x = images(network, torch.device("meta"), 2)
    here, there = recorded(ours, x), recorded(theirs, x)
    name = f"torchvision.models.{pair.builder}"
    if network.name in DEVIATIONS:
        return deviating(name, here, there, network)
    clashes = clash(here, there)
    done = [f"the same {len(here)} operations with the same settings in the same order"]
    matches, unmatched = matched(ours, theirs, x)
    clashes += unmatched
    if not clashes and device.type != "meta":
        said, more = same_outputs(network, pair, device, matches)
        done += said
        clashes += more
    return Twin(name, () if clashes else tuple(done), (), tuple(clashes))


def both(network: Network, pair: Pair, device: torch.device) -> tuple[Model, nn.Module]:
    """The network's model, ending in scores as torchvision's do, and torchvision's."""
    ours = built(network, device, logits=True)
    return ours, theirs(pair, "meta" if device.type == "meta" else "cpu").to(device)


def theirs(pair: Pair, device: str = "meta") -> nn.Module:
    """torchvision's model."""
    import torchvision

    with seeded(), torch.device(device):
        model: nn.Module = getattr(torchvision.models, pair.builder)(weights=None, **pair.settings)
    return model


def clash(here: list[Operation], there: list[Operation]) -> list[Clash]:
    """The operations in which two models differ, the first few of them."""
    found: list[Clash] = [
        (one.module, f"operation {number} ({other.module})", other.text, one.text)
        for number, (one, other) in enumerate(zip(here, there, strict=False), 1)
        if one.alike != other.alike
    ]
    if len(here) != len(there):
        found.append(("", "operations", len(there), len(here)))
    return found[:MOST_SHOWN]


def deviating(name: str, here: list[Operation], there: list[Operation], network: Network) -> Twin:
    """A net that torchvision has otherwise than the paper: known deviations, and nothing else."""
    one, other = units(here), units(there)
    if len(one) != len(other):
        return Twin(name, mismatches=(("", "layers", len(other), len(one)),))
    differences, clashes = explained(gaps(one, other), DEVIATIONS[network.name])
    done = (f"{len(one)} layers aligned in the order in which they run; {len(differences)} known deviations",)
    return Twin(name, done, tuple(differences), tuple(clashes))


def holders(model: nn.Module, x: Tensor) -> list[tuple[str, nn.Module]]:
    """The modules that hold numbers of their own, in the order in which they first run in training mode."""
    found: dict[str, nn.Module] = {}
    handles = [
        module.register_forward_pre_hook(lambda module, given, name=name: found.setdefault(name, module) and None)
        for name, module in model.named_modules()
        if own_state(module)
    ]
    with torch.no_grad():
        model.train()(x)
    for handle in handles:
        handle.remove()
    return list(found.items())


def matched(ours: Model, theirs: nn.Module, x: Tensor) -> tuple[list[tuple[str, str]], list[Clash]]:
    """Pairs of modules, by their names, that stand at the same place and hold numbers of the same shapes."""
    here, there = holders(ours, x), holders(theirs, x)
    if len(here) != len(there):
        return [], [("", "modules with numbers", len(there), len(here))]
    clashes: list[Clash] = []
    for (name, one), (other_name, other) in zip(here, there, strict=True):
        mine, other_state = shapes(one), shapes(other)
        if mine != other_state:
            clashes.append((name, f"numbers of {other_name}", other_state, mine))
    return [(name, other) for (name, _), (other, _) in zip(here, there, strict=True)], clashes


def own_state(module: nn.Module) -> dict[str, Tensor]:
    """The numbers that a module itself keeps, without its children's."""
    state = {**dict(module.named_parameters(recurse=False)), **dict(module.named_buffers(recurse=False))}
    return {name: each for name, each in state.items() if name not in module._non_persistent_buffers_set}


def shapes(module: nn.Module) -> str:
    """The numbers that a module keeps."""
    return ", ".join(f"{name} {'×'.join(map(str, each.shape))}" for name, each in own_state(module).items())


def randomise(model: nn.Module) -> None:
    """Weights and running statistics none of which can be left out or swapped without changing the outputs."""
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                assert module.running_mean is not None
                assert module.running_var is not None
                module.running_mean.normal_(std=0.1)
                module.running_var.uniform_(0.5, 1.5)
                module.weight.uniform_(0.5, 1.5)
                module.bias.normal_(std=0.1)
            elif isinstance(module, nn.Conv2d | nn.Linear) and module.bias is not None:
                module.bias.normal_(std=0.1)


def same_outputs(
    network: Network, pair: Pair, device: torch.device, matches: list[tuple[str, str]]
) -> tuple[list[str], list[Clash]]:
    """The outputs of both from the same weights and images, at inference and in training."""
    ours, theirs = both(network, pair, device)
    with seeded():
        randomise(theirs)
        x = images(network, device, 2)
    with torch.no_grad():
        for name, other in matches:
            for kept, given in zip(
                own_state(ours.get_submodule(name)).values(),
                own_state(theirs.get_submodule(other)).values(),
                strict=True,
            ):
                kept.copy_(given)
    done: list[str] = []
    clashes: list[Clash] = []
    for training, mode in ((False, "at inference"), (True, "in training mode")):
        pairs = list(zip(outputs(ours, pair, x, training), outputs(theirs, pair, x, training), strict=True))
        worst = max(distance(one, other) for one, other in pairs)
        how = "bit for bit" if all(torch.equal(one, other) for one, other in pairs) else f"within {worst:.1e}"
        heads = f", {len(pairs) - 1} auxiliary head{'s' if len(pairs) > 2 else ''} too" if len(pairs) > 1 else ""
        if worst <= TOLERANCE:
            done.append(f"the same outputs from the same weights {mode}, {how}{heads}")
        else:
            clashes.append(("", f"outputs {mode}", f"{worst:.1e} away", f"within {TOLERANCE:g}"))
    del ours, theirs
    gc.collect()
    return done, clashes


def outputs(model: nn.Module, pair: Pair, x: Tensor, training: bool) -> list[Tensor]:
    """The outputs of a model, its heads' behind; the same units drop out each time."""
    model.train(training)
    with torch.no_grad(), seeded(SEED), full_float32():
        given = model(x)
    if isinstance(given, Outputs):
        return tensors_of(given)
    if isinstance(given, tuple):
        return [given[0], *(getattr(given, name) for name in pair.heads)]
    return [given]


def distance(one: Tensor, other: Tensor) -> float:
    """The largest difference, as a part of the largest output."""
    if one.shape != other.shape:
        return float("inf")
    return float((one - other).abs().max() / other.abs().max())
