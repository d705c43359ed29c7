"""Remarks on sizes that do not divide evenly."""

from __future__ import annotations

from cnnstat.algebra.notation import TEXT, Writer, decimal, unrounded
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.fit import Fit, both_axes
from cnnstat.derivation.steps import Equation
from cnnstat.keys.kinds import Sides
from cnnstat.language import ENGLISH, Language
from cnnstat.layers.conv import Convolution
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT
from cnnstat.text import numbers

LOST = (("unread", "of its input never read"), ("spare", "of padding never read"))
"""What may happen to cells at the far end when a size is rounded down, with the words for it."""


def fit_of(analysis: Analysis, layer: LayerAnalysis) -> Fit | None:
    """How a layer's windows fit; None for a layer without windows."""
    node = layer.node
    if node.layer.merges:
        return None
    source = node.inputs[0]
    x = analysis.network.input if source == INPUT else analysis.every[source].output
    if x.flat or layer.output.flat:
        return None
    return Fit(layer.order, node, *both_axes(node, x, layer.output))


def remark(fit: Fit | None) -> str:
    """What happens to the cells at the far end of a map; "" if the windows fill it exactly."""
    if fit is None:
        return ""
    found = []
    for kind, told in LOST:
        cells = getattr(fit.rows, kind), getattr(fit.columns, kind)
        if any(cells):
            found.append(f"{lost(*cells)} {told}")
    beyond = fit.rows.overhang, fit.columns.overhang
    if any(beyond):
        found.append(f"{lost(*beyond)} {rounded_up(fit)}")
    return "; ".join(found)


def rounded_up(fit: Fit) -> str:
    """What the last window reads beyond the map if a size is rounded up; a convolution reads zeros, like padding."""
    if not isinstance(fit.node.layer, Convolution):
        return "beyond the map, in a last window that is only partly filled"
    axes = fit.node.layer.axes(Shape(1, fit.rows.size, fit.columns.size))
    parts = list(zip(axes, (fit.rows, fit.columns), strict=True))
    (top, bottom), (left, right) = ((axis.before, axis.after + part.overhang) for axis, part in parts)
    said = f"of zeros behind the map, as with {padding_words(Sides(top, bottom, left, right))}"
    outside = any((part.outputs - 1) * axis.stride - axis.before >= part.size for axis, part in parts)
    return f"{said}; the last window reads zeros only" if outside else said


def padding_words(sides: Sides) -> str:
    """``padding 2`` or ``padding 1 before, 2 after``."""
    top, bottom, left, right = sides
    if len(set(sides)) == 1:
        return f"padding {top}"
    if (top, bottom) == (left, right):
        return f"padding {top} before, {bottom} after"
    return f"padding {', '.join(f'{side} {number}' for side, number in sides._asdict().items())}"


def lost(rows: int, columns: int, language: Language = ENGLISH) -> str:
    """``1 row and 1 column``."""
    down, across = counted(rows, columns, language)
    return language.say("{rows} and {columns}", rows=down, columns=across) if down and across else down or across


def counted(rows: int, columns: int, language: Language) -> tuple[str, str]:
    """``2 rows`` and ``1 column``; "" for none."""
    return (
        language.plural("{count} row", "{count} rows", rows) if rows else "",
        language.plural("{count} column", "{count} columns", columns) if columns else "",
    )


def fraction(equation: Equation, language: Language = ENGLISH) -> str:
    """A size without rounding, then the actual size: ``(224 − 11) / 4 + 1 = 54.25, so 54``."""
    exact = unrounded(equation.expression)
    formula = Writer(TEXT, "unrounded").write(equation.expression)
    size = numbers.grouped(int(equation.value))
    if exact == int(equation.value):
        return f"{formula} = {size}"
    return language.say("{formula} = {exact}, so {size}", formula=formula, exact=decimal(exact), size=size)
