"""From a network to a torch.nn.Module with the spec's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from cnnstat.analysis.eager import overwriting
from cnnstat.analysis.walk import walk
from cnnstat.analysis.whole import require_whole
from cnnstat.errors import UsageError
from cnnstat.layers import FOLLOWERS
from cnnstat.layers.dense import RBF
from cnnstat.layers.pointwise import Softmax
from cnnstat.network.graph import INPUT, Network, Node
from cnnstat.network.recipe import Recipe
from cnnstat.pytorch.builders import BUILDERS
from cnnstat.pytorch.init import initialize
from cnnstat.pytorch.modules import Named, Negative

Path = tuple[str, ...]
Make = Callable[[Any, Any, bool], nn.Module]
"""Gives the module of a layer with these inputs, and whether it ends the network in scores."""


FILLING = frozenset(
    (
        *(each for name, each in vars(nn.init).items() if callable(each) and name.endswith("_")),
        Tensor.fill_,
        Tensor.zero_,
    )
)
"""Functions of PyTorch's that fill a tensor, and give it back."""
MAKING = frozenset(
    (torch.arange, torch.empty, torch.eye, torch.full, torch.ones, torch.rand, torch.randint, torch.tensor, torch.zeros)
)
"""Functions of PyTorch's that make a tensor on a device, as far as modules use them."""
META = torch.device("meta")
MOST_UNLIKE = 4_000
"""Modules of an outline that may differ from all others; each takes PyTorch a fifth of a millisecond."""

Given = Tensor | tuple[Tensor, ...]
"""The output of a network; of one that has several all of them, in the order of the spec."""


class Outputs(NamedTuple):
    """The outputs of a network with auxiliary heads in training mode."""

    output: Given
    """the output of the network, as in evaluation mode"""
    auxiliary: tuple[Tensor, ...]
    """the output of each head, in the order of the spec"""


class Step(NamedTuple):
    """One line of the spec as it is run."""

    node: int
    """index in the network"""
    modules: tuple[Path, ...]
    """padding, layer, norm, activation, …: each takes the output of the one before"""
    inputs: tuple[int, ...]
    done: tuple[int, ...]
    """inputs that no later step reads, and that can be freed"""


class Block(Named):
    """Layers and blocks under their names in the spec. It is only a name space; the model as a whole runs its layers.

    A module that replaces a layer, as in ``model["fc8"] = nn.Linear(4096, 5)``, takes over the layer's norm, activation
    and dropout, which are its children, unless it has children of the same names.
    """

    def __setitem__(self, key: str, module: nn.Module) -> None:
        before = self._modules.get(key)
        super().__setitem__(key, module)
        inherit(module, before)

    def __setattr__(self, name: str, value: Any) -> None:
        before = self.__dict__.get("_modules", {}).get(name)
        super().__setattr__(name, value)
        if isinstance(value, nn.Module):
            inherit(value, before)


def inherit(module: nn.Module, before: nn.Module | None) -> None:
    """Give a module the followers of the layer that it replaces."""
    for name, child in before._modules.items() if before is not None and not isinstance(before, Block) else ():
        if name in FOLLOWERS or name in ("pad", "score"):
            module._modules.setdefault(name, child)


class Model(Block):
    """A network as a torch.nn.Module; made by :func:`cnnstat.build`.

    Its children have the names of the spec: in the state dict, the weight of layer ``3a.1x1`` is ``3a.1x1.weight``, and
    that of its norm ``3a.1x1.norm.weight``. ``model["3a"]["1x1"]`` is the layer itself.

    It takes images (batch, channels, height, width) and returns (batch, …) in the shape of the spec's last layer, or a
    tuple of all outputs where there are several; in training mode, a network with auxiliary heads returns
    :class:`Outputs`.

    Attributes:
        network: the network that it was built from.
        shapes: of the outputs of its lines, for one image.
        logits: whether a softmax behind which no layer comes is left out, so that the outputs are scores.
        steps: the lines in the order in which they run, including the auxiliary heads.
    """

    def __init__(self, network: Network, logits: bool = False, make: Make | None = None) -> None:
        super().__init__()
        require_whole(network)
        # All attributes come first, as a layer may have the name of one.
        self.network, self.logits = network, logits
        self._ends = {*network.outputs, *network.heads}
        self._unread = self._ends - {source for node in network.nodes for source in node.inputs}
        self.steps: list[Step] = []
        self._without_heads: list[Step] = []
        self.shapes = [each.output for each in walk(network)]
        rows = [self._add(node, index, make or new_module) for index, node in enumerate(network.nodes)]
        nodes = range(len(rows))
        self.steps = self._plan(rows, [*nodes])
        self._without_heads = self._plan(rows, [index for index in nodes if not network.nodes[index].auxiliary])

    def _add(self, node: Node, index: int, make: Make) -> tuple[Path, ...]:
        """Build a line's modules; returns their paths in the order in which they run."""
        inputs = tuple(self.network.input if source == INPUT else self.shapes[source] for source in node.inputs)
        ending = self.logits and index in self._unread
        module = make(node.layer, inputs if node.layer.merges else inputs[0], ending)
        path = tuple(node.name.split("."))
        put(self, path, module)
        order = [(*path, "pad"), path] if "pad" in module._modules else [path]
        for follower, overwrites in zip(node.followers, overwriting(node), strict=True):
            if ending and isinstance(follower, Softmax):
                continue
            made = make(follower, self.shapes[index], ending)
            if overwrites:
                made.inplace = True  # type: ignore[assignment]
            put(self, (*path, follower.follows), made)
            order.append((*path, follower.follows))
        if ending and isinstance(node.layer, RBF):
            put(self, (*path, "score"), Negative())
            order.append((*path, "score"))
        return tuple(order)

    def _plan(self, rows: list[tuple[Path, ...]], chosen: list[int]) -> list[Step]:
        """The steps of the chosen lines, each with the outputs that it is the last to read."""
        last: dict[int, int] = {}
        for index in chosen:
            last.update(dict.fromkeys(self.network.nodes[index].inputs, index))
        steps = []
        for index in chosen:
            inputs = self.network.nodes[index].inputs
            done = tuple(source for source in set(inputs) - self._ends if last[source] == index)
            steps.append(Step(index, rows[index], inputs, done))
        return steps

    def forward(self, x: Tensor) -> Given | Outputs:
        """Run images (batch, channels, height, width) through the network."""
        values: dict[int, Tensor] = {INPUT: x}
        heads = self.network.heads if self.training else ()
        for step in self.steps if heads else self._without_heads:
            first, *others = step.modules
            y: Tensor = self.at(first)(*(values[source] for source in step.inputs))
            for source in step.done:
                del values[source]
            for path in others:
                y = self.at(path)(y)
            values[step.node] = y
        outputs = tuple(values[output] for output in self.network.outputs)
        given: Given = outputs if len(outputs) > 1 else outputs[0]
        return Outputs(given, tuple(values[head] for head in heads)) if heads else given

    def at(self, path: Path) -> nn.Module:
        """The module at a path; looked up at each step, so that a replaced module takes effect."""
        module: Any = self
        for name in path:
            module = module._modules[name]
        return module  # type: ignore[no-any-return]


def put(root: nn.Module, path: Path, module: nn.Module) -> None:
    """Make ``module`` the child at ``path``, directly in the table of children, since a layer may be called "type"."""
    for name in path[:-1]:
        root = root._modules.setdefault(name, Block())  # type: ignore[assignment]
    root._modules[path[-1]] = module


def new_module(layer: Any, x: Any, ending: bool) -> nn.Module:
    """The module of a layer; ``ending`` is set if it gives an output of the network that is to be scores."""
    if ending and isinstance(layer, Softmax):
        return nn.Identity()
    return BUILDERS[type(layer)](layer, x)


def tensors_of(given: Given | Outputs) -> list[Tensor]:
    """All outputs of a network, those of its auxiliary heads last."""
    output, heads = given if isinstance(given, Outputs) else (given, ())
    return [*(output if isinstance(output, tuple) else (output,)), *heads]


class Outlines:
    """Makes modules on the meta device, which holds no numbers; of equal layers two, and copies of the second.

    To make each anew, and to draw numbers all the same, takes longer than all else that is done with a large model. The
    first, which its model changes, is copied to none: most layers of a large model may be unlike all others.

    Args:
        name: of the network, for the message.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._made: dict[tuple[Any, Any, bool], nn.Module | None] = {}

    def __call__(self, layer: Any, x: Any, ending: bool) -> nn.Module:
        """The module of a layer, as :func:`new_module` gives it.

        Raises:
            UsageError: more than :data:`MOST_UNLIKE` were asked for that all differ.
        """
        key = layer, x, ending
        made = self._made.get(key)
        if made is not None:
            return twin(made)
        with Undrawn():
            new = new_module(layer, x, ending)
        if key not in self._made:
            if len(self._made) == MOST_UNLIKE:
                told = f"more than {MOST_UNLIKE:,} layers, norms and activations that all differ"
                raise UsageError(f"{self._name}: {told} are too many to be made in PyTorch")
            self._made[key] = None
            return new
        self._made[key] = new
        return twin(new)


class Undrawn(TorchFunctionMode):
    """Makes tensors on the meta device, and does not fill them, since that would not keep their numbers."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in FILLING:
            return args[0] if args else kwargs["tensor"]
        if func in MAKING:
            return func(*args, **{**(kwargs or {}), "device": META})
        return func(*args, **kwargs) if kwargs else func(*args)


def twin(module: nn.Module) -> nn.Module:
    """A module like another, with parameters of its own."""
    made = module.__class__.__new__(module.__class__)
    made.__dict__.update(
        (key, value.copy() if isinstance(value, dict) else value) for key, value in vars(module).items()
    )
    for name, parameter in module._parameters.items():
        if parameter is not None:
            made._parameters[name] = nn.Parameter(parameter.detach(), parameter.requires_grad)
    for name, child in module._modules.items():
        made._modules[name] = None if child is None else twin(child)
    return made


def outline(network: Network, logits: bool = False) -> Model:
    """The model on the meta device, for what asks only for its modules and shapes."""
    return Model(network, logits, Outlines(network.name))


def build_model(network: Network, logits: bool = False, recipe: Recipe | None = None) -> Model:
    """The model of a network, initialised by its recipe (or another) with torch's random numbers."""
    model = Model(network, logits)
    initialize(model, recipe or network.recipe)
    return model
