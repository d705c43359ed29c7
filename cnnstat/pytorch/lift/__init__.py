"""Networks of PyTorch as specs: one forward pass is recorded, and each of its operations becomes a layer."""

from __future__ import annotations

import contextlib
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
from cnnstat.pytorch.lift.trace import Traced, traced
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
RGB, SIDE = 3, 224
"""Channels and sides of an image, where neither the person nor the module says them."""


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
    return lift_of(traced(module, shape, hint), name, file, partial)


def lift_of(graph: Traced, name: str, file: str = "", partial: bool = False) -> Lift:
    """The same of a module that was traced."""
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
            channels, sides = images_of(module)
        hint = "; --input gives another size" if size is None else ""
        graph = first_traced(module, [(1, count, *(size or sides)) for count in channels], hint)
        return lift_of(graph, plain_name(name), name, partial)


def first_traced(module: nn.Module, shapes: Sequence[Sequence[int]], hint: str) -> Traced:
    """The graph for the first of these images that a module can take.

    Raises:
        UsageError, SpecError: it can take none of them; the message is that on the last.
    """
    *others, last = shapes
    for shape in others:
        with contextlib.suppress(SpecError):
            return traced(module, shape, hint)
    return traced(module, last, hint)


def images_of(module: nn.Module) -> tuple[list[int], tuple[int, int]]:
    """What channels the image may have, the likeliest first, and its sides.

    The first convolution tells the channels, unless what stands before it makes others of the image; timm's modules say
    of what images they were trained with.
    """
    first = next((each for each in module.modules() if isinstance(each, nn.Conv2d)), None)
    channels, sides = [first.in_channels if first is not None else RGB], (SIDE, SIDE)
    said = getattr(module, "default_cfg", None)
    match said.get("input_size") if isinstance(said, dict) else None:
        case (int(count), int(height), int(width)) if (
            min(count, height, width) > 0 and max(height, width) <= LARGEST_SIDE
        ):
            channels, sides = [*dict.fromkeys((*channels, count))], (height, width)
    return channels, sides


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
