"""Which modules of a model belong to which line of the spec, and what numbers these hold."""

from __future__ import annotations

from torch import nn

from cnnstat.pytorch.model import Model, Path, Step

COUNTER = "num_batches_tracked"
"""torch's batch norm counts its batches in a buffer: bookkeeping, no number of the network."""


def steps_of(model: Model) -> list[Step]:
    """The lines in the order in which they run, auxiliary heads included."""
    return model.steps


def dotted(path: Path) -> str:
    """A module's path as torch writes it."""
    return ".".join(path)


def owners(model: Model) -> dict[str, int]:
    """For each module that a line runs, or that lies inside one that it runs, the node's index."""
    own = {dotted(path): step.node for step in steps_of(model) for path in step.modules}
    found: dict[str, int] = {}
    for name, _ in model.named_modules():
        path = name.split(".")
        inside = (".".join(path[:length]) for length in range(len(path), 0, -1))
        owner = next((each for each in inside if each in own), None)
        if owner is not None:
            found[name] = own[owner]
    return found


def parameters_of(module: nn.Module) -> int:
    """Trainable numbers of a module itself, without its children."""
    return sum(each.numel() for each in module.parameters(recurse=False))


def buffers_of(module: nn.Module) -> int:
    """Numbers of the module itself that are kept and not trained; what only serves its forward is none of them."""
    fleeting = module._non_persistent_buffers_set
    return sum(
        each.numel()
        for name, each in module.named_buffers(recurse=False)
        if name not in fleeting and not name.endswith(COUNTER)
    )


def held(model: Model) -> tuple[dict[int, tuple[int, int]], tuple[int, int]]:
    """(parameters, buffers) of each line by the node's index, and of modules that belong to none."""
    owner = owners(model)
    lines: dict[int, tuple[int, int]] = {step.node: (0, 0) for step in steps_of(model)}
    stray = (0, 0)
    for name, module in model.named_modules():
        own = parameters_of(module), buffers_of(module)
        if name in owner:
            lines[owner[name]] = plus(lines[owner[name]], own)
        else:
            stray = plus(stray, own)
    return lines, stray


def plus(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]
