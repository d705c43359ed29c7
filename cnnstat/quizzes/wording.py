"""How questions are worded: sentences with names in them, layers in words, and arithmetic within a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.algebra.formula import Name, names_in
from cnnstat.algebra.notation import decimal, rounding_in, unrounded
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.fit import both_axes
from cnnstat.derivation.steps import Equation
from cnnstat.keys.kinds import Sides
from cnnstat.language import ENGLISH, Language, message
from cnnstat.layers import AnyLayer
from cnnstat.layers.conv import Conv, Convolution, Depthwise
from cnnstat.layers.dense import Linear
from cnnstat.layers.window import Windowed
from cnnstat.publishing.content import Formula, Inline, Paragraph, Run, Sentence
from cnnstat.quizzes.case import Case
from cnnstat.text import numbers
from cnnstat.text.printable import one_line

MARK = "\x00"
"""Stands around what is set as code, in texts that :func:`sentence` cuts; names have it escaped."""

TYPES = {
    "conv": message("a convolution"),
    "depthwise": message("a depthwise convolution"),
    "linear": message("a fully connected layer"),
    "maxpool": message("a max pool"),
    "avgpool": message("an average pool"),
    "subsample": message("a subsampling layer"),
}
"""What the layers that questions are about are called."""


FOLLOWERS = {
    "batchnorm": message("batchnorm"),
    "layernorm": message("layernorm"),
    "groupnorm": message("groupnorm"),
    "grn": message("grn"),
    "scale": message("scale"),
    "prelu": message("prelu"),
}
"""What follows a layer and has parameters."""


def title_of(analysis: Analysis, language: Language = ENGLISH) -> str:
    """A network's title; the English one is its name among others in every language."""
    return one_line(language.of(analysis.network.title))


def held_behind(layer: LayerAnalysis) -> list[AnyLayer]:
    """What follows a layer and has parameters."""
    return [each for each in layer.node.followers if sum(each.parameters(layer.output)[:3])]


def words_of(followers: Sequence[AnyLayer], language: Language) -> list[str]:
    """What followers are called."""
    return [language.say(FOLLOWERS[each.type]) for each in followers]


def code(text: str) -> str:
    """A name or command that :func:`sentence` sets as code."""
    return f"{MARK}{one_line(text)}{MARK}"


def sentence(text: str) -> Sentence:
    """A text as pieces; those between marks are code."""
    pieces = [Run(piece, "code" if at % 2 else "") for at, piece in enumerate(text.split(MARK))]
    return tuple(piece for piece in pieces if piece.text)


def paragraph(*texts: str) -> Paragraph:
    """Texts, one behind the other."""
    return Paragraph(sentence(" ".join(texts)))


def layer_words(
    layer: LayerAnalysis, language: Language, padding: str = "", bias: bool = False, norm: bool = False,
    size: bool = False,
) -> str:  # fmt: skip
    """A layer's input and keys, as an exercise gives them: ``input 3×227×227, 96 filters of 11×11, stride 4, …``.

    Args:
        layer: the layer.
        language: of the words.
        padding: what stands in place of its padding, as a letter.
        bias: whether to say if it has biases.
        norm: whether to name what follows it and has parameters.
        size: whether to say that sizes are rounded down, where a division leaves a remainder.
    """
    own: Any = layer.node.layer
    x = layer.inputs[0]
    say = language.say
    found = [say("input {shape}", shape=x)]
    if isinstance(own, Linear):
        found[0] = language.plural("{count} input", "{count} inputs", x.channels)
        found.append(language.plural("{count} output", "{count} outputs", own.features))
    elif isinstance(own, Convolution):
        kernel = f"{own.kernel[0]}×{own.kernel[1]}"
        found += [filters(own, x, kernel, language), *moves(own, x, language, padding)]
    else:
        found += [say("window {kernel}", kernel=f"{own.kernel[0]}×{own.kernel[1]}"), *moves(own, x, language)]
    if bias and isinstance(own, Convolution | Linear):
        found.append(say("with bias") if own.bias else say("without bias"))
    if size and cut_off(layer):
        found.append(say("sizes rounded down"))
    if norm and (held := held_behind(layer)):
        found.append(say("then {norm}", norm=", ".join(words_of(held, language))))
    return ", ".join(found)


def cut_off(layer: LayerAnalysis) -> bool:
    """Whether a size of its output is a division's that leaves a remainder, rounded down."""
    own: Any = layer.node.layer
    fixed = isinstance(own, Windowed) and isinstance(own.padding, Sides) and not own.ceil_mode
    return fixed and not all(each.exact for each in both_axes(layer.node, layer.inputs[0], layer.output))


def filters(own: Convolution, x: Any, kernel: str, language: Language) -> str:
    """How many filters a convolution has, of which size, and what they read."""
    count = numbers.grouped(own.maps(x))
    if isinstance(own, Depthwise):
        if own.multiplier == 1:
            return language.say("a filter of {kernel} for every map", kernel=kernel)
        return language.say(
            "{count} filters of {kernel} for every map", count=numbers.grouped(own.multiplier), kernel=kernel
        )
    found = language.say("{count} filters of {kernel}", count=count, kernel=kernel)
    if isinstance(own, Conv) and own.groups > 1:
        found += ", " + language.say("{count} groups", count=own.groups)
    if isinstance(own, Conv) and own.table is not None:
        pairs = numbers.grouped(own.pairs(x))
        found += ", " + language.say("a table that connects {pairs} pairs of maps", pairs=pairs)
    return found


def moves(own: Any, x: Any, language: Language, padding: str = "") -> list[str]:
    """How a window moves: stride, padding, dilation, rounding."""
    rows, columns = own.axes(x)
    say = language.say
    found = [say("stride {step}", step=both(rows.stride, columns.stride))]
    if padding or not isinstance(own.padding, Sides):
        found.append(say("padding {cells}", cells=padding or own.padding))
    elif own.padding.top == own.padding.bottom and own.padding.left == own.padding.right:
        down, across = own.padding.top, own.padding.left
        same = down == across
        found.append(
            say("padding {cells}", cells=down) if same else say("padding {down}×{across}", down=down, across=across)
        )
    else:
        found.append(say("padding top {top}, bottom {bottom}, left {left}, right {right}", **own.padding._asdict()))
    if (rows.dilation, columns.dilation) != (1, 1):
        found.append(say("dilation {cells}", cells=both(rows.dilation, columns.dilation)))
    return [*found, say("sizes rounded up")] if own.ceil_mode else found


def both(down: int, across: int) -> str:
    """``4``, or ``2×1`` for height and width."""
    return str(down) if down == across else f"{down}×{across}"


def introduced(
    layer: LayerAnalysis, network: str, language: Language, bias: bool = False, norm: bool = False, size: bool = False
) -> str:  # fmt: skip
    """The sentence that gives a layer."""
    return language.say(
        "{layer} of {network} is {what}: {words}.",
        layer=code(layer.name), network=network, what=language.say(TYPES[layer.type]),
        words=layer_words(layer, language, bias=bias, norm=norm, size=size),
    )  # fmt: skip


def about(layer: LayerAnalysis, network: str, what: str) -> str:
    """The title of a question: ``AlexNet, conv1: parameters``."""
    return f"{place(layer, network)}: {what}"


def place(layer: LayerAnalysis, network: str) -> str:
    """A layer of a network: ``AlexNet, conv1``."""
    return f"{network}, {one_line(layer.name)}"


def worked_out(equation: Equation, language: Language) -> Sentence:
    """An equation within a sentence: its label, its numbers, its value; behind a division that leaves a remainder,
    the value as it is before rounding too.
    """
    value = Run(f" = {numbers.grouped(int(equation.value)).replace('-', '−')}")
    label: list[Inline] = [Run(language.word(equation.label))]
    expression = Equation("", equation.value if equation.detail is None else equation.detail).expression
    if isinstance(expression, int | Name):
        return (*label, value)
    if any(name.letter for name in names_in(expression)):
        return (*label, Run(" = "), Formula(expression))
    if rounding_in(expression):
        exact = Run(f" = {decimal(unrounded(expression))} → {numbers.grouped(int(equation.value))}")
        return (*label, Run(" = "), Formula(expression, "unrounded"), exact)
    return (*label, Run(" = "), Formula(expression), value)


def facts_of(case: Case) -> tuple[object, ...]:
    """The numbers of a layer, by which two questions on it are alike."""
    followers = tuple(repr(each) for each in case.layer.node.followers)
    return case.key, repr(case.own), followers, str(case.x)


def listed(equations: Sequence[Equation]) -> list[Equation]:
    """Equations without those that say nothing, as a number that is its own history."""
    return [each for each in equations if not isinstance(each.expression, int)]
