"""Questions on sizes: of an output, the padding that makes it fit, the input that fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from cnnstat.algebra.notation import decimal, unrounded
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.fit import Fit
from cnnstat.derivation import Equation, explain_layer
from cnnstat.effort import spend
from cnnstat.errors import LayerError, SpecError
from cnnstat.exercises import mistakes
from cnnstat.exercises.case import Case, case_of
from cnnstat.exercises.kinds.kind import Analyses, Subject, distinct, kind, layers_where
from cnnstat.exercises.mistakes import wrong_answers, written
from cnnstat.exercises.question import Question, Wrong, offered
from cnnstat.exercises.wording import about, code, facts_of, introduced, layer_words, listed, paragraph, safe, title_of
from cnnstat.keys.kinds import Sides
from cnnstat.language import Language
from cnnstat.layers.conv import Convolution
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import Windowed
from cnnstat.publishing.content import Block, Equations, Formula, Paragraph, Run
from cnnstat.sizes.misfit import shapes_of
from cnnstat.sizes.progression import Fitting, fitting
from cnnstat.sizes.repair import inferred
from cnnstat.sizes.rounding import with_keys

MOST_PADDING = 64


def slides(layer: LayerAnalysis) -> bool:
    """Whether it has a window of more than one cell, or that skips some, on more than one position."""
    own = layer.node.layer
    return isinstance(own, Windowed) and (own.kernel != (1, 1) or strides(layer) != (1, 1))


def strides(layer: LayerAnalysis) -> tuple[int, int]:
    rows, columns = layer.node.layer.axes(layer.inputs[0])
    return rows.stride, columns.stride


def windows(analyses: Analyses) -> Sequence[Subject]:
    return layers_where(analyses, slides)


@kind("output", 1, windows)
def output(subject: Subject, rng: Random, language: Language) -> Question:
    case = case_of(subject.layer, "output_shape")
    network, right = title_of(subject.analysis), case.exact
    assert isinstance(right, tuple)
    text = written(right)
    wrongs = [*wrong_answers(case, mistakes.OF_SIZES, language), *of_shapes(case, language)]
    return Question(
        "output", 1, about(subject.layer, network, language.say("size of the output")),
        [paragraph(
            introduced(subject.layer, network, language),
            language.say("What is the size of its output, as channels × height × width?"),
        )],
        text, [Equations(listed(case.equations) or case.equations)], offered(rng, right, text, wrongs),
        accepted=(text.replace("×", "x"), text.replace("×", " × "), text.replace("×", "*")),
        facts=("output", *facts_of(case)), networks=(network,),
    )  # fmt: skip


def of_shapes(case: Case, language: Language) -> Iterator[Wrong]:
    """Mistakes in a shape that are none in its layer: the + 1 left out, the input's channels kept."""
    channels, height, width = case.layer.output[:3]
    fewer = channels, height - 1, width - 1
    short = [each._replace(value=each.value - 1) for each in case.equations[1:]]
    yield Wrong(fewer, written(fewer), language.say("the + 1 forgotten"), short)
    if isinstance(case.own, Convolution):
        kept = case.x.channels, height, width
        same = Equation("channels", case.x.channels)
        yield Wrong(kept, written(kept), language.say("channels of the input taken for those of the output"), [same])


class Padded(NamedTuple):
    """A convolution with equal padding on all sides, and that padding."""

    subject: Subject
    cells: int


def with_padding(analyses: Analyses) -> list[Padded]:
    """Convolutions whose padding is equal on all sides, and the only one that gives their output."""
    found = []
    for subject in layers_where(analyses, lambda layer: slides(layer) and isinstance(layer.node.layer, Convolution)):
        own: Any = subject.layer.node.layer
        if isinstance(own.padding, Sides) and len(set(own.padding)) == 1 and 0 < own.padding.top <= MOST_PADDING:
            found.append(Padded(subject, own.padding.top))
    return found


@kind("padding", 2, with_padding)
def padding(found: Padded, rng: Random, language: Language) -> Question | None:
    subject, right = found
    case = case_of(subject.layer, "output_shape")
    network, own, y = title_of(subject.analysis), case.own, subject.layer.output
    kernel, dilation = own.kernel[0], own.dilation[0]
    span = dilation * (kernel - 1)
    guesses = [
        (span, language.say("both sides together taken for each")),
        (0, language.say("padding forgotten")),
        (kernel // 2 if dilation > 1 else (kernel + 1) // 2, language.say("half the kernel, rounded up")),
        (kernel, language.say("the whole kernel taken")),
        (right + 1, language.say("one too many: the + 1 of the formula forgotten")),
        (kernel - 1, language.say("dilation forgotten") if dilation > 1 else language.say("kernel − 1, not halved")),
    ]
    wrongs = []
    for cells, mistake in guesses:
        made = case.changed(with_keys(own, padding=Sides(cells, cells, cells, cells)))
        if made is not None and made.layer.output != y:
            wrongs.append(Wrong(str(cells), str(cells), mistake, listed(made.equations)[:1]))
    words = layer_words(subject.layer, language, "p")
    asked = language.say(
        "{layer} of {network} has {words}. Which padding p on every side gives an output of {height}×{width}?",
        layer=code(subject.layer.name), network=network, words=words, height=y.height, width=y.width,
    )  # fmt: skip
    choices = offered(rng, str(right), str(right), wrongs)
    if not only_one(case, right):
        return None
    return Question(
        "padding", 2, about(subject.layer, network, language.say("the padding that fits")), [paragraph(asked)],
        str(right), [Equations(listed(case.equations))], choices, number=right,
        facts=("padding", *facts_of(case)), networks=(network,),
    )  # fmt: skip


def only_one(case: Case, right: int) -> bool:
    """Whether no other padding near the right one gives the same output."""
    for cells in {max(0, right - 1), right + 1} - {right}:
        made = case.changed(with_keys(case.own, padding=Sides(cells, cells, cells, cells)))
        if made is not None and made.layer.output == case.layer.output:
            return False
    return True


class Fits(NamedTuple):
    """A network, the sizes that fit it exactly, and one of them."""

    analysis: Analysis
    known: Fitting
    side: int


def with_sizes(analyses: Analyses) -> list[Fits]:
    """Networks that not every size fits, with some sizes around their own that do."""
    found = []
    for analysis in analyses:
        network = analysis.network
        if network.sized or network.input.height != network.input.width:
            continue
        spend(20 * len(network))
        known = fitting(network)
        if known is None or not known.exact.firsts or len(known.exact.firsts) == known.exact.period:
            continue
        sides = [side for first in known.exact.firsts for side in around(first, known, network.input.height)]
        found += [Fits(analysis, known, side) for side in distinct(sides)]
    return found


def around(first: int, known: Fitting, own: int) -> list[int]:
    """Sizes of a progression near a network's own."""
    start = first + max(0, (own - first) // known.exact.period - 2) * known.exact.period
    return [start + step * known.exact.period for step in range(5) if start + step * known.exact.period in known.runs]


@kind("fits", 2, with_sizes)
def fits(found: Fits, rng: Random, language: Language) -> Question | None:
    analysis, known, right = found
    network = title_of(analysis)
    wrongs = [each for each in misfits(analysis, known, right, language) if int(str(each.exact)) != right]
    choices = offered(rng, right, str(right), wrongs)
    if not choices:
        return None
    asked = language.say(
        "Which of these inputs (height = width) fits {network} exactly: in every layer the last window ends where the "
        "map ends, and no row is left over?",
        network=network,
    )
    here = at_side(analysis, right)
    assert here is not None
    return Question(
        "fits", 2, f"{network}: {language.say('the input that fits')}", [paragraph(asked)], str(right),
        worked_sizes(here, language), choices, number=right,
        facts=("fits", network, right, tuple(sorted(each.text for each in choices))), networks=(network,),
    )  # fmt: skip


def misfits(analysis: Analysis, known: Fitting, right: int, language: Language) -> Iterator[Wrong]:
    """Sizes that do not fit, each with why one might think so, and the first layer where it shows."""
    period = known.exact.period
    below = right // period * period
    yield from misfit(analysis, known, below, language.say("a multiple of the total stride taken"), language)
    yield from misfit(analysis, known, below + period, language.say("a multiple of the total stride taken"), language)
    first = next((fit for fit in shapes_of(analysis) if fit.node.layer.axes(input_of(analysis, fit))[0].stride > 1), None)
    if first is not None:
        step = first.node.layer.axes(input_of(analysis, first))[0].stride
        told = language.say("only {layer} checked", layer=first.node.name)
        for side in (right - step, right + step):
            yield from misfit(analysis, known, side, told, language)
    for side in (right - 1, right + 1):
        yield from misfit(analysis, known, side, language.say("one row more or less taken to make no difference"), language)


def misfit(analysis: Analysis, known: Fitting, side: int, mistake: str, language: Language) -> Iterator[Wrong]:
    """A size that does not fit, with the arithmetic of the first layer where it shows."""
    if side < 1 or side in known.exact or side not in known.runs:
        return
    made = at_side(analysis, side)
    if made is None:
        return
    bad = next((fit for fit in shapes_of(made) if not fit.exact), None)
    if bad is not None:
        equations = named(made.every[bad.order], size_equations(made, bad))
        yield Wrong(side, str(side), mistake, equations)


def input_of(analysis: Analysis, fit: Fit) -> Shape:
    return analysis.every[fit.order].inputs[0]


def at_side(analysis: Analysis, side: int) -> Analysis | None:
    """The network at another input; None where it does not run."""
    image = analysis.network.input
    spend(len(analysis.network))
    try:
        return inferred(replace(analysis.network, input=Shape(image.channels, side, side)))
    except (LayerError, SpecError):
        return None


def size_equations(analysis: Analysis, fit: Fit) -> Sequence[Equation]:
    """The sizes of a layer's output."""
    return listed(explain_layer(analysis, analysis.every[fit.order], ["output_shape"])[0].equations[1:])


def named(layer: LayerAnalysis, equations: Sequence[Equation]) -> list[Equation]:
    """Equations under the name of their layer."""
    return [each._replace(label=safe(layer.name)) for each in equations[:1]]


def worked_sizes(analysis: Analysis, language: Language) -> list[Block]:
    """The arithmetic of every layer that makes its map smaller by a stride, without its rounding."""
    found: list[Block] = []
    for fit in shapes_of(analysis):
        layer = analysis.every[fit.order]
        if not isinstance(layer.node.layer, Windowed) or strides(layer) == (1, 1):
            continue
        for equation in size_equations(analysis, fit)[:1]:
            value = decimal(unrounded(equation.expression))
            runs = (Run(f"{safe(layer.name)}: "), Formula(equation.expression, "unrounded"), Run(f" = {value}"))
            found.append(Paragraph(runs))
        if len(found) == MOST_SHOWN:
            break
    return found


MOST_SHOWN = 8
