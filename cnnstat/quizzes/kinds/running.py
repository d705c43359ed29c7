"""Predict, then run: a command whose output answers the question."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.analysis import LayerAnalysis
from cnnstat.language import Language, message
from cnnstat.publishing.content import Equations
from cnnstat.quizzes.case import Case, case_of
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.counts import weighted
from cnnstat.quizzes.kinds.inputs import AtSides
from cnnstat.quizzes.kinds.kind import kind, layers_where
from cnnstat.quizzes.kinds.sizes import slides
from cnnstat.quizzes.mistakes import written, wrong_answers
from cnnstat.quizzes.question import Question, Wrong, offered, spelled
from cnnstat.quizzes.studied import Studied, Studies
from cnnstat.quizzes.wording import about, code, paragraph, place, title_of

STEPS = (-32, -16, -3, 8, 16, 32, 64)
"""By how many pixels the image is made larger or smaller."""
ASKED = {
    "output_shape": message("the size of the output"),
    "params": message("the number of parameters"),
    "macs": message("the number of MACs"),
}


class Changed(NamedTuple):
    """A figure of a layer at another input."""

    study: Studied
    sides: AtSides
    layer: LayerAnalysis
    key: str
    side: int


def predictable(studies: Studies) -> Sequence[Changed]:
    """Layers with windows or weights at other sizes of a square image."""
    found = []
    for study in studies:
        network = study.analysis.network
        image = network.input
        if network.sized or image.height != image.width or not study.query("", ""):
            continue
        elsewhere = AtSides(study.analysis)
        for _, layer in layers_where([study], lambda each: slides(each) or weighted(each)):
            keys = [key for key in ASKED if (slides if key == "output_shape" else weighted)(layer)]
            sides = [image.height + step for step in STEPS if image.height + step > 0]
            found += [Changed(study, elsewhere, layer, key, side) for key in keys for side in sides]
    return found


@kind("predict", 3, predictable, "predict a figure, then run the command")
def predict(found: Changed, chance: Chance, language: Language) -> Question | None:
    study, elsewhere, layer, key, side = found
    analysis, made = study.analysis, elsewhere.at(side)
    if made is None:
        return None
    there = made.every[layer.order]
    case, own = case_of(there, key), case_of(layer, key)
    network, text = title_of(analysis, language), written(case.exact)
    query = study.query(str(side), f"{layer.name}.{key}")
    asked = language.say(
        "The image of {network} becomes {side}×{side}, in place of {own}×{own}. Predict {what} of {layer}; then run "
        "{command}.",
        network=network, side=side, own=analysis.network.input.height, what=language.say(ASKED[key]),
        layer=code(layer.name), command=code(f"cnnstat get {typed(query)}"),
    )  # fmt: skip
    here = language.say("At {own}×{own} it is {figure}.", own=analysis.network.input.height, figure=written(own.exact))
    wrongs = [*unscaled(case, own, analysis.network.input.height, side, language)]
    wrongs += wrong_answers(case, language)
    return Question(
        "predict", about(layer, network, language.say("predict, then run")), [paragraph(asked, here)], text,
        [Equations(case.equations)], offered(chance, case.exact, text, wrongs),
        number=case.exact if isinstance(case.exact, int) else None,
        accepted=spelled(text), networks=(title_of(analysis),), layers=(place(layer, title_of(analysis)),),
        facts=("predict", key, side, repr(case.own), str(case.x), text),
    )  # fmt: skip


def unscaled(case: Case, own: Case, before: int, side: int, language: Language) -> list[Wrong]:
    """Mistakes in how a figure grows with the image: not at all, with its side, with its area."""
    found = []
    if case.exact != own.exact:
        found.append(
            Wrong(own.exact, written(own.exact), language.say("taken not to depend on the image"), own.equations)
        )
    if isinstance(own.exact, int):
        scales = (
            (Fraction(side, before), f"{side} / {before}", language.say("taken to grow with the side of the image")),
            (
                Fraction(side, before) ** 2,
                f"({side} / {before})²",
                language.say("taken to grow with the area of the image"),
            ),
        )
        for scale, ratio, mistake in scales:
            value = int(own.exact * scale)
            told = f"{written(own.exact)} × {ratio} ≈ {written(value)}"
            found.append(Wrong(value, written(value), mistake, told=told))
    return found


def typed(query: str) -> str:
    """A query as a shell takes it; in double quotes where it has single ones, and no sign that these would not keep."""
    if "'" in query and not set('"$`\\!') & set(query):
        return f'"{query}"'
    return shlex.quote(query)
