"""Questions on a table of layers: fill in the blanks, find the wrong row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.language import Language, message
from cnnstat.layers.conv import Convolution
from cnnstat.layers.dense import Flatten, Linear
from cnnstat.layers.norm import Norm
from cnnstat.layers.pool import GlobalPool
from cnnstat.layers.window import Windowed
from cnnstat.publishing.content import Blank, Equations, Grid, Items, Paragraph, Run
from cnnstat.quantities.table import layer_row
from cnnstat.quizzes.case import case_of
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.counts import weighted
from cnnstat.quizzes.kinds.kind import kind
from cnnstat.quizzes.kinds.sizes import slides
from cnnstat.quizzes.later import Later
from cnnstat.quizzes.mistakes import MISTAKES, written
from cnnstat.quizzes.question import MOST_CHOICES, Choice, Filled, Question, letter_of
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import held_behind, listed, paragraph, place, title_of, words_of
from cnnstat.text.printable import one_line

FEWEST_BLANKS, MOST_BLANKS = 4, 10
FIGURES = {"output_shape": message("output"), "params": message("parameters"), "macs": message("MACs")}
"""The columns in which there are blanks and mistakes, with their titles."""


class Rows(NamedTuple):
    """Layers of a network, each reading the one before it."""

    analysis: Analysis
    layers: tuple[LayerAnalysis, ...]


def simple(layer: LayerAnalysis) -> bool:
    """Whether its line of a table says all that its figures need."""
    own = layer.node.layer
    if isinstance(own, Convolution | Linear):
        return own.bias or not any(each.type == "scale" for each in layer.node.followers)
    return isinstance(own, Windowed | GlobalPool | Flatten) and not own.weighted


def runs(studies: Studies) -> list[Rows]:
    """Every run of four layers with weights in at least two of them, and biases in all or none."""
    found: dict[object, Rows] = {}
    for _, analysis, _ in studies:
        run: list[LayerAnalysis] = []
        for layer in analysis.layers:
            follows = run and layer.node.inputs == (run[-1].order,)
            run = [*(run if follows else []), layer][-MOST_CHOICES:] if simple(layer) and len(layer.inputs) == 1 else []
            if len(run) == MOST_CHOICES and sum(map(weighted, run)) > 1 and len(biases(run)) == 1:
                key = tuple((each.node.layer, each.node.followers, each.inputs) for each in run)
                found.setdefault(key, Rows(analysis, tuple(run)))
    return [*found.values()]


def biases(layers: Sequence[LayerAnalysis]) -> set[bool]:
    """Whether the layers with weights have biases."""
    return {each.node.layer.bias for each in layers if isinstance(each.node.layer, Convolution | Linear)}


def cells(layer: LayerAnalysis) -> list[str]:
    """What a line gives: the layer, its type with a norm that has parameters, its window, its filters."""
    held = [each.type for each in held_behind(layer)]
    maps = layer.output.channels if weighted(layer) else 0
    return [one_line(layer.name), ", ".join([layer.type, *held]), layer_row(layer).detail, f"{maps:,}" if maps else ""]


def figure(layer: LayerAnalysis, key: str) -> str:
    return written(case_of(layer, key).exact)


def grid(rows: Rows, figures: Sequence[Sequence[str | Blank]], language: Language, open: bool) -> Grid:  # noqa: A002
    """The table of some layers."""
    say = language.say
    head = [say("layer"), say("type"), say("window"), say("filters"), *map(say, FIGURES.values())]
    lines = [[*cells(layer), *line] for layer, line in zip(rows.layers, figures, strict=True)]
    return Grid(head, (False, False, False, *[True] * 4), lines, open=open)


SIGNS = (
    (re.compile(r"\bp\d"), message("p padding")),
    (re.compile(r"\bd\d"), message("d dilation")),
    (re.compile(r"\bg\d"), message("g groups")),
    (re.compile(r"\bm\d"), message("m maps per channel")),
    (re.compile(r"\bceil\b"), message("ceil rounded up")),
)
"""Signs in windows, and what they mean."""


def put(asked: str, rows: Rows, language: Language) -> str:
    """A question, with what the table does not say."""
    first = rows.layers[0]
    biased = biases(rows.layers) == {True}
    text = language.say(
        "{asked} The first of these layers of {network} reads {shape}, each other one the layer above it; {held}.",
        asked=asked, network=title_of(rows.analysis, language), shape=first.inputs[0],
        held=language.say("with biases") if biased else language.say("without biases"),
    )  # fmt: skip
    held = [each for layer in rows.layers for each in held_behind(layer)]
    norms, others = (
        ", ".join(dict.fromkeys(words_of([each for each in held if isinstance(each, Norm) == norm], language)))
        for norm in (True, False)
    )
    if norms:
        text += " " + language.say("Parameters include γ and β of {norms}.", norms=norms)
    if others:
        text += " " + language.say("Parameters include those of {others}.", others=others)
    windows = " ".join(cells(each)[2] for each in rows.layers)
    signs = [language.say(says) for sign, says in SIGNS if sign.search(windows)]
    if signs:
        return text + " " + language.say("Windows: kernel/stride, {signs}.", signs=", ".join(signs))
    return text + " " + language.say("Windows: kernel/stride.")


@kind("blanks", 2, runs, "a table to fill in")
def blanks(rows: Rows, chance: Chance, language: Language) -> Question | None:
    places = [
        (at, key)
        for at, layer in enumerate(rows.layers)
        for key in FIGURES
        if key == "output_shape" or case_of(layer, key).exact
    ]
    if len(places) < FEWEST_BLANKS:
        return None
    count = chance.between(FEWEST_BLANKS, min(MOST_BLANKS, len(places)))
    chosen = sorted(chance.some(range(len(places)), count))
    letters = {places[place]: letter_of(at) for at, place in enumerate(chosen)}
    figures = [
        [Blank(letters[at, key]) if (at, key) in letters else figure(layer, key) for key in FIGURES]
        for at, layer in enumerate(rows.layers)
    ]
    filled = []
    for (at, key), letter in letters.items():
        case = case_of(rows.layers[at], key)
        filled.append(Filled(letter, written(case.exact), case.equations))
    own, network = title_of(rows.analysis), title_of(rows.analysis, language)
    asked = language.say("Fill in the blanks {first} to {last}.", first="A", last=letter_of(count - 1))
    return Question(
        "blanks", f"{network}, {one_line(rows.layers[0].name)}: {language.say('a table to fill in')}",
        [paragraph(put(asked, rows, language)), grid(rows, figures, language, open=True)],
        ", ".join(f"{each.letter} {each.text}" for each in filled),
        Later(lambda: [Items([[letter_and(each), *worked(each)] for each in filled])]),
        blanks=tuple(filled), networks=(own,), layers=stated(rows),
        facts=("blanks", *(str(each.output) for each in rows.layers), *letters, *(each.text for each in filled)),
    )  # fmt: skip


def stated(rows: Rows) -> tuple[str, ...]:
    return tuple(place(each, title_of(rows.analysis)) for each in rows.layers)


def letter_and(each: Filled) -> Paragraph:
    """What stands in a blank."""
    return Paragraph((Run(f"{each.letter} = {each.text}", "strong"),))


def worked(each: Filled) -> list[Equations]:
    kept = listed(each.worked)
    return [Equations(kept, brief=True)] if kept else []


@kind("wrong", 3, runs, "the wrong figure of a table")
def wrong(rows: Rows, chance: Chance, language: Language) -> Question | None:
    slips = [
        (at, key, mistake)
        for at, layer in enumerate(rows.layers)
        for key in FIGURES
        if key != "output_shape" or at == len(rows.layers) - 1  # the rows below would not follow from it
        if (slides if key == "output_shape" else weighted)(layer)
        for mistake in MISTAKES[key]
    ]
    for at, key, mistake in chance.shuffled(slips):
        right = case_of(rows.layers[at], key)
        if (made := mistake.make(right)) is None or made.exact == right.exact or not made.exact:
            continue
        figures = [[figure(layer, each) for each in FIGURES] for layer in rows.layers]
        figures[at][[*FIGURES].index(key)] = written(made.exact)
        name, network = one_line(rows.layers[at].name), title_of(rows.analysis, language)
        asked = language.say("One figure of this table is wrong. In which row?")
        told = language.say(
            "{layer}, {what}: {wrong} in place of {right}: {mistake}.",
            layer=name, what=language.say(FIGURES[key]), wrong=written(made.exact), right=written(right.exact),
            mistake=language.say(mistake.says),
        )  # fmt: skip
        return Question(
            "wrong", f"{network}, {one_line(rows.layers[0].name)}: {language.say('the wrong row')}",
            [paragraph(put(asked, rows, language)), grid(rows, figures, language, open=False)], name,
            [paragraph(told), Equations(right.equations)], choices(rows, at, language),
            networks=(title_of(rows.analysis),), layers=stated(rows), facts=("wrong", tuple(map(tuple, figures))),
        )  # fmt: skip
    return None


def choices(rows: Rows, wrong_one: int, language: Language) -> tuple[Choice, ...]:
    """The rows, in their order."""
    right = language.say("the figures of this row are right")
    return tuple(
        Choice(one_line(layer.name), at == wrong_one, "" if at == wrong_one else right)
        for at, layer in enumerate(rows.layers)
    )
