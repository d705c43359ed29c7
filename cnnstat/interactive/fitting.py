"""How a layer's windows fit, in words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from cnnstat.analysis.fit import Fit
from cnnstat.analysis.repeated import MisfitError
from cnnstat.derivation import Equation
from cnnstat.derivation.fitting import counted, fraction, lost
from cnnstat.language import Language
from cnnstat.text import numbers


class Kind(IntEnum):
    """How windows fit, the worse the larger; of a network, how its worst layer does."""

    NONE = 0
    """there are no windows"""
    EXACT = 1
    LOOSE = 2
    LOSES = 3
    BROKEN = 4
    """it does not run"""


def kind_of(fit: Fit | None) -> Kind:
    if fit is None:
        return Kind.NONE
    return Kind.EXACT if fit.exact else Kind.LOOSE if fit.lossless else Kind.LOSES


def brief(fit: Fit | None, language: Language) -> str:
    """What a table says of a layer's fit."""
    kind = kind_of(fit)
    if fit is None or kind != Kind.LOSES:
        return word(kind, language)
    rows, columns = fit.rows.unread, fit.columns.unread
    return "▲ " + ", ".join(filter(None, counted(rows, columns, language)))


def word(kind: Kind, language: Language) -> str:
    """A kind in a word."""
    match kind:
        case Kind.EXACT:
            return language.say("fits")
        case Kind.LOOSE:
            return "~ " + language.say("loose")
    return ""


def sentence(fit: Fit, sizes: Sequence[Equation], language: Language) -> str:
    """How a layer's windows fit, with the arithmetic where they do not fill its map."""
    told = next((each for each in sizes if int(each.value) == fit.rows.outputs), sizes[0])
    equation = told if not fit.rows.exact or fit.columns.exact else sizes[-1]
    said = "; ".join(remarks(fit, language))
    if not said:
        return language.say("The last window ends where the map ends.")
    return f"{fraction(equation, language)}: {said}."


def remarks(fit: Fit, language: Language) -> list[str]:
    """What is left over at the far edge, and what the last window reads beyond it."""
    found = []
    rows, columns = fit.rows, fit.columns
    if rows.unread or columns.unread:
        unread = lost(rows.unread, columns.unread, language)
        found.append(language.say("{cells} of its input never read", cells=unread))
    if rows.spare or columns.spare:
        spare = lost(rows.spare, columns.spare, language)
        found.append(language.say("{cells} of padding never read, but nothing of the map", cells=spare))
    if rows.overhang or columns.overhang:
        beyond = lost(rows.overhang, columns.overhang, language)
        found.append(language.say("rounded up: the last window reaches {cells} beyond the map", cells=beyond))
    if not found and not fit.exact:
        found.append(language.say("what is left over is a gap as between all windows"))
    return found


def too_large(problem: MisfitError, language: Language) -> str:
    """That a window is larger than what it is moved over, in another language than the analyzer's; "" for else."""
    layer = problem.node.layer
    x = layer.input_of(problem.inputs)
    if language.code == "en" or layer.merges or x.flat or min(layer.output(x)[1:3]) >= 1:
        return ""
    axes = layer.axes(x)
    spans = [axis.dilation * (axis.kernel - 1) + 1 for axis in axes]
    rooms = [size + axis.before + axis.after for axis, size in zip(axes, (x.height, x.width), strict=True)]
    return language.say(
        "its window of {window} is larger than its input of {room}",
        window="×".join(map(numbers.grouped, spans)), room="×".join(map(numbers.grouped, rooms)),
    )  # fmt: skip
