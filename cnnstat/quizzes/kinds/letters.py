"""Questions on what a convolution is taken apart into: a large kernel into 3×3 ones, or into depthwise and 1×1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnnstat.algebra.formula import Name
from cnnstat.algebra.notation import TEXT, Writer
from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.derivation import Equation
from cnnstat.language import Language
from cnnstat.layers.conv import Conv, Convolution, Depthwise
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import NO_PADDING
from cnnstat.publishing.content import Equations
from cnnstat.quizzes.case import Case, case_of
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.kind import Subject, kind, layers_where
from cnnstat.quizzes.kinds.networks import divided, times
from cnnstat.quizzes.later import Later
from cnnstat.quizzes.question import Question, Wrong, offered
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import about, code, paragraph, place, title_of
from cnnstat.sizes.rounding import with_keys
from cnnstat.text import numbers

MOST_STACKED = 6


class Stack(NamedTuple):
    """A network, and a number of 3×3 convolutions that see as much as one larger kernel."""

    analysis: Analysis
    layer: LayerAnalysis
    many: int
    large: bool
    """whether the network has the large kernel, and not the small ones in a row"""


def small(layer: LayerAnalysis) -> bool:
    """Whether it is a 3×3 convolution that moves by single cells."""
    own = layer.node.layer
    return isinstance(own, Conv) and own.kernel == (3, 3) and own.stride == (1, 1) and own.dilation == (1, 1)


def stacks(studies: Studies) -> list[Stack]:
    """Large kernels, and 3×3 convolutions in a row."""
    found: dict[object, Stack] = {}
    for _, analysis, _ in studies:
        rows: dict[int, int] = {}
        for layer in analysis.layers:
            own: Any = layer.node.layer
            if small(layer):
                count = rows[layer.order] = rows.get(layer.node.inputs[0], 0) + 1
                if 2 <= count <= MOST_STACKED:
                    found.setdefault((count, False), Stack(analysis, layer, count, False))
            elif isinstance(own, Conv) and own.kernel[0] == own.kernel[1] and own.kernel[0] in range(5, 14, 2):
                count = (own.kernel[0] - 1) // 2
                found.setdefault((count, True), Stack(analysis, layer, count, True))
    return [*found.values()]


CHANNELS = Traced(64, Name("C", 64, letter=True))
MAPS = Shape(CHANNELS, 1, 1)
"""What every layer reads and makes: C maps."""


class Many(NamedTuple):
    """Some equal layers between C maps, in a row."""

    layer: Convolution
    many: int = 1

    @property
    def text(self) -> str:
        """Their weights, by the layer's own rule, multiplied out."""
        return Writer(TEXT, "numbers").write(expression_of(self.many * self.layer.parameters(MAPS).weights))

    @property
    def value(self) -> int:
        """The same with a name for the kernel."""
        rows, columns = self.layer.kernel
        down = Traced.named("kernel", rows)
        kernel = down, down if columns == rows else columns
        return self.many * with_keys(self.layer, kernel=kernel).parameters(MAPS).weights


def square(side: int, count: int = 1) -> Many:
    """Convolutions with square kernels."""
    return Many(Conv(kernel=(side, side), filters=CHANNELS, bias=False), count)


def slips(count: int, language: Language) -> list[Wrong]:
    """Mistakes in the weights of some 3×3 convolutions in a row."""
    label = language.say("weights")
    return [
        Wrong(each.text, each.text, mistake, [Equation(label, each.value)])
        for each, mistake in (
            (square(3), language.say("only one of the layers counted")),
            (
                Many(Conv(kernel=(3, 1), filters=CHANNELS, bias=False), count),
                language.say("kernel not squared"),
            ),
            (Many(Depthwise(kernel=(3, 3), bias=False), count), language.say("input channels forgotten")),
            (square(2 * count + 1), language.say("weights of the large kernel")),
            (square(3 * count), language.say("kernels added before they are squared")),
        )
    ]


@kind("stack", 2, stacks, "a large kernel against 3×3 ones in a row, with letters")
def stack(found: Stack, chance: Chance, language: Language) -> Question:
    analysis, layer, many, large = found
    side, network = 2 * many + 1, title_of(analysis, language)
    right, one = square(3, many), square(side)
    if large:
        seen = language.say(
            "{layer} of {network} has a kernel of {side}×{side}.", layer=code(layer.name), network=network, side=side
        )
    else:
        seen = language.say(
            "{network} has {count} convolutions of 3×3 in a row, the last of them {layer}.",
            layer=code(layer.name), network=network, count=many,
        )  # fmt: skip
    asked = language.say(
        "{count} convolutions of 3×3 with stride 1, one behind the other, see as many pixels as one of {side}×{side}. "
        "How many weights have the {count} together, if every map has C channels and there are no biases?",
        count=many, side=side,
    )  # fmt: skip
    steps = [
        Equation(language.say("{count} × ({side}×{side})", count=count, side=size), each.value)
        for count, size, each in ((many, 3, right), (1, side, one))
    ]
    share = times(int(right.value), int(one.value))[1]
    told = language.say(
        "{right} against {one}: {share} times as many weights.", right=right.text, one=one.text, share=share
    )
    return Question(
        "stack", f"{network}: {side}×{side}, {many} × 3×3", [paragraph(seen, asked)], right.text,
        [Equations(steps), paragraph(told)],
        offered(chance, right.text, right.text, slips(many, language)),
        facts=("stack", many), networks=(title_of(analysis),), layers=(place(layer, title_of(analysis)),),
    )  # fmt: skip


class Taken(NamedTuple):
    """A convolution and what it is taken apart into."""

    subject: Subject
    full: Case
    depthwise: Case
    pointwise: Case
    own: bool
    """whether the network itself has the two parts"""


def separable(studies: Studies) -> Sequence[tuple[Subject, LayerAnalysis | None]]:
    """Depthwise convolutions with the 1×1 convolution behind them; in networks without them, other convolutions."""
    found: list[tuple[Subject, LayerAnalysis | None]] = []
    for study in studies:
        analysis = study.analysis
        behind = {
            layer.node.inputs[0]: layer
            for layer in analysis.layers
            if isinstance(layer.node.layer, Conv) and layer.node.layer.kernel == (1, 1) and layer.node.layer.groups == 1
        }
        own: list[tuple[Subject, LayerAnalysis | None]] = [
            (each, behind[each.layer.order])
            for each in layers_where([study], lambda layer: isinstance(layer.node.layer, Depthwise))
            if each.layer.order in behind and plain(behind[each.layer.order].node.layer)
        ]
        found += own or [(each, None) for each in layers_where([study], dense)]
    return found


def plain(layer: Any) -> bool:
    """Whether a 1×1 convolution reads every cell."""
    return bool(layer.stride == (1, 1) and layer.padding == NO_PADDING and layer.table is None)


def dense(layer: LayerAnalysis) -> bool:
    """Whether its filters read every map, and there are several."""
    own = layer.node.layer
    return (
        isinstance(own, Conv) and own.groups == 1 and own.table is None and min(own.kernel) > 1
        and own.kernel[0] == own.kernel[1] and layer.inputs[0].channels > 3
    )  # fmt: skip


def taken_apart(subject: Subject, behind: LayerAnalysis | None) -> Taken | None:
    """The three layers that are compared."""
    layer: Any = subject.layer.node.layer
    keys = {key: getattr(layer, key) for key in Convolution.keys}
    if behind is not None:
        filters = behind.output.channels
        whole = case_of(subject.layer, "macs").changed(Conv(**keys, filters=filters), y=behind.output)
        return whole and Taken(subject, whole, case_of(subject.layer, "macs"), case_of(behind, "macs"), True)
    own = case_of(subject.layer, "macs")
    parted = own.changed(Depthwise(**keys), y=own.layer.output._replace(channels=own.x.channels))
    after = own.changed(
        Conv(filters=own.own.filters, kernel=(1, 1), bias=layer.bias), parted.layer.output if parted else None
    )
    return None if parted is None or after is None else Taken(subject, own, parted, after, False)


@kind("separable", 3, separable, "what a depthwise-separable convolution saves")
def saving(found: tuple[Subject, LayerAnalysis | None], chance: Chance, language: Language) -> Question | None:
    taken = taken_apart(*found)
    if taken is None:
        return None
    whole, deep, point = (each.exact for each in (taken.full, taken.depthwise, taken.pointwise))
    assert isinstance(whole, int)
    assert isinstance(deep, int)
    assert isinstance(point, int)
    if whole <= deep + point:
        return None
    kernel, network = taken.depthwise.own.kernel[0], title_of(taken.subject.analysis, language)
    own = title_of(taken.subject.analysis)
    right, text = times(whole, deep + point)
    wrongs = []
    for above, below, mistake in (
        (whole, deep, language.say("1×1 convolution forgotten")),
        (whole, point, language.say("depthwise convolution forgotten")),
        (kernel * kernel, 1, language.say("kernel² taken: the 1×1 convolution costs too")),
        (deep + point, whole, language.say("divided the wrong way round")),
        (whole - deep - point, deep + point, language.say("the difference taken, not the multiple")),
    ):
        value, said = times(above, below)
        wrongs.append(Wrong(value, said, mistake, told=divided(above, below, said)))
    done = divided(whole, deep + point, text)
    return Question(
        "separable", about(taken.subject.layer, network, language.say("a saving")),
        [paragraph(wording(taken, network, language))], text,
        [Equations(Later(steps, taken, deep, point, language)), paragraph(done)],
        offered(chance, right, text, wrongs), facts=("separable", whole, deep, point), networks=(own,),
        layers=(place(taken.subject.layer, own),),
    )  # fmt: skip


def steps(taken: Taken, deep: int, point: int, language: Language) -> list[Equation]:
    """The MACs of the standard convolution, of both in place of it, and of these together."""
    found = [
        equation._replace(label=label)
        for label, case in (
            (language.say("standard"), taken.full),
            (language.say("depthwise"), taken.depthwise),
            (language.say("1×1"), taken.pointwise),
        )
        for equation in case.equations
    ]
    both = Traced.named(language.say("depthwise"), deep) + Traced.named(language.say("1×1"), point)
    return [*found, Equation(language.say("together"), both)]


def wording(taken: Taken, network: str, language: Language) -> str:
    kernel, y = taken.depthwise.own.kernel[0], taken.pointwise.layer.output
    facts = {
        "layer": code(taken.subject.layer.name), "network": network, "side": kernel,
        "inputs": numbers.grouped(taken.depthwise.x.channels), "outputs": numbers.grouped(y.channels),
        "height": y.height, "width": y.width,
    }  # fmt: skip
    if taken.own:
        return language.say(
            "{layer} of {network} is a depthwise convolution of {side}×{side} on {inputs} maps; a convolution of 1×1 "
            "with {outputs} filters follows; the output is {height}×{width}. How many times as many MACs would one "
            "standard convolution of {side}×{side} take in place of both? Give three digits.",
            **facts,
        )
    return language.say(
        "{layer} of {network} is a standard convolution of {side}×{side} from {inputs} to {outputs} maps; the output "
        "is {height}×{width}. How many times as many MACs does it take as a depthwise convolution of {side}×{side} "
        "followed by one of 1×1? Give three digits.",
        **facts,
    )
