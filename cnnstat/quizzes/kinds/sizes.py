"""Questions on the sizes of one layer: of its output, and the padding that makes it fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cnnstat.analysis import LayerAnalysis
from cnnstat.derivation import Equation
from cnnstat.keys.kinds import Sides
from cnnstat.language import Language
from cnnstat.layers.conv import Convolution
from cnnstat.layers.window import Windowed
from cnnstat.publishing.content import Equations
from cnnstat.quizzes.case import Case, case_of
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.kind import Subject, kind, layers_where
from cnnstat.quizzes.later import Later
from cnnstat.quizzes.mistakes import but_channels, written, wrong_answers
from cnnstat.quizzes.question import Question, Wrong, offered, spelled
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import (
    about,
    code,
    facts_of,
    introduced,
    layer_words,
    listed,
    paragraph,
    place,
    title_of,
)  # fmt: skip
from cnnstat.sizes.rounding import with_keys

MOST_PADDING = 64


def slides(layer: LayerAnalysis) -> bool:
    """Whether it has a window of more than one cell, or that skips some."""
    own = layer.node.layer
    return isinstance(own, Windowed) and (own.kernel != (1, 1) or strides(layer) != (1, 1))


def strides(layer: LayerAnalysis) -> tuple[int, int]:
    rows, columns = layer.node.layer.axes(layer.inputs[0])
    return rows.stride, columns.stride


def windows(studies: Studies) -> Sequence[Subject]:
    return layers_where(studies, slides)


@kind("output", 1, windows, "the size of a layer's output")
def output(subject: Subject, chance: Chance, language: Language) -> Question:
    case = case_of(subject.layer, "output_shape")
    network, right = title_of(subject.analysis, language), case.exact
    assert isinstance(right, tuple)
    text = written(right)
    wrongs = [*wrong_answers(case, language), *of_shapes(case, language)]
    return Question(
        "output", about(subject.layer, network, language.say("size of the output")),
        [paragraph(
            introduced(subject.layer, network, language, size=True),
            language.say("What is the size of its output, as channels × height × width?"),
        )],
        text, [Equations(Later(said, case.equations))], offered(chance, right, text, wrongs),
        accepted=spelled(text), facts=("output", *facts_of(case)), networks=(title_of(subject.analysis),),
        layers=(place(subject.layer, title_of(subject.analysis)),),
    )  # fmt: skip


def said(equations: Sequence[Equation]) -> Sequence[Equation]:
    """Equations that say something; all if none does."""
    return listed(equations) or equations


def of_shapes(case: Case, language: Language) -> Iterator[Wrong]:
    """Mistakes in a shape that are none in its layer: the + 1 left out, the input's channels kept."""
    channels, height, width = case.layer.output[:3]
    fewer = channels, height - 1, width - 1
    yield Wrong(fewer, written(fewer), language.say("the + 1 forgotten"), Later(one_less, case.equations))
    if isinstance(case.own, Convolution):
        kept = case.x.channels, height, width
        same = Equation("channels", case.x.channels)
        yield Wrong(kept, written(kept), language.say("channels of the input taken for those of the output"), [same])


def one_less(equations: Sequence[Equation]) -> Sequence[Equation]:
    """The sizes of a shape without the 1 that is added at their end."""
    return [each._replace(value=each.value - 1) for each in but_channels(equations)]


class Padded(NamedTuple):
    """A convolution with equal padding on all sides, and that padding."""

    subject: Subject
    cells: int


def with_padding(studies: Studies) -> list[Padded]:
    """Convolutions whose padding is equal on all sides, and the only one that gives their output."""
    found = []
    for subject in layers_where(studies, lambda layer: slides(layer) and isinstance(layer.node.layer, Convolution)):
        own: Any = subject.layer.node.layer
        if isinstance(own.padding, Sides) and len(set(own.padding)) == 1 and 0 < own.padding.top <= MOST_PADDING:
            case = case_of(subject.layer, "output_shape")
            if only_one(case, own.padding.top):
                found.append(Padded(subject, own.padding.top))
    return found


def other_side(equations: Sequence[Equation], side: int) -> Sequence[Equation]:
    """How a side comes about that is none of the output; the first one where there is none."""
    sides = but_channels(equations)
    return [each for each in sides if int(each.value) != side][:1] or sides[:1]


@kind("padding", 2, with_padding, "the padding that makes an output fit")
def padding(found: Padded, chance: Chance, language: Language) -> Question:
    subject, right = found
    case = case_of(subject.layer, "output_shape")
    network, y = title_of(subject.analysis, language), subject.layer.output
    wrongs = []
    for cells, mistake in guesses(case.own, right, language):
        made = at_padding(case, cells)
        if made is not None and made.layer.output != y:
            wrongs.append(Wrong(cells, str(cells), mistake, Later(other_side, made.equations, y.height)))
    asked = language.say(
        "{layer} of {network} has {words}. Which padding p on every side gives an output of {height}×{width}?",
        layer=code(subject.layer.name), network=network, words=layer_words(subject.layer, language, "p", size=True),
        height=y.height, width=y.width,
    )  # fmt: skip
    return Question(
        "padding", about(subject.layer, network, language.say("the padding that fits")), [paragraph(asked)],
        str(right), [Equations(Later(lambda: but_channels(listed(case.equations))))],
        offered(chance, right, str(right), wrongs, 0),
        number=right, facts=("padding", *facts_of(case)), networks=(title_of(subject.analysis),),
        layers=(place(subject.layer, title_of(subject.analysis)),),
    )  # fmt: skip


def guesses(own: Any, right: int, language: Language) -> list[tuple[int, str]]:
    """Paddings that one may take for the right one, and why."""
    kernel, dilation = own.kernel[0], own.dilation[0]
    found = [
        (0, language.say("padding forgotten")),
        ((kernel + 1) // 2, language.say("half the kernel, rounded up")),
        (kernel, language.say("the whole kernel taken")),
        (2 * right, language.say("both sides together taken for each")),
    ]
    if dilation > 1:
        found.append((kernel // 2, language.say("dilation forgotten")))
    return found


def at_padding(case: Case, cells: int) -> Case | None:
    """A convolution with another padding on every side; None if it cannot have that."""
    return None if cells < 0 else case.changed(with_keys(case.own, padding=Sides(cells, cells, cells, cells)))


def only_one(case: Case, right: int) -> bool:
    """Whether neither more nor less padding gives the same output, so that the question has one answer."""
    near = [made for cells in (right - 1, right + 1) if (made := at_padding(case, cells)) is not None]
    return all(made.layer.output != case.layer.output for made in near)
