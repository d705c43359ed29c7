"""Programs of small networks, written out and followed by hand; and what is alive in them, by Python's own counting.

Each line of a program is an operation: the layer, what it takes, its result with elements and bytes of each, what it
keeps, and which values nothing but the backward pass needs behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from weakref import WeakSet

import pytest
from conftest import few_and_many
from random_networks import networks

import cnnstat
from cnnstat.analysis.eager import Call, Program, Value, Widths, program
from cnnstat.analysis.lifetimes import LABELS, Lifetimes, Moment

Lines = Callable[..., cnnstat.Analysis]
SINGLE = Widths(4, 4)
BYTES = {"mask": 1, "indices": 8, "positions": 8}


def told(made: Program) -> list[str]:
    lines = []
    for call, done in zip(made.calls, made.done, strict=True):
        value, operation = made.values[call.result], call.operation
        words = {
            "trained": value.trained, "once": value.once, "over": call.overwrites,
            f"saves {operation.saves}": operation.saves != "nothing", f"scratch {operation.scratch}": operation.scratch,
            f"params {call.parameters}": call.parameters, f"drops {' '.join(map(str, sorted(done)))}": done,
        }  # fmt: skip
        taken = " ".join(map(str, call.inputs)) or "-"
        head = f"{call.name}: {taken} > {call.result}: {value.elements}*{value.width}"
        lines.append(" ".join([head, *(word for word, holds in words.items() if holds)]))
        assert value.name == call.name
    return [*lines, f"ends {' '.join(map(str, made.outputs))}"]


def written(analysis: cnnstat.Analysis, training: bool, widths: Widths = SINGLE, heads: bool = False) -> Program:
    return program(analysis.network, [each.output for each in analysis.every], widths, training, heads)


CHAIN = """
- {name: a, type: conv, filters: 4, kernel: 1, norm: batchnorm, activation: relu, dropout: 0.5}
- {name: s, type: add, from: [a, a], activation: relu6}
- {name: f, type: flatten, activation: leaky_relu}
- {name: d, type: linear, features: 5, activation: softmax}
"""
WEIGHED = """
- {name: a, type: conv, filters: 4, kernel: 1, standardize: true, gain: true}
- {name: n, type: lrn, size: 3}
- {name: b, type: conv, filters: 4, kernel: 1, bias: false, activation: prelu}
- {name: c, type: scale}
- {name: m, type: multiply, from: [c, n]}
"""
ENDS = """
- {name: a, type: scale, bias: true}
- {name: i, type: identity, activation: relu}
- {name: p, type: maxpool, kernel: 2, activation: softmax, output: true}
- {name: x, type: global_avgpool, auxiliary: true, activation: relu}
- {name: u, type: concat, from: [p], activation: relu, dropout: 0.5}
- {name: v, type: channel_split, part: 1, sizes: [1, 2], activation: relu6, output: true}
- {name: w, type: conv, filters: 1, kernel: 1, from: u, norm: batchnorm, activation: softmax}
"""


def test_a_chain(lines: Lines) -> None:
    """ReLU overwrites what the norm gave, which did not keep it; ReLU6 what the sum gave. Behind the flatten, a view,
    nothing is overwritten. Training has a dropout, and its loss takes the scores in front of the softmax."""
    analysis = lines(CHAIN, size=2)
    assert told(written(analysis, training=False)) == [
        "a: 0 > 1: 16*4 trained saves input params 16",
        "a: 1 > 2: 16*4 trained saves input params 8 drops 1",
        "a: 2 > 3: 16*4 trained over saves output drops 2",
        "s: 3 3 > 4: 16*4 trained drops 3",
        "s: 4 > 5: 16*4 trained over saves input drops 4",
        "f: 5 > 6: 16*4 trained drops 5",
        "f: 6 > 7: 16*4 trained saves input drops 6",
        "d: 7 > 8: 5*4 trained saves input params 85 drops 7",
        "d: 8 > 9: 5*4 trained saves output drops 8",
        "ends 9",
    ]
    assert told(written(analysis, training=True)) == [
        "a: 0 > 1: 16*4 trained saves input params 16",
        "a: 1 > 2: 16*4 trained saves input params 8 drops 1",
        "a: 2 > 3: 16*4 trained over saves output drops 2",
        "a: 3 > 4: 16*4 trained saves mask drops 3",
        "s: 4 4 > 5: 16*4 trained drops 4",
        "s: 5 > 6: 16*4 trained over saves input drops 5",
        "f: 6 > 7: 16*4 trained drops 6",
        "f: 7 > 8: 16*4 trained saves input drops 7",
        "d: 8 > 9: 5*4 trained saves input params 85 drops 8",
        "loss: 9 > 10: 5*4 trained saves output drops 10",
        "ends 10",
    ]


def test_mixed_precision(lines: Lines) -> None:
    """Products take two bytes: the images are copied, and before each product its parameters, whose gradients that
    copy then makes. The loss computes in four bytes."""
    assert told(written(lines(CHAIN, size=2), training=True, widths=Widths(4, 2))) == [
        "a: 0 > 1: 12*2",
        "a: - > 2: 16*2 trained once params 16",
        "a: 1 2 > 3: 16*2 trained saves input drops 1 2",
        "a: 3 > 4: 16*2 trained saves input params 8 drops 3",
        "a: 4 > 5: 16*2 trained over saves output drops 4",
        "a: 5 > 6: 16*2 trained saves mask drops 5",
        "s: 6 6 > 7: 16*2 trained drops 6",
        "s: 7 > 8: 16*2 trained over saves input drops 7",
        "f: 8 > 9: 16*2 trained drops 8",
        "f: 9 > 10: 16*2 trained saves input drops 9",
        "d: - > 11: 85*2 trained once params 85",
        "d: 10 11 > 12: 5*2 trained saves input drops 10 11",
        "loss: 12 > 13: 5*4 trained",
        "loss: 13 > 14: 5*4 trained saves output drops 13 14",
        "ends 14",
    ]


def test_what_is_made_of_parameters_and_what_computes_in_single_precision(lines: Lines) -> None:
    """A response norm keeps the names of its square and mean until it returns. In half precision it takes copies; in
    mixed precision a scale makes numbers of its parameters' four bytes from two."""
    analysis = lines(WEIGHED, size=2)
    assert told(written(analysis, training=True)) == [
        "a: - > 1: 8*4 trained once",
        "a: 1 > 2: 12*4 trained once scratch 24 params 12",
        "a: 2 > 3: 12*4 trained once saves input scratch 12 drops 2",
        "a: 3 > 4: 12*4 trained once saves input scratch 12 params 4 drops 3",
        "a: 0 4 > 5: 16*4 trained saves input params 4 drops 1 4",
        "n: 5 5 > 6: 16*4 trained saves input",
        "n: 6 > 7: 24*4 trained drops 6",
        "n: 7 > 8: 16*4 trained saves input drops 7",
        "n: 8 > 9: 16*4 trained",
        "n: 9 > 10: 16*4 trained drops 9",
        "n: 10 > 11: 16*4 trained saves input scratch 32 drops 10",
        "n: 5 11 > 12: 16*4 trained saves input scratch 32 drops 5 8 11",
        "b: 12 > 13: 16*4 trained saves input params 16",
        "b: 13 > 14: 16*4 trained saves input scratch 16 params 4 drops 13",
        "c: 14 > 15: 16*4 trained saves input scratch 16 params 4 drops 14",
        "m: 15 12 > 16: 16*4 trained saves input drops 12 15",
        "loss: 16 > 17: 16*4 trained saves output drops 17",
        "ends 17",
    ]
    assert told(written(analysis, training=False, widths=Widths(2, 2)))[4:] == [
        "a: 0 4 > 5: 16*2 trained saves input params 4 drops 1 4",
        "n: 5 > 6: 16*4 trained",
        "n: 6 6 > 7: 16*4 trained saves input",
        "n: 7 > 8: 24*4 trained drops 7",
        "n: 8 > 9: 16*4 trained saves input drops 8",
        "n: 9 > 10: 16*4 trained",
        "n: 10 > 11: 16*4 trained drops 10",
        "n: 11 > 12: 16*4 trained saves input scratch 32 drops 11",
        "n: 6 12 > 13: 16*4 trained saves input scratch 32 drops 6 12",
        "n: 13 > 14: 16*2 trained drops 5 9 13",
        "b: 14 > 15: 16*2 trained saves input params 16",
        "b: 15 > 16: 16*2 trained saves input scratch 16 params 4 drops 15",
        "c: 16 > 17: 16*2 trained saves input scratch 16 params 4 drops 16",
        "m: 17 14 > 18: 16*2 trained saves input drops 14 17",
        "ends 18",
    ]
    mixed = told(written(analysis, training=True, widths=Widths(4, 2)))
    assert [line for line in mixed if line[0] in "abcm"] == [
        "a: - > 1: 8*4 trained once",
        "a: 1 > 2: 12*4 trained once scratch 24 params 12",
        "a: 2 > 3: 12*4 trained once saves input scratch 12 drops 2",
        "a: 3 > 4: 12*4 trained once saves input scratch 12 params 4 drops 3",
        "a: 0 > 5: 12*2",
        "a: 4 > 6: 12*2 trained once drops 4",
        "a: - > 7: 4*2 trained once params 4",
        "a: 5 6 7 > 8: 16*2 trained saves input drops 1 5 6 7",
        "b: - > 18: 16*2 trained once params 16",
        "b: 17 18 > 19: 16*2 trained saves input drops 18",
        "b: 19 > 20: 16*2 trained saves input scratch 16 params 4 drops 19",
        "c: 20 > 21: 16*4 trained saves input scratch 16 params 4 drops 20",
        "m: 21 17 > 22: 16*4 trained saves input drops 17 21",
    ]


def test_a_merge_takes_all_its_inputs(lines: Lines) -> None:
    made = written(lines("""
        - {name: a, type: conv, filters: 1, kernel: 1}
        - {name: b, type: relu}
        - {name: c, type: concat, from: [b, a, input]}
    """, size=2), training=False)  # fmt: skip
    assert told(made) == [
        "a: 0 > 1: 4*4 trained saves input params 4",
        "b: 1 > 2: 4*4 trained saves output",
        "c: 2 1 0 > 3: 20*4 trained drops 1 2",
        "ends 3",
    ]


def test_what_does_not_depend_on_anything_trained(lines: Lines) -> None:
    made = written(lines("""
        - {name: p, type: maxpool, kernel: 2, activation: relu6}
        - {name: a, type: conv, filters: 1, kernel: 1, bias: false}
    """, size=2), training=True)  # fmt: skip
    assert told(made) == [
        "p: 0 > 1: 3*4 saves indices",
        "p: 1 > 2: 3*4 over saves input drops 1",
        "a: 2 > 3: 1*4 trained saves input params 3 drops 2",
        "loss: 3 > 4: 1*4 trained saves output drops 4",
        "ends 4",
    ]


def test_what_a_norm_gives_as_a_view_is_overwritten_at_a_price(lines: Lines) -> None:
    """A layer norm of a map is turned, which is a view: the backward pass of a ReLU on it makes two more copies."""
    text = "- {name: a, type: conv, filters: 4, kernel: 1, norm: layernorm, activation: relu}"
    made = written(lines(text, size=2), training=True)
    assert told(made) == [
        "a: 0 > 1: 16*4 trained saves input params 16",
        "a: 1 > 2: 16*4 trained saves input",
        "a: 2 > 3: 16*4 trained params 8 drops 1 2",
        "a: 3 > 4: 16*4 trained over saves output scratch 32 drops 3",
        "loss: 4 > 5: 16*4 trained saves output drops 5",
        "ends 5",
    ]


def test_several_ends(lines: Lines) -> None:
    """Each output has a loss, which with a cross-entropy takes what is in front of a softmax that nothing else reads.
    What an identity, a merge of a single map or a split hands on is not overwritten; what a head's pool made is."""
    analysis = lines(ENDS, size=2)
    before = [
        "a: 0 > 1: 12*4 trained saves input scratch 12",
        "a: 1 > 2: 12*4 trained params 6 drops 1",
        "i: 2 > 3: 12*4 trained saves output drops 2",
        "p: 3 > 4: 3*4 trained saves indices drops 3",
        "p: 4 > 5: 3*4 trained saves output drops 4",
    ]
    assert told(written(analysis, training=False)) == [
        *before,
        "u: 5 > 6: 3*4 trained",
        "u: 6 > 7: 3*4 trained saves output drops 6",
        "v: 7 > 8: 1*4 trained",
        "v: 8 > 9: 1*4 trained saves input drops 8",
        "w: 7 > 10: 1*4 trained saves input params 4 drops 7",
        "w: 10 > 11: 1*4 trained saves input params 2 drops 10",
        "w: 11 > 12: 1*4 trained saves output drops 11",
        "ends 5 9 12",
    ]
    assert told(written(analysis, training=True, heads=True)) == [
        *before,
        "x: 5 > 6: 3*4 trained",
        "x: 6 > 7: 3*4 trained over saves output drops 6",
        "u: 5 > 8: 3*4 trained",
        "u: 8 > 9: 3*4 trained saves output drops 8",
        "u: 9 > 10: 3*4 trained saves mask drops 9",
        "v: 10 > 11: 1*4 trained",
        "v: 11 > 12: 1*4 trained saves input drops 11",
        "w: 10 > 13: 1*4 trained saves input params 4 drops 10",
        "w: 13 > 14: 1*4 trained saves input params 2 drops 13",
        "loss: 5 > 15: 3*4 trained saves output drops 15",
        "loss: 12 > 16: 1*4 trained saves output drops 16",
        "loss: 14 > 17: 1*4 trained saves output drops 17",
        "loss: 7 > 18: 3*4 trained saves output drops 18",
        "ends 15 16 17 18",
    ]
    whole = told(written(analysis, training=True))
    assert not any(line.startswith("x:") for line in whole)
    assert whole[-1] == "ends 13 14 15"


def test_a_squared_error_takes_what_the_softmax_gives(write_spec: Callable[[str], Path]) -> None:
    line = "  - {name: a, type: conv, filters: 2, kernel: 1, activation: softmax}\n"
    head = "input: {channels: 3, size: 2}\n"
    analysis = cnnstat.analyze(write_spec(f"recipe: {{loss: squared_error}}\n{head}layers:\n{line}"))
    assert told(written(analysis, training=True)) == [
        "a: 0 > 1: 8*4 trained saves input params 8",
        "a: 1 > 2: 8*4 trained saves output drops 1",
        "loss: 2 > 3: 8*4 trained saves output drops 3",
        "ends 3",
    ]


# What is alive, by Python's own counting of references.


class Block:
    """A block of memory, which is in the set of those alive until nothing refers to it."""

    def __init__(self, alive: WeakSet[Block], name: str, value: Value, extra: int = 0) -> None:
        self.told = (name, value.elements, extra or value.width, extra > 0, value.once)
        self.bytes, self.once = value.elements * (extra or value.width), value.once
        alive.add(self)


class Run:
    """A run as the documents of PyTorch's autograd tell it."""

    def __init__(self, made: Program, training: bool) -> None:
        self.made, self.training = made, training
        self.alive: WeakSet[Block] = WeakSet()
        self.moments: list[Moment] = []
        self.seen: list[list[tuple[object, ...]]] = []
        self.gradients = 0
        self.stuck: list[list[Block]] = []
        """what operations keep that no gradient comes to"""
        self.values = {0: Block(self.alive, "input", made.values[0])}
        labels = Block(self.alive, "input", LABELS, extra=8) if training else None
        self.note("forward pass", "input")
        tape = [self.forward(call, done) for call, done in zip(made.calls, made.done, strict=True)]
        self.saved = {id(each): each.bytes for kept in tape for each in kept}
        if training:
            held: dict[int, Block] = {at: Block(self.alive, *self.of(at)) for at in made.outputs}
            for call in reversed(made.calls):
                self.backward(call, tape, held)
            self.note("update", "")
        del labels

    def of(self, at: int) -> tuple[str, Value]:
        return self.made.values[at].name, self.made.values[at]

    def note(self, phase: str, name: str) -> None:
        once = sum(each.bytes for each in self.alive if each.once)
        whole = sum(each.bytes for each in self.alive)
        self.moments.append(Moment(whole - once, once, self.gradients, phase, name))
        self.seen.append(sorted(each.told for each in self.alive))

    def forward(self, call: Call, done: Sequence[int]) -> list[Block]:
        """Run an operation; what it keeps."""
        operation, value = call.operation, self.made.values[call.result]
        taken = [self.values[at] for at in call.inputs]
        kept = []
        if operation.saves in ("mask", "indices", "positions"):
            kept.append(Block(self.alive, call.name, value, BYTES[operation.saves]))
        if operation.statistics:
            kept.append(Block(self.alive, call.name, value._replace(elements=operation.statistics)))
        if self.training and value.trained and operation.saves in ("input", "both", "indices"):
            kept += [Block(self.alive, call.name, value)] if call.overwrites else taken
        shares = operation.view or call.overwrites
        result = taken[0] if shares else Block(self.alive, call.name, value)
        if self.training and value.trained and operation.saves in ("output", "both"):
            kept.append(result)
        self.values[call.result] = result
        self.note("forward pass", call.name)
        for each in done:
            del self.values[each]
        return kept if self.training and value.trained else []

    def backward(self, call: Call, tape: list[list[Block]], held: dict[int, Block]) -> None:
        """Go back through an operation, if a gradient has come to it."""
        kept = tape.pop()
        if call.result not in held:
            self.stuck.append(kept)
            return
        gradient, operation = held.pop(call.result), call.operation
        trained = [at for at in call.inputs if self.made.values[at].trained]
        waiting = [gradient if operation.passes else Block(self.alive, call.name, self.of(at)[1]) for at in trained]
        scratch = []
        if operation.scratch:
            value = self.made.values[call.result]._replace(elements=operation.scratch)
            scratch.append(Block(self.alive, call.name, value))
        self.gradients += call.parameters
        self.note("backward pass", call.name)
        del gradient, kept, scratch
        while trained:
            at, each = trained.pop(0), waiting.pop(0)
            self.add(call.name, at, each, held, waiting)

    def add(self, name: str, at: int, new: Block, held: dict[int, Block], waiting: Sequence[Block]) -> None:
        """Add a gradient to what a tensor has: in place, unless the block is another's too or of another size."""
        if at not in held:
            held[at] = new
            return
        value = self.made.values[at]
        others = [key for key, each in held.items() if each is held[at] and key != at]
        shared = bool(others) or any(each is held[at] for each in waiting) or new is held[at]
        if shared or held[at].told[1] != value.elements:
            total = Block(self.alive, name, value)
            self.note("backward pass", name)
            held[at] = total


def check(made: Program, training: bool) -> None:
    own, found = Run(made, training), Lifetimes(made, training)
    assert found.moments == own.moments
    assert sum(each.size for each in found.saved) == (sum(own.saved.values()) if training else 0)
    for at, seen in enumerate(own.seen):
        told = [(each.name, each.elements, each.width, each.extra, each.once) for each in found.alive(at)]
        assert sorted(told) == seen


@pytest.mark.parametrize("text", [CHAIN, WEIGHED, ENDS], ids=["chain", "weighed", "ends"])
@pytest.mark.parametrize("widths", [Widths(4, 4), Widths(2, 2), Widths(4, 2), Widths(8, 8)], ids=str)
@pytest.mark.parametrize("training", [False, True])
def test_what_is_alive_at_each_moment(text: str, widths: Widths, training: bool, lines: Lines) -> None:
    check(written(lines(text, size=4), training, widths, heads=training), training)


def check_a_random_network(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "alive.yaml"
    path.write_text(text, encoding="utf-8")
    analysis = cnnstat.analyze(path)
    for training, widths in ((False, Widths(4, 4)), (True, Widths(4, 4)), (True, Widths(4, 2))):
        check(written(analysis, training, widths, heads=training), training)


test_what_is_alive_in_random_networks, test_more_what_is_alive_in_random_networks = few_and_many(
    8, 400, text=networks()
)(check_a_random_network)
