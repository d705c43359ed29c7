"""Questions on the inputs that fit a whole network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.algebra.notation import decimal, unrounded
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.fit import Fit
from cnnstat.derivation import Equation, explain_layer
from cnnstat.effort import spend
from cnnstat.errors import LayerError, SpecError
from cnnstat.language import Language
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import Windowed
from cnnstat.publishing.content import Block, Formula, Paragraph, Run
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.kind import distinct, kind
from cnnstat.quizzes.kinds.sizes import strides
from cnnstat.quizzes.question import Question, Wrong, offered
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import listed, paragraph, title_of
from cnnstat.sizes.misfit import shapes_of
from cnnstat.sizes.progression import Fitting, fitting
from cnnstat.sizes.repair import inferred
from cnnstat.text.printable import one_line

MOST_SHOWN = 8
"""Layers whose arithmetic the key shows."""
STEPS = 5
"""Sizes of each progression that are asked for."""


class AtSides:
    """A network at other sides of its square image; each is analysed once, however many questions need it."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._known: dict[int, Analysis | None] = {}

    def at(self, side: int) -> Analysis | None:
        """The network at this side; None where it does not run."""
        if side not in self._known:
            self._known[side] = self._made(side)
        return self._known[side]

    def _made(self, side: int) -> Analysis | None:
        network = self.analysis.network
        spend(len(network))
        try:
            return inferred(replace(network, input=Shape(network.input.channels, side, side)))
        except (LayerError, SpecError):
            return None


class Fits(NamedTuple):
    """A network, the sizes that fit it exactly, and one of them."""

    sides: AtSides
    known: Fitting
    right: int


def with_sizes(studies: Studies) -> list[Fits]:
    """Networks that not every size fits, with some sizes around their own that do."""
    found = []
    for _, analysis, _ in studies:
        network = analysis.network
        if network.sized or network.input.height != network.input.width:
            continue
        spend(20 * len(network))
        known = fitting(network)
        if known is None or not known.exact.firsts or len(known.exact.firsts) == known.exact.period:
            continue
        exact = [side for first in known.exact.firsts for side in around(first, known, network.input.height)]
        sides = AtSides(analysis)
        found += [Fits(sides, known, right) for right in distinct(exact)]
    return found


def around(first: int, known: Fitting, own: int) -> list[int]:
    """Sizes of a progression near a network's own."""
    period = known.exact.period
    start = first + max(0, (own - first) // period - STEPS // 2) * period
    return [side for at in range(STEPS) if (side := start + at * period) in known.runs]


@kind("fits", 2, with_sizes, "the input that fits")
def fits(found: Fits, chance: Chance, language: Language) -> Question | None:
    sides, right = found.sides, found.right
    analysis = sides.analysis
    network = title_of(analysis, language)
    choices = offered(chance, right, str(right), [*misfits(found, language)])
    here = sides.at(right)
    if not choices or here is None:
        return None
    asked = language.say(
        "Which of these inputs (height = width) fits {network} exactly: in every layer the last window ends where the "
        "padded map ends, and no row is left over?",
        network=network,
    )
    return Question(
        "fits", f"{network}: {language.say('the input that fits')}", [paragraph(asked)], str(right),
        worked_sizes(here), choices, number=right,
        facts=("fits", title_of(analysis), right, tuple(sorted(each.text for each in choices))),
        networks=(title_of(analysis),),
    )  # fmt: skip


def misfits(asked: Fits, language: Language) -> Iterator[Wrong]:
    """Sizes that do not fit, each with why one might think so, and the first layer where it shows."""
    sides, known, right = asked
    analysis, period = sides.analysis, known.exact.period
    below = right // period * period
    total = language.say("a multiple of the total stride taken")
    guesses = [(below, total), (below + period, total)]
    first = next((each for each in analysis.every if slides_on(each) > 1), None)
    if first is not None:
        only = language.say("only {layer} checked", layer=one_line(first.name))
        guesses += [(right - slides_on(first), only), (right + slides_on(first), only)]
    near = language.say("one row more or less taken to make no difference")
    guesses += [(right - 1, near), (right + 1, near)]
    for side, mistake in guesses:
        found = misfit(sides, known, side, mistake)
        if found is not None:
            yield found


def slides_on(layer: LayerAnalysis) -> int:
    """By how many cells its window moves; 0 if it has none."""
    return strides(layer)[0] if isinstance(layer.node.layer, Windowed) else 0


def misfit(sides: AtSides, known: Fitting, side: int, mistake: str) -> Wrong | None:
    """A size that does not fit, with the arithmetic of the first layer where it shows."""
    if side < 1 or side in known.exact or side not in known.runs:
        return None
    made = sides.at(side)
    bad = made and next((fit for fit in shapes_of(made) if not fit.exact), None)
    if not made or not bad:
        return None
    name = one_line(made.every[bad.order].name)
    return Wrong(side, str(side), mistake, [each._replace(label=name) for each in size_equations(made, bad)[:1]])


def size_equations(analysis: Analysis, fit: Fit) -> Sequence[Equation]:
    """The sizes of a layer's output."""
    return listed(explain_layer(analysis, analysis.every[fit.order], ["output_shape"])[0].equations[1:])


def worked_sizes(analysis: Analysis) -> list[Block]:
    """The arithmetic of every layer that makes its map smaller by a stride, without its rounding."""
    found: list[Block] = []
    for fit in shapes_of(analysis):
        layer = analysis.every[fit.order]
        if slides_on(layer) <= 1:
            continue
        for equation in size_equations(analysis, fit)[:1]:
            value = decimal(unrounded(equation.expression))
            runs = (Run(one_line(layer.name), "code"), Run(": "), Formula(equation.expression, "unrounded"))
            found.append(Paragraph((*runs, Run(f" = {value}"))))
        if len(found) == MOST_SHOWN:
            break
    return found
