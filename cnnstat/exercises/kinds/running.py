"""Predict, then run: a command whose output answers the question."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.exercises import mistakes
from cnnstat.exercises.case import Case, case_of
from cnnstat.exercises.kinds.counts import weighted
from cnnstat.exercises.kinds.kind import Analyses, kind, layers_where
from cnnstat.exercises.kinds.sizes import at_side, slides
from cnnstat.exercises.mistakes import written, wrong_answers
from cnnstat.exercises.question import Question, Wrong, offered
from cnnstat.exercises.wording import about, code, paragraph, title_of
from cnnstat.language import Language, message
from cnnstat.network.graph import Network
from cnnstat.publishing.content import Equations
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand

PLAIN = re.compile(r"[\w./+-]+\.ya?ml\Z")
"""Names of files that a query takes as they are."""
STEPS = (-32, -16, -3, 8, 16, 32, 64)
"""By how many pixels the image is made larger or smaller."""
ASKED = {
    "output_shape": message("the size of the output"),
    "params": message("the number of parameters"),
    "macs": message("the number of MACs"),
}
SLIPS = {"output_shape": mistakes.OF_SIZES, "params": mistakes.OF_PARAMS, "macs": mistakes.OF_MACS}


class Changed(NamedTuple):
    """A figure of a layer at another input."""

    analysis: Analysis
    layer: LayerAnalysis
    key: str
    side: int


def reference(network: Network) -> str:
    """The network as a query names it; "" if it is not the one that its file gives."""
    own = not any(str(each) == network.file for each in catalog.files())
    if catalog.content(network.file) is None or (own and not PLAIN.match(network.file)):
        return ""
    name = f"{network.file}:{network.name}" if own else network.name
    spec, variant = catalog.find(name)
    made = expand(spec, variant)
    if (made.input, made.settings, len(made)) != (network.input, network.settings, len(network)):
        return ""
    return network.file if own and variant == spec.name else name


def predictable(analyses: Analyses) -> Sequence[Changed]:
    """Layers with windows or weights at other sizes of a square image."""
    found = []
    for analysis in analyses:
        image = analysis.network.input
        if analysis.network.sized or image.height != image.width or not reference(analysis.network):
            continue
        for _, layer in layers_where([analysis], lambda each: slides(each) or weighted(each)):
            keys = [key for key in ASKED if key == "output_shape" and slides(layer) or key != "output_shape" and weighted(layer)]
            found += [
                Changed(analysis, layer, key, image.height + step) for key in keys for step in STEPS
                if image.height + step > 0
            ]  # fmt: skip
    return found


@kind("predict", 3, predictable)
def predict(found: Changed, rng: Random, language: Language) -> Question | None:
    analysis, layer, key, side = found
    made = at_side(analysis, side)
    if made is None:
        return None
    there = made.every[layer.order]
    case, own = case_of(there, key), case_of(layer, key)
    network, text = title_of(analysis), written(case.exact)
    query = f"{reference(analysis.network)}@input={side}.{layer.name}.{key}"
    asked = language.say(
        "The image of {network} becomes {side}×{side}, in place of {own}×{own}. Predict {what} of {layer}; then run "
        "{command}.",
        network=network, side=side, own=analysis.network.input.height, what=language.say(ASKED[key]),
        layer=code(layer.name), command=code(f"cnnstat get {shlex.quote(query)}"),
    )  # fmt: skip
    here = language.say("At {own}×{own} it is {figure}.", own=analysis.network.input.height, figure=written(own.exact))
    wrongs = [*unscaled(case, own, analysis.network.input.height, side, language)]
    wrongs += wrong_answers(case, SLIPS[key], language)
    return Question(
        "predict", 3, about(layer, network, language.say("predict, then run")), [paragraph(asked, here)], text,
        [Equations(case.equations)], offered(rng, case.exact, text, wrongs),
        number=case.exact if isinstance(case.exact, int) else None,
        accepted=(text.replace("×", "x"),), networks=(network,),
        facts=("predict", key, side, repr(case.own), str(case.x), text),
    )  # fmt: skip


def unscaled(case: Case, own: Case, before: int, side: int, language: Language) -> list[Wrong]:
    """Mistakes in how a figure grows with the image: not at all, with its side, with its area."""
    found = []
    if case.exact != own.exact:
        found.append(Wrong(own.exact, written(own.exact), language.say("taken not to depend on the image"), own.equations))
    if isinstance(own.exact, int):
        scales = (
            (Fraction(side, before), language.say("taken to grow with the side of the image")),
            (Fraction(side, before) ** 2, language.say("taken to grow with the area of the image")),
        )
        for scale, mistake in scales:
            value = int(own.exact * scale)
            found.append(Wrong(value, written(value), mistake))
    return found

