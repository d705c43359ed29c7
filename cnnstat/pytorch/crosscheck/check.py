"""A network's model, asked line by line."""

from __future__ import annotations

import gc

import torch

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import Setting
from cnnstat.errors import UsageError
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import Network
from cnnstat.pytorch.crosscheck import fields, fvcore_flops, gradients, torch_flops, torchvision_twin
from cnnstat.pytorch.crosscheck.counters import Convention, Count, macs_said
from cnnstat.pytorch.crosscheck.lines import dotted, held, steps_of
from cnnstat.pytorch.crosscheck.report import LayerCheck, Mismatch, Report, Said, Tool
from cnnstat.pytorch.crosscheck.run import SMALL, built, copied, images, one_thread, seeded, watching, with_heads
from cnnstat.pytorch.crosscheck.twin import Twin
from cnnstat.pytorch.device import choose, lacks_memory
from cnnstat.pytorch.init import untrained
from cnnstat.pytorch.model import Model

REFUSALS = (RuntimeError, ValueError)
"""What PyTorch raises when a module cannot take its input."""

Answers = dict[int, dict[str, list[Said]]]
"""By the node's index and the tool's key."""


def crosscheck(network: Network, device: str = "cpu", model: Model | None = None) -> Report:
    """Hold the analyzer against torch, two FLOP counters, autograd and torchvision.

    Args:
        network: what to check, as :func:`cnnstat.load` gives it.
        device: where the model runs: cpu, cuda, mps, auto for the fastest there is, or meta, which holds no numbers.
        model: a model of this network to check instead of a fresh one. It is copied, and not changed.

    Returns:
        What each tool says of each layer, what could not be asked and why, and all disagreements.

    Raises:
        UsageError: there is no such device here; or the model is one of another network.
    """
    where = choose(device)
    if model is not None:
        check_model(model, network)
    try:
        check = Check(network, where, built(network, where) if model is None else copied(model, where))
        with one_thread(check.analysis.macs < SMALL * len(network)):
            check.structure()
            check.fvcore()
            check.fields()
            check.gradients()
            check.torchvision(fresh=model is None)
    except RuntimeError as error:
        if not lacks_memory(error):
            raise
        raise UsageError(f"out of memory on {where} with {network.name}; --device meta needs none") from error
    return check.report()


def refusal(error: Exception) -> str:
    """What PyTorch says of a module that cannot take its input; a lack of memory says nothing of the network."""
    if isinstance(error, RuntimeError) and lacks_memory(error):
        raise error
    return str(error).splitlines()[0]


def check_model(model: Model, network: Network) -> None:
    """Refuse a model that cannot be one of this network, or that holds no numbers to copy."""
    if [node.name for node in model.network.nodes] != [node.name for node in network.nodes]:
        raise UsageError(f"the model is one of {model.network.name}, not of {network.name}")
    if any(parameter.is_meta for parameter in model.parameters()):
        raise UsageError("the model is on the meta device and holds no numbers; a fresh one can be checked there")


def expected_shape(shape: Shape) -> tuple[int, ...]:
    """A shape as torch has it, without the batch."""
    return (shape.channels,) if shape.flat else tuple(shape[:3])


class Check:
    """One network's check as it goes on."""

    def __init__(self, network: Network, device: torch.device, model: Model) -> None:
        self.network, self.device, self.model = network, device, model
        self.analysis: Analysis = analyze_network(network, Setting(training=True))
        self.answers: Answers = {index: {} for index in range(len(network))}
        self.tools: list[Tool] = []
        self.problems: list[Mismatch] = []
        self.twin: Twin | None = None

    def report(self) -> Report:
        layers = (LayerCheck(layer, self.answers[layer.order]) for layer in self.analysis.every)
        kind = self.device.type
        return Report(self.network, kind, tuple(self.tools), tuple(layers), tuple(self.problems), self.twin)

    def problem(self, tool: str, quantity: str, found: object, expected: object) -> None:
        self.problems.append(Mismatch("", tool, quantity, found, expected))

    def structure(self) -> None:
        """Shapes and FLOPs of one forward pass, and the numbers that the modules hold."""
        shapes: dict[int, tuple[int, ...]] = {}
        count = None
        with seeded(), with_heads(self.model), watching(self.model, shapes):
            try:
                count = torch_flops.count(self.model, images(self.network, self.device))
            except REFUSALS as error:
                self.problem("torch", "forward pass", refusal(error), "runs through")
        lines, stray = held(self.model)
        for layer in self.analysis.every:
            (params, buffers), own = lines[layer.order], layer.counts.parameters
            self.answers[layer.order]["torch"] = [
                Said("output", shapes.get(layer.order), expected_shape(layer.output)),
                Said("params", params, layer.params),
                Said("buffers", buffers, own.buffers + own.fixed),
            ]
        for what, count_outside in zip(("params", "buffers"), stray, strict=True):
            if count_outside:
                self.problem("torch", f"{what} outside of every layer", count_outside, 0)
        self.tools.append(Tool("torch", f"PyTorch {torch.__version__}", torch_flops.CONVENTION.text))
        if count is not None:
            self.counted("torch", torch_flops.CONVENTION, count)

    def counted(self, tool: str, convention: Convention, count: Count) -> None:
        """Put a counter's figures beside the analyzer's, line by line."""
        rest = count.total
        for step in steps_of(self.model):
            counted = sum(count.modules.get(dotted(path), 0) for path in step.modules)
            rest -= counted
            said = macs_said(convention, self.analysis.every[step.node], counted)
            self.answers[step.node].setdefault(tool, []).append(said)
        if rest:
            self.problem(tool, "operations outside of every layer", rest, 0)

    def fvcore(self) -> None:
        """The second counter, on a device that holds numbers."""
        version = fvcore_flops.version()
        unavailable = fvcore_flops.ON_META if self.device.type == "meta" else ""
        unavailable = unavailable if version else fvcore_flops.MISSING
        uncounted: tuple[str, ...] = ()
        if not unavailable:
            try:
                with seeded(), with_heads(self.model):
                    count = fvcore_flops.count(self.model, images(self.network, self.device))
            except REFUSALS as error:
                unavailable = f"the model does not run through: {refusal(error)}"
            else:
                self.counted("fvcore", fvcore_flops.CONVENTION, count)
                for name in fvcore_flops.unknown(count):
                    self.problem("fvcore", "operation without a count", name, "elementwise, a pool or data movement")
                uncounted = tuple(sorted(name.removeprefix("aten::") for name in count.uncounted))
        title = f"fvcore {version}".strip()
        self.tools.append(Tool("fvcore", title, fvcore_flops.CONVENTION.text, unavailable, uncounted=uncounted))

    def fields(self) -> None:
        """Receptive fields by autograd."""
        for node, said in fields.measured(self.model, self.analysis).items():
            self.answers[node]["rf"] = said
        self.tools.append(Tool("rf", "receptive fields", fields.CONVENTION))

    def gradients(self) -> None:
        """A training step."""
        unavailable = gradients.ON_META if self.device.type == "meta" else ""
        unavailable = unavailable or untrained(self.model, self.network.name)
        if not unavailable:
            try:
                for node, said in gradients.checked(self.model, self.network, self.device).items():
                    self.answers[node]["grad"] = said
            except REFUSALS as error:
                self.problem("grad", "training step", refusal(error), "runs through")
        self.tools.append(Tool("grad", "gradients", gradients.CONVENTION, unavailable))

    def torchvision(self, fresh: bool) -> None:
        """The same net in torchvision, where there is one."""
        del self.model
        gc.collect()
        version = torchvision_twin.version()
        if not fresh:
            unavailable = "a model that was passed in is not compared with torchvision's"
        else:
            unavailable = torchvision_twin.unpaired(self.network) if version else torchvision_twin.MISSING
        if not unavailable:
            self.twin = torchvision_twin.compared(self.network, self.device)
        title = f"torchvision {version}".strip()
        notes = (torchvision_twin.ON_META,) if self.twin is not None and self.device.type == "meta" else ()
        self.tools.append(Tool("torchvision", title, torchvision_twin.CONVENTION, unavailable, notes))
