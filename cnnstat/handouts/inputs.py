"""Which inputs fit a network, what is lost at others, and what the printed figures say of the paper's input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.algebra.notation import decimal, unrounded
from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.fit import Fit
from cnnstat.analysis.sweep import Places, Sweep, sweep
from cnnstat.derivation import explain_layer
from cnnstat.effort import spend
from cnnstat.handouts.amount import Amount
from cnnstat.handouts.topic import Topic
from cnnstat.language import Language, message
from cnnstat.publishing.content import Block, Formula, Grid, Heading, Inline, Paragraph, Run, plain
from cnnstat.sizes.misfit import shapes_of
from cnnstat.sizes.said import fitting_text, ranges
from cnnstat.sizes.table import changes, verdict
from cnnstat.sizes.witness import LIBRARIES, Testimony, agreed_analysis, in_print, inputs_like
from cnnstat.text import numbers

FIT = {
    "exact": message("fits exactly"),
    "loose": message("fits, nothing is lost"),
    "loses": message("loses cells"),
    "no": message("does not run"),
}
ROUNDED = {"up": message("rounded up"), "down": message("rounded down"), "own": message("as this network rounds")}


def input_part(topic: Topic, amount: Amount, language: Language) -> list[Block]:
    """The inputs that fit; some inputs one by one; the arithmetic at one that does not; the printed figures."""
    network = topic.own.network
    image = network.input
    if image.height != image.width:
        return []
    spend(20 * len(network))
    told: list[Block] = [Paragraph(plain(which_fit(topic, language)))]
    sides = asides(topic, amount.sizes)
    found = sweep(topic.load, network, sides)
    if len(sides) > 1:
        told.append(size_grid(found, image.height, language))
        told += lossy(topic, found, language)
    if topic.testimonies:
        told += testimony(topic.testimonies, language)
    puzzle = next((one.agreed[0] for one in topic.testimonies if one.agreed), None)
    if puzzle not in (None, image.height):
        heading = language.say("Which input: {one} or {other}?", one=image.height, other=puzzle)
    else:
        heading = language.say("Which inputs fit")
    return [Heading(heading), *told]


def which_fit(topic: Topic, language: Language) -> str:
    """The sizes that fit, in a sentence."""
    if topic.fitting is None:
        return language.say("Every size of the input gives another network, or its maps do not repeat a pattern.")
    return fitting_text(topic.fitting, language)


def asides(topic: Topic, most: int) -> list[int]:
    """The inputs to look at: its own, what the printed figures imply, the nearest that fit, one that does not."""
    own = topic.own.network.input.height
    wanted = [own, *(one.agreed[0] for one in topic.testimonies if one.agreed)]
    known = topic.fitting
    if known is not None:
        sizes = known.exact if known.exact.firsts else known.lossless
        wanted += [side for near in (own - 1, own) for side in sizes.near(near)]
        wanted += [side for side in (own - 3, own + 1, 2 * own) if side > 0 and side in known.runs]
    return sorted(list(dict.fromkeys(wanted))[:most])


def size_grid(found: Sweep, own: int, language: Language) -> Grid:
    """One row an input: some maps on the way, how it fits, and what it costs."""
    maps = ends([each for each in found.places if changes(each, found)])
    head = [
        language.say("Input"),
        *(each.names[0] for each in maps),
        language.say("Fit"),
        language.word("Params"),
        language.word("MACs"),
    ]
    rows = []
    for at, side in enumerate(found.sides):
        runs = found.runs[at]
        cells = [f"{pair[0]}" + ("*" if any(each.unread[at]) else "") for each in maps for pair in [each.outputs[at]]]
        counts = [numbers.grouped(found.params[at]), numbers.grouped(found.macs[at])] if runs else ["–", "–"]
        told = language.say(FIT[verdict(found, at)])
        rows.append([numbers.grouped(side), *(cells if runs else ["–"] * len(maps)), told, *counts])
    loses = any(runs and any(any(each.unread[at]) for each in maps) for at, runs in enumerate(found.runs))
    caption = language.say("* cells of the layer's input are never read") if loses else ""
    strong = frozenset(at for at, side in enumerate(found.sides) if side == own)
    return Grid(head, [True] * (len(maps) + 1) + [False, True, True], rows, caption=caption, strong=strong)


def ends(places: Sequence[Places]) -> list[Places]:
    """The first map that changes and the last one."""
    return [*places[:1], *places[1:][-1:]]


def lossy(topic: Topic, found: Sweep, language: Language) -> list[Block]:
    """The arithmetic at the input nearest to the network's own at which cells are lost."""
    own = topic.own.network.input.height
    losing = [side for at, side in enumerate(found.sides) if found.runs[at] and not found.lossless[at]]
    implied = [one.agreed[0] for one in topic.testimonies if one.agreed and one.agreed[0] in losing]
    if not losing:
        return []
    side = (implied or sorted(losing, key=lambda each: abs(each - own)))[0]
    analysis = analyze_network(topic.load(side), topic.analysis.setting)
    fit = next((each for each in shapes_of(analysis) if not each.lossless), None)
    if fit is None:
        return []
    begin = Run(language.say("At {side}, {layer}: ", side=side, layer=fit.node.name))
    return [Paragraph((begin, *divided(analysis, fit), Run(lost(fit, language))))]


def divided(analysis: Analysis, fit: Fit) -> Iterator[Inline]:
    """A size as it divides: ``(224 − 11) / 4 + 1 = 54.25``."""
    derivation = explain_layer(analysis, analysis.every[fit.order], keys=["output_shape"])[0]
    equation = next(each for each in derivation.equations if each.label != "channels")
    exact = unrounded(equation.expression)
    yield Formula(equation.expression, "unrounded")
    yield Run(f" = {decimal(exact)} → {numbers.grouped(int(equation.value))}")


def lost(fit: Fit, language: Language) -> str:
    """What is lost at the far end of a map."""
    rows, columns = fit.rows.unread, fit.columns.unread
    if rows == columns:
        return language.plural(
            "; {count} row and column of its input is never read.",
            "; {count} rows and columns of its input are never read.", rows,
        )  # fmt: skip
    return language.say("; {rows} rows and {columns} columns of its input are never read.", rows=rows, columns=columns)


def testimony(said: Sequence[Testimony], language: Language) -> list[Block]:
    """Each printed figure with the inputs at which it is right, and what all of them say together."""
    head = [language.say("Printed"), language.say("Means"), *(rounding(each, language) for each in said)]
    rows = []
    for at, witness in enumerate(said[0].network.witnesses):
        inputs = [ranges(each.inputs[at], language) or language.say("no input") for each in said]
        formula = re.sub(r"\binput(?![a-z_])", language.word("input"), in_print(witness))
        meant = language.say("side of {layer}", layer=witness.formula) if witness.formula in witness.names else formula
        says = f"{language.of(witness.says)} ({language.place(witness.section)})"
        rows.append([says, f"{meant} = {numbers.grouped(witness.value)}", *inputs])
    told = [Paragraph(tuple(together(each, said, language))) for each in said] if len(rows) > 1 else []
    return [Grid(head, [False] * len(head), rows), *told]


def rounding(one: Testimony, language: Language) -> str:
    return language.say("input, {rounding}", rounding=language.say(ROUNDED[one.rounding]))


def together(one: Testimony, said: Sequence[Testimony], language: Language) -> Iterator[Inline]:
    """What all figures say together under one rounding."""
    how = language.say(ROUNDED[one.rounding]) + LIBRARIES.get(one.rounding, "")
    count = len(one.inputs)
    yield Run(f"{how}: ", "strong")
    if one.agreed:
        inputs = ranges(one.agreed, language)
        if len(said) > 1:
            yield Run(
                language.say(
                    "input {inputs} gives all {count}, so none need be a misprint.", inputs=inputs, count=count
                )
            )
        else:
            yield Run(language.say("input {inputs} gives all {count}.", inputs=inputs, count=count))
        analysis = agreed_analysis(one)
        beyond = next((fit for fit in shapes_of(analysis) if fit.rows.overhang or fit.columns.overhang), None)
        if beyond is not None:
            yield Run(f" {beyond.node.name}: ")
            yield from divided(analysis, beyond)
            yield Run(".")
        return
    yield Run(language.say("no input gives all {count}.", count=count))
    other = next((each for each in said if each.agreed), None)
    same = inputs_like(one, other) if other else []
    if other and same:
        yield Run(
            language.say(
                " Input {inputs} makes every map as large as {side} does, {rounding}.",
                inputs=ranges(same, language), side=other.agreed[0], rounding=language.say(ROUNDED[other.rounding]),
            )
        )  # fmt: skip
