"""The counters: how each is called, what it calls its figures, and the formula that each of these is said to have."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnstat.claims.terms import POOLS, Terms, area, each_output, nothing, ptflops, steps
from cnnstat.claims.tools import Tool, tool_named
from cnnstat.layers.norm import BatchNorm
from cnnstat.layers.pool import AvgPool, MaxPool

UNSEEN: Terms = dict.fromkeys(POOLS, nothing)
"""What a counter makes of pools that are functions, if it hooks modules only."""
EVERY: Terms = {object: nothing}


class Figure(NamedTuple):
    """One of the figures that a counter prints.

    Attributes:
        words: what the counter calls it.
        formula: what it counts.
        functions: what it counts instead for a layer that the model calls as a function, not as a module; TorchLens
            does not find a kernel that is given by its name, as torchvision's functions have it.
        pairs: what it counts instead for a pool whose kernel the model gives as a pair of numbers.
        leaves: whether it counts only modules that have no children.
        inside: what it counts instead for a layer whose module is a child of one that it counts.
    """

    words: str
    formula: Tool
    functions: Terms = {}  # noqa: RUF012 # never changed
    pairs: Terms = {}  # noqa: RUF012
    leaves: bool = False
    inside: Terms = {}  # noqa: RUF012


@dataclass(frozen=True, eq=False)
class Counter:
    """A program that counts.

    Attributes:
        key: its name on the command line and in tables.
        figures: what it prints.
        run: gives the figures of a model for one input, in that order.
        package: its package, as it is installed; "" for PyTorch's own.
        backend: which of its ways of counting is meant, where it has several.
        device: where the model runs that it counts.
        needs: packages that it imports and does not ask for.
    """

    key: str
    figures: tuple[Figure, ...]
    run: Callable[[nn.Module, Tensor], tuple[int, ...]] = field(repr=False)
    package: str = ""
    backend: str = ""
    device: str = "cpu"
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name, with the backend that is meant."""
        return f"{self.key} {self.backend}".strip()

    @property
    def missing(self) -> tuple[str, ...]:
        """What of it is not installed here."""
        return tuple(each for each in (self.package or "torch", *self.needs) if not installed(each))

    @property
    def version(self) -> str:
        """The version of what is installed; "" where it is missing."""
        return "" if self.missing else installed(self.package or "torch")


def installed(package: str) -> str:
    """A package's version; "" where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def imported(name: str) -> Any:
    """A module that is none of this program's packages."""
    return importlib.import_module(name)


def plain(name: str, formula: str, source: str, since: int, per_mac: int) -> Tool:
    """A counter of MACs and of nothing else."""
    return Tool(name, "", formula, source, since, per_mac, EVERY)


def run_flop_counter(model: nn.Module, x: Tensor) -> tuple[int, ...]:
    mode = imported("torch.utils.flop_counter").FlopCounterMode(display=False)
    with mode, torch.no_grad():
        model(x)
    return (mode.get_total_flops(),)


def run_torchinfo(model: nn.Module, x: Tensor) -> tuple[int, ...]:
    return (imported("torchinfo").summary(model, input_data=x, verbose=0).total_mult_adds,)


def run_fvcore(model: nn.Module, x: Tensor) -> tuple[int, ...]:
    analysis = imported("fvcore.nn").FlopCountAnalysis(model, x)
    return (analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False).total(),)


def run_thop(model: nn.Module, x: Tensor) -> tuple[int, ...]:
    return (imported("thop").profile(model, inputs=(x,), verbose=False)[0],)


def run_ptflops(backend: str) -> Callable[[nn.Module, Tensor], tuple[int, ...]]:
    def run(model: nn.Module, x: Tensor) -> tuple[int, ...]:
        count = imported("ptflops").get_model_complexity_info
        return (count(model, tuple(x.shape[1:]), as_strings=False, print_per_layer_stat=False, backend=backend)[0],)

    return run


def run_calflops(model: nn.Module, x: Tensor) -> tuple[int, ...]:
    options = {"output_as_string": False, "print_results": False, "print_detailed": False}
    flops, macs, _ = imported("calflops").calculate_flops(model, input_shape=tuple(x.shape), **options)
    return macs, flops


def run_torchscan(model: nn.Module, x: Tensor) -> tuple[int, ...]:
    return (imported("torchscan").crawl_module(model, args=(x,))["totals"]["macs"]["known_value"],)


def run_torchlens(model: nn.Module, x: Tensor) -> tuple[int, ...]:
    """TorchLens wraps torch's functions and leaves them so; they are given back."""
    try:
        report = imported("torchlens.report").flops_report(model, x)
        return report.true_macs, report.forward_flops
    finally:
        imported("torchlens.backends.torch.wrappers").unwrap_torch()


COUNTERS: Mapping[str, tuple[Counter, ...]] = {
    "flopcounter": (
        Counter(
            "FlopCounterMode",
            (
                Figure(
                    "Total FLOPs",
                    plain("FlopCounterMode", "2 × MACs", "torch.utils.flop_counter, flop_registry", 2023, 2),
                ),
            ),
            run_flop_counter,
            device="meta",
        ),
    ),
    "torchinfo": (
        Counter("torchinfo", (Figure("Total mult-adds", tool_named("as torchinfo counts"), leaves=True),),
                run_torchinfo, "torchinfo"),
    ),
    "fvcore": (Counter("fvcore", (Figure("#flops", tool_named("as fvcore counts")),), run_fvcore, "fvcore"),),
    "thop": (
        Counter("thop", (Figure("MACs", tool_named("as thop counts"), UNSEEN, inside=EVERY),), run_thop, "thop"),
    ),
    "ptflops": (
        Counter(
            "ptflops",
            (
                Figure("Computational complexity, Mac", tool_named("as ptflops counts"), ptflops(1),
                       inside={**ptflops(1), BatchNorm: nothing}),
            ),
            run_ptflops("pytorch"), "ptflops", "pytorch",
        ),
        Counter("ptflops", (Figure("Computational complexity, Mac", tool_named("as ptflops' aten backend counts")),),
                run_ptflops("aten"), "ptflops", "aten"),
    ),
    "calflops": (
        Counter(
            "calflops",
            (
                Figure("fwd MACs", plain("calflops", "MACs", "calflops 0.3.2, calflops/pytorch_ops.py", 2023, 1)),
                Figure("fwd FLOPs", tool_named("as calflops counts")),
            ),
            run_calflops, "calflops", needs=("transformers",),
        ),
    ),
    "torchscan": (
        Counter(
            "torchscan",
            (
                Figure("MACs", tool_named("as torchscan counts"), UNSEEN,
                       {MaxPool: steps(-1, area), AvgPool: steps(1, area)}, leaves=True),
            ),
            run_torchscan, "torchscan",
        ),
    ),
    "torchlens": (
        Counter(
            "TorchLens",
            (
                Figure("true MACs", plain("TorchLens", "MACs", "TorchLens 2.36, torchlens/capture/flops.py", 2023, 1)),
                Figure("FLOPs", tool_named("as TorchLens counts"), {AvgPool: each_output},
                       dict.fromkeys((MaxPool, AvgPool), steps(0, area))),
            ),
            run_torchlens, "torchlens",
        ),
    ),
}  # fmt: skip
"""By the name that ``--tools`` takes, one for each of a program's ways of counting."""
