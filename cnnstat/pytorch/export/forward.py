"""The lines of ``forward``: each step with its variable, and its output's shape as a comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Sequence
from itertools import groupby

from cnnstat.pytorch.export.bodies import Body, Piece, Step
from cnnstat.pytorch.export.layout import INDENT, WIDTH, Doc, Group, flat, lay
from cnnstat.pytorch.export.parameters import TAKEN
from cnnstat.pytorch.model import Path

NESTED = ("pad", "norm", "activation"), ("pad",)
"""what is written around the layer, if it fits into a line; the rest gets lines of its own"""

Reference = Callable[[Path], str]
"""from a module's path in the class to its text, ``self.conv1``"""


def forward(body: Body, reference: Reference) -> list[str]:
    """The lines of a class's ``forward``, without the first."""
    if body.chain:
        return ["for block in self.values():", f"{INDENT}x = block(x)", "return x"]
    names = variables(body)
    lines = []
    for auxiliary, steps in groupby(body.steps, key=lambda step: step.auxiliary):
        inner = [line for step in steps for line in step_lines(step, names, reference, 3 if auxiliary else 2)]
        lines += ["if self.training:", *(INDENT + line for line in inner)] if auxiliary else inner
    given = [names[value] for value in body.outputs]
    outputs, heads = given[: len(given) - body.heads], given[len(given) - body.heads :]
    if heads:
        pair: list[Doc] = [outputs[0] if len(outputs) == 1 else Group("(", outputs, ")", True)]
        pair.append(Group("(", heads, ")", True))
        lines += ["if self.training:", *(INDENT + line for line in returned(pair, 3))]
    return [*lines, *returned(outputs, 2)]


def returned(values: Sequence[Doc], depth: int) -> list[str]:
    """The lines that return one value or several, standing ``depth`` levels deep."""
    line = f"return {', '.join(map(flat, values))}"
    if len(values) == 1 or len(depth * INDENT + line) <= WIDTH:
        return [line]
    lines = lay("return ", Group("(", values, ")", True), "", depth * INDENT)
    return [each[len(depth * INDENT) :] for each in lines]


def step_lines(step: Step, names: dict[int, str], reference: Reference, depth: int) -> list[str]:
    """The lines of one step, that stand ``depth`` levels deep: as much of it in one as fits."""
    target, inputs, indent = names[step.output], [names[source] for source in step.inputs], depth * len(INDENT)
    sized = f"  # {step.shape}"
    for around in NESTED:
        first = [piece for piece in step.pieces if piece.path == step.path or piece.path[-1] in around]
        lines = step_in_parts(step, max(len(first), 1), target, inputs, reference)
        if indent + len(lines[0] + sized) <= WIDTH:
            return [lines[0] + sized, *lines[1:]]
    lines = step_in_parts(step, 1, target, inputs, reference)
    if len(inputs) > 1:
        lines[:1] = merge_lines(target, nested(step.pieces[:1], inputs, reference), inputs, indent)
    at = 1 if step.pieces[0].path[-1] == "pad" and len(step.pieces) > 1 else 0
    lines[at] += sized
    return lines


def step_in_parts(step: Step, first: int, target: str, inputs: list[str], reference: Reference) -> list[str]:
    """A step with its first so many pieces on one line, and the others on one each."""
    lines = [f"{target} = {nested(step.pieces[:first], inputs, reference)}"]
    return lines + [f"{target} = {nested([piece], [target], reference)}" for piece in step.pieces[first:]]


def merge_lines(target: str, text: str, inputs: list[str], indent: int) -> list[str]:
    """A merge of many branches on several lines."""
    if text.startswith("torch.cat(("):
        both = Group("torch.cat(", (Group("(", inputs, ")", True), "dim=1"), ")")
        return [line[indent:] for line in lay(f"{target} = ", both, "", " " * indent)]
    sign = " * " if " * " in text else " + "
    first, *others = text.split(sign)
    return [f"{target} = (", INDENT + first, *(f"{INDENT}{sign.strip()} {term}" for term in others), ")"]


def nested(pieces: Sequence[Piece], inputs: list[str], reference: Reference) -> str:
    """The pieces around each other, the first innermost."""
    for piece in pieces:
        call = piece.expression or f"{reference(piece.path)}({{}})"
        inputs = [fill(call, inputs)]
    return inputs[0]


def fill(expression: str, inputs: list[str]) -> str:
    """The expression with its inputs in their places."""
    parts = expression.split("{}")
    return parts[0] + "".join(text + part for text, part in zip(inputs, parts[1:], strict=True))


def variables(body: Body) -> dict[int, str]:
    """The variable of each value. The main line is ``x``; a branch bears the name of its last layer."""
    read: dict[int, list[int]] = {body.entry: []}
    for number, step in enumerate(body.steps):
        read[step.output] = []
        for source in step.inputs:
            read[source].append(number)
    for output in body.outputs:
        read[output].append(len(body.steps))
    before, after = chains(body, read)
    names, busy = {body.entry: "x"}, Counter({"x": 1})  # names of values still to be read
    ending: dict[int, list[int]] = {}
    for value, numbers in read.items():
        ending.setdefault(numbers[-1], []).append(value)
    for number, step in enumerate(body.steps):
        for value in ending.get(number, ()):
            busy[names[value]] -= 1
            if not busy[names[value]]:
                del busy[names[value]]
        if number in before:
            names[step.output] = names[body.steps[before[number]].output]
        else:
            last = number
            while last in after:
                last = after[last]
            names[step.output] = name(body, step, body.steps[last], read, busy)
        busy[names[step.output]] += 1
    return names


def chains(body: Body, read: dict[int, list[int]]) -> tuple[dict[int, int], dict[int, int]]:
    """For each step that only goes on with another's output that step, and the other way round."""
    before = {}
    makers = {step.output: number for number, step in enumerate(body.steps)}
    for number, step in enumerate(body.steps):
        maker = makers.get(step.inputs[0])
        alone = read[step.inputs[0]] == [number] and len(step.inputs) == 1
        if alone and maker is not None and step.auxiliary == body.steps[maker].auxiliary:
            before[number] = maker
    return before, {maker: number for number, maker in before.items()}


def name(body: Body, first: Step, last: Step, read: dict[int, list[int]], busy: Container[str]) -> str:
    """The variable of a chain of steps, while the variables in ``busy`` hold what is still to be read."""
    readers = read[last.output]
    merged = all(reader < len(body.steps) and len(body.steps[reader].inputs) > 1 for reader in readers)
    if "x" not in busy and not merged and not first.auxiliary:
        return "x"
    word = re.sub(r"\W", "_", "_".join(last.path))
    if word[0].isdigit():
        word = f"branch_{word}"
    while word in busy or word in TAKEN or word == "x":
        word += "_"
    return word
