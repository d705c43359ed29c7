"""A module's graph of operations, as torch.export records it: one forward pass on tensors that hold no numbers."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from traceback import walk_tb
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnstat.errors import Position, SpecError, UsageError
from cnnstat.pytorch.quiet import quiet, text_of

TORCH = Path(torch.__file__).resolve().parent
FRAME = re.compile(r'File "(?P<file>[^"\n]+)", line (?P<line>[0-9]+)')
AGAIN = re.compile(r"@[0-9]+")
"""What torch appends to a module's name where it is called once more."""
DATA_DEPENDENT = "GuardOnDataDependentSymNode"
LAZY = "uninitialized parameter"


class Held(NamedTuple):
    """A parameter, a buffer or a constant as the graph reads it; only the first is trained.

    Attributes:
        name: its own.
        shape: of it, or of the view that is read.
        trained: whether it is a parameter.
        multiplied: whether it is read times a constant.
        eps: of kernels that are standardized, what is added to their variance; None of all others.
        gain: the trained factors of such kernels.
    """

    name: str
    shape: tuple[int, ...] = ()
    trained: bool = False
    multiplied: bool = False
    eps: float | None = None
    gain: Any = None

    @property
    def plain(self) -> bool:
        """Whether it is read as it is held, but for its shape."""
        return not self.multiplied and self.eps is None


class Traced:
    """The graph of a module.

    Attributes:
        module: what was traced.
        image: the shape of the input, with its batch of one.
        dtype: of its numbers.
        nodes: the operations, in the order in which they run.
        held: parameters, buffers and constants by the name that the graph has for them.
        input: the name of the image in the graph.
        outputs: the names of what the module returns.
        keys: the keys of these, where the module returns them in a dictionary.
    """

    def __init__(self, module: nn.Module, x: Tensor, program: Any) -> None:
        self.module, self.image, self.dtype = module, tuple(x.shape), x.dtype
        self.nodes = [node for node in program.graph.nodes if node.op not in ("placeholder", "output")]
        values = {node.name: node.meta.get("val") for node in program.graph.nodes if node.op == "placeholder"}
        self.held: dict[str, Held] = {}
        self.input = ""
        for each in program.graph_signature.input_specs:
            name = each.arg.name
            if each.kind.name == "USER_INPUT":
                self.input = name
            else:
                shape = tuple(getattr(values[name], "shape", ()))
                self.held[name] = Held(str(each.target), shape, each.kind.name == "PARAMETER")
        outputs = (each for each in program.graph_signature.output_specs if each.kind.name == "USER_OUTPUT")
        self.outputs = [str(getattr(each.arg, "name", "")) for each in outputs]
        form = program.call_spec.out_spec
        returned = form.unflatten(self.outputs) if form is not None and form.num_leaves == len(self.outputs) else None
        plain = returned if isinstance(returned, dict) else {}
        self.keys = [str(each) for each in plain] if all(isinstance(each, str) for each in plain.values()) else []

    @cached_property
    def leaves(self) -> set[str]:
        """The names of the modules that have no others inside."""
        return {name for name, each in self.module.named_modules() if not any(True for _ in each.children())}

    def path(self, node: Any) -> str:
        """The name of the innermost module in which an operation runs; "" in the outermost one."""
        stack = list((node.meta.get("nn_module_stack") or {}).values())
        return AGAIN.sub("", str(stack[-1][0])) if stack else ""

    def place(self, node: Any) -> Position:
        """The line of the source that an operation comes from: the innermost one that is not torch's own."""
        frames = [(each["file"], int(each["line"])) for each in FRAME.finditer(node.meta.get("stack_trace") or "")]
        return place_of(frames)


def place_of(frames: Sequence[tuple[str, int]]) -> Position:
    """The innermost of these lines that is not torch's own; the innermost one if all are."""
    own = [each for each in frames if not Path(each[0]).is_relative_to(TORCH)]
    file, line = (own or frames or [("<unknown>", 1)])[-1]
    return Position(short(file), line, 1)


def short(file: str) -> str:
    """A file's name for messages: from the folder that Python found it in, or from the current one."""
    path = Path(file)
    for root in sorted({os.getcwd(), *filter(None, sys.path)}, key=len, reverse=True):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return file


def place_of_error(error: BaseException) -> Position:
    """The line of other people's code on which something was raised."""
    return place_of([(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)])


@contextlib.contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """A module as it is in evaluation; afterwards its parts are as they were before."""
    training = [each for each in module.modules() if each.training]
    module.eval()
    try:
        yield
    finally:
        for each in training:
            each.training = True


def example(module: nn.Module, shape: Sequence[int]) -> Tensor:
    """An image where the parameters are and of their type; its numbers are of no consequence."""
    held = (each for each in (*module.parameters(), *module.buffers()) if each.is_floating_point())
    first = next(held, None)
    device, dtype = (first.device, first.dtype) if first is not None else (torch.device("cpu"), torch.float32)
    return torch.empty(tuple(shape), device=device, dtype=dtype)


def traced(module: nn.Module, shape: Sequence[int], hint: str = "") -> Traced:
    """The graph of a module in evaluation for an image of this shape, a batch of one included.

    Args:
        module: the module; it is not changed.
        shape: of the image.
        hint: what to say behind the refusal of an image that the module cannot take.

    Raises:
        UsageError: the module has parameters without a shape, or cannot take the image.
        SpecError: what it does depends on the values of the image.
    """
    export = getattr(torch.export, "export_for_training", torch.export.export)
    try:
        with quiet(), evaluating(module):
            x = example(module, shape)
            program = export(module, (x,), strict=False)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise refusal(error, shape, hint) from error
    return Traced(module, x, program)


def refusal(error: BaseException, shape: Sequence[int], hint: str) -> UsageError | SpecError:
    """What to say where a module could not be traced."""
    place = place_of_error(error)
    if type(error).__name__ == DATA_DEPENDENT:
        problem = "what runs here depends on the values of the image; a spec has the same layers for all images"
        return SpecError(problem, place)
    said = text_of(error)
    if LAZY in said:
        hint = "run it once, or build it with sizes"
        return UsageError(f"a lazy module does not know the sizes of its parameters yet: {hint}")
    image = "×".join(map(str, shape[1:]))
    reason = next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)
    return SpecError(f"the module cannot take an input of {image}: {reason.rstrip('.')}{hint}", place)
