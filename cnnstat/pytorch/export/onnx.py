"""A model as an ONNX file, for any number of images at once."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import replace
from keyword import kwlist
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnstat.analysis import analyze_network
from cnnstat.errors import UsageError
from cnnstat.importing.formats.onnx import INSTALL
from cnnstat.layers.base import Axis
from cnnstat.layers.pool import pooled_size
from cnnstat.network.graph import Network
from cnnstat.pytorch.model import Model, build_model, outline
from cnnstat.pytorch.quiet import quiet

NEEDED = ("onnx", "onnxscript")
SEED = 0
"""of the first weights: the same file in every run"""
MOST_LAYERS = 5_000
"""torch's exporter takes 15 s for 1,000 layers, a minute for 4,000, and grows with the square beyond"""
LARGEST = 2**31 - 2**20
"""bytes of state that fit into one file with its graph; beyond 2 GiB protobuf gives up"""


class WindowSums(nn.Module):
    """The sum of each window, for ``nn.AvgPool2d`` with a divisor, which torch's exporter passes over in silence."""

    def __init__(self, pool: Any) -> None:
        super().__init__()
        settings = pool.kernel_size, pool.stride, pool.padding
        self.kernel, self.stride, self.padding = ((each, each) if isinstance(each, int) else each for each in settings)
        self.ceil_mode, self.divisor = pool.ceil_mode, pool.divisor_override

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width), pooled. Every window is filled up with zeros, so that its mean says all."""
        sizes = []
        for size, kernel, stride, padding in zip(x.shape[2:], self.kernel, self.stride, self.padding, strict=True):
            sizes.append(pooled_size(size, Axis(kernel, stride, padding, padding), self.ceil_mode))
        (top, left), (down, right) = self.padding, self.stride
        y = F.avg_pool2d(F.pad(x, [left, left + right - 1, top, top + down - 1]), self.kernel, self.stride)
        factor: float = self.kernel[0] * self.kernel[1] / self.divisor
        return y[:, :, : sizes[0], : sizes[1]] * factor


def check_installed() -> None:
    """Refuse to begin without the packages that torch's exporter needs."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise UsageError(f"ONNX needs {' and '.join(missing)}, which {verb} not installed: {INSTALL}")


def check_size(network: Network) -> None:
    """Refuse what torch's exporter would need hours for, and what no ONNX file can hold, before it is made."""
    if len(network) > MOST_LAYERS:
        raise UsageError(f"{network.name}: {len(network):,} layers are too many for ONNX; at most {MOST_LAYERS:,}")
    numbers = analyze_network(network).counts.parameters
    held = 4 * sum(numbers)
    if held > LARGEST:
        raise UsageError(f"{network.name} holds {held:,} bytes of weights: one ONNX file takes at most 2 GiB")


def export_onnx(network: Network, logits: bool = False) -> bytes:
    """The network as an ONNX file, with the first weights of its recipe, as in :func:`onnx_bytes`."""
    check_installed()
    check_size(network)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        return onnx_bytes(build_model(network, logits))


def onnx_bytes(model: Model) -> bytes:
    """A model at inference, without auxiliary heads, with its weights.

    The graph takes ``images`` (batch, channels, height, width) and gives ``output`` (batch, …), or several outputs by
    the names of their layers; the batch may be of any size.

    Raises:
        UsageError: a package is missing, or torch cannot say the network in ONNX.
    """
    check_installed()
    check_size(model.network)
    name = model.network.name
    images = torch.zeros(2, *model.network.input[:3])
    copy = exportable(model)
    with quiet():
        try:
            program: Any = torch.onnx.export(
                copy, (images,), dynamo=True, verbose=False, input_names=["images"],
                dynamic_shapes=({0: torch.export.Dim("batch")},),
            )  # fmt: skip
        except Exception as error:
            raise UsageError(f"torch cannot write {name} as ONNX: {first_cause(error)}") from error
        proto = program.model_proto
    outputs = [model.network.nodes[output].name for output in model.network.outputs]
    name_outputs(proto.graph, outputs if len(outputs) > 1 else ["output"])
    for part in (*proto.graph.node, *proto.graph.input, *proto.graph.output, *proto.graph.value_info):
        del part.metadata_props[:]  # traces of the program's own files
    return bytes(proto.SerializeToString(deterministic=True))


def name_outputs(graph: Any, names: Sequence[str]) -> None:
    """Give the outputs of a graph these names, or one with an underscore where the graph has the name already.

    The input, and a tensor that is an output twice, get a node that copies them, as each output has a name of its own.
    """
    held = {each.name for each in (*graph.input, *graph.initializer)}
    taken = held.union(*((*node.input, *node.output) for node in graph.node))
    new: dict[str, str] = {}
    for output, name in zip(graph.output, names, strict=True):
        while name in taken:
            name += "_"
        taken.add(name)
        if output.name in held or output.name in new:
            graph.node.add(op_type="Identity", input=[output.name], output=[name])
        else:
            new[output.name] = name
        output.name = name
    for node in graph.node:
        for read in (node.input, node.output):
            read[:] = [new.get(each, each) for each in read]
    for value in graph.value_info:
        value.name = new.get(value.name, value.name)


def exportable(model: Model) -> Model:
    """The model in evaluation mode, with the same weights, as torch's exporter can read it.

    The exporter looks layers up as attributes, in code that it writes, so none may be called ``type``, ``train`` or
    ``class``: then all names get an underscore. Pools with a divisor become :class:`WindowSums`.
    """
    network, taken = model.network, {*dir(Model), *vars(model), *kwlist}
    if any(part in taken for node in network.nodes for part in node.name.split(".")):
        nodes = (node._replace(name="_.".join(node.name.split(".")) + "_") for node in network.nodes)
        network = replace(network, nodes=tuple(nodes))
    copy = outline(network, model.logits)
    copy.load_state_dict(dict(zip(copy.state_dict(), model.state_dict().values(), strict=True)), assign=True)
    for module, original in zip(copy.modules(), model.modules(), strict=True):
        for name in module._non_persistent_buffers_set:
            module._buffers[name] = original._buffers[name]
    replace_sums(copy)
    return copy.eval()


def first_cause(error: BaseException) -> str:
    """The first line of what lies at the root of an error, without colours."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


def replace_sums(model: nn.Module) -> None:
    """Put :class:`WindowSums` in the place of every pool with a divisor."""
    for module in list(model.modules()):
        for name, child in module._modules.items():
            if isinstance(child, nn.AvgPool2d) and child.divisor_override is not None:
                module._modules[name] = WindowSums(child)
