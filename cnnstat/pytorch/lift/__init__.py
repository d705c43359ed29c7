"""Networks of PyTorch as specs: one forward pass is recorded, and each of its operations becomes a layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor, nn

from cnnstat import importing
from cnnstat.analysis import analyze_network
from cnnstat.analysis.setting import Setting
from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.importing.lifted import INPUT, Model
from cnnstat.importing.lines import Placed
from cnnstat.layers.shape import LARGEST_SIDE
from cnnstat.network.graph import Network
from cnnstat.pytorch.lift.build import NO_ARGUMENTS, Arguments, module_of, running
from cnnstat.pytorch.lift.residue import residue
from cnnstat.pytorch.lift.step import Remark
from cnnstat.pytorch.lift.trace import traced
from cnnstat.pytorch.lift.unsaid import PartialWalk
from cnnstat.pytorch.lift.walk import Walk
from cnnstat.pytorch.quiet import staying
from cnnstat.spec.code import plain_name
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.source import node_of

Module = nn.Module
Image = tuple[int, ...] | Tensor
"""The shape of an image, or one."""
ORIGIN = "PyTorch"
SIDE = 224
"""Of an image, where neither the person nor the module says it."""


class Lift(NamedTuple):
    """A module as a spec.

    Attributes:
        data: the spec's sections.
        network: the network that it describes.
        remarks: on what the module has and the spec has not, and on what agrees.
    """

    data: Placed
    network: Network
    remarks: Sequence[Remark]


def lifted(
    module: nn.Module, shape: Sequence[int], name: str, file: str = "", hint: str = "", partial: bool = False
) -> Lift:  # fmt: skip
    """A module as a spec.

    Args:
        module: the module; it is not changed.
        shape: of one image, a batch of one included.
        name: of the network.
        file: what it came from.
        hint: what to say behind the refusal of an image that the module cannot take.
        partial: whether what a spec cannot say becomes layers that are ``unavailable``, and is not refused.

    Raises:
        UsageError, SpecError: it cannot be traced, or has what a spec cannot say.
    """
    graph = traced(module, shape, hint)
    walk = PartialWalk(graph) if partial else Walk(graph)
    try:
        layers = walk.run()
    except SpecError as error:
        if partial or not file or not importing.in_part(lambda: PartialWalk(graph).run()):
            raise
        raise importing.goes_on(error) from error
    model = Model("", ORIGIN, walk.lifting.shapes[INPUT], layers)
    sections = importing.sections_of(model, file or name)
    data = Placed(sections.place, {"name": name, **sections})
    network = expand(Spec(node_of(data, Position(file or name, 1, 1)), file or name))
    whole = analyze_network(network, Setting(training=True), partial)
    return Lift(data, network, [*walk.remarks, *residue(graph, walk.used, whole)])


def lifted_name(
    name: str, size: tuple[int, int] | None, arguments: Arguments = NO_ARGUMENTS, partial: bool = False
) -> Lift:  # fmt: skip
    """The network of a name such as ``torchvision.models:resnet50``, by running its code."""
    with staying():
        module = module_of(name, arguments)
        with running(name):
            channels, sides = image_of(module)
        hint = "; --input gives another size" if size is None else ""
        return lifted(module, (1, channels, *(size or sides)), plain_name(name), name, hint, partial)


def image_of(module: nn.Module) -> tuple[int, tuple[int, int]]:
    """The channels that the first convolution reads, and the sides of the image that timm's modules say."""
    first = next((each for each in module.modules() if isinstance(each, nn.Conv2d)), None)
    said = getattr(module, "default_cfg", None)
    sides = (SIDE, SIDE)
    match said.get("input_size") if isinstance(said, dict) else None:
        case (_, int(height), int(width)) if min(height, width) > 0 and max(height, width) <= LARGEST_SIDE:
            sides = height, width
    return (first.in_channels if first is not None else 3), sides


def from_module(module: object, image: object) -> Network:
    """The network of a module that somebody holds.

    Raises:
        UsageError: it is no module, or ``image`` neither the shape of an image nor one.
        SpecError: it has what a spec cannot say.
    """
    if not isinstance(module, nn.Module):
        raise UsageError(f"from_torch: expected a torch.nn.Module, got {shown(module)}")
    given = tuple(image.shape) if isinstance(image, Tensor) else image
    shape = tuple(given) if isinstance(given, tuple | list) else ()
    shape = (1, *shape) if len(shape) == 3 else shape
    if len(shape) != 4 or shape[0] != 1 or not all(type(side) is int and side > 0 for side in shape):
        problem = "expected the shape of one image, as (3, 224, 224), or one as a tensor"
        raise UsageError(f"input: {problem}, got {shown(given)}")
    return lifted(module, shape, type(module).__name__).network
