"""Questions on receptive fields: how far an output sees, along a chain of windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnnstat.algebra.trace import Traced
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.field import Extent
from cnnstat.derivation import Equation
from cnnstat.language import Language, message
from cnnstat.layers import Axis
from cnnstat.layers.base import POINT
from cnnstat.layers.window import Windowed
from cnnstat.network.graph import INPUT
from cnnstat.publishing.content import Equations, Grid
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds.kind import kind
from cnnstat.quizzes.question import Question, Wrong, offered
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import about, both, code, paragraph, place, title_of
from cnnstat.text import numbers
from cnnstat.text.printable import one_line

FEWEST, MOST = 2, 6
"""Windows of a chain that one follows by hand."""


class Chain(NamedTuple):
    """Layers with windows, each reading the one before it, the first the image; what lies between has no windows."""

    analysis: Analysis
    layers: tuple[LayerAnalysis, ...]
    left_out: bool = False
    """whether there are windows of 1×1 between them"""

    @property
    def axes(self) -> list[Axis]:
        """The windows along the height, which are those along the width."""
        return [axis_of(layer) for layer in self.layers]


def axis_of(layer: LayerAnalysis) -> Axis:
    return layer.node.layer.axes(layer.inputs[0])[0]


def chains(studies: Studies) -> list[Chain]:
    """The chains of windows from the image, each ending at another window."""
    found: dict[tuple[Axis, ...], Chain] = {}
    for _, analysis, _ in studies:
        known: dict[int, Chain] = {INPUT: Chain(analysis, ())}
        for layer in analysis.layers:
            before = known.get(layer.node.inputs[0]) if len(layer.node.inputs) == 1 else None
            if before is None or layer.output.flat:
                continue
            down, across = layer.node.layer.axes(layer.inputs[0])
            if down._replace(after=0) != across._replace(after=0) or len(before.layers) > MOST:
                continue
            windowed = isinstance(layer.node.layer, Windowed)
            if down == POINT:
                known[layer.order] = before._replace(left_out=before.left_out or windowed)
            elif windowed:
                chain = before._replace(layers=(*before.layers, layer))
                known[layer.order] = chain
                if FEWEST <= len(chain.layers) <= MOST:
                    found.setdefault(tuple(axis[:2] + axis[4:] for axis in chain.axes), chain)  # type: ignore[misc]
    return [*found.values()]


def named(chain: Chain) -> list[tuple[str, Axis]]:
    """The windows with names for their numbers, by the layers' names."""
    found = []
    for layer in chain.layers:
        name, axis = one_line(layer.name), axis_of(layer)
        dilation = Traced.named(f"dilation of {name}", axis.dilation) if axis.dilation > 1 else 1
        kernel, stride = Traced.named(f"kernel of {name}", axis.kernel), Traced.named(f"stride of {name}", axis.stride)
        found.append((layer.type, axis._replace(kernel=kernel, stride=stride, dilation=dilation)))
    return found


def seen(axes: Sequence[tuple[str, Axis]]) -> int:
    """The field behind windows, by the rule of the analysis."""
    extent = Extent()
    for _, axis in axes:
        extent = extent.through(axis)
    return extent.size


def grown(chain: Chain) -> list[Equation]:
    """How the field grows from layer to layer, by the rule of the analysis, and how far apart its neighbours are."""
    found: list[Equation] = []
    extent = Extent()
    for layer in chain.layers:
        name, axis = one_line(layer.name), axis_of(layer)
        kernel, stride = Traced.named("kernel", axis.kernel), Traced.named("stride", axis.stride)
        dilation = Traced.named("dilation", axis.dilation) if axis.dilation > 1 else 1
        after = extent.through(axis._replace(kernel=kernel, stride=stride, dilation=dilation))
        rf, jump = f"rf of {name}", f"jump of {name}"
        found += [Equation(rf, after.size), Equation(jump, after.jump)]  # type: ignore[arg-type]  # whole steps
        extent = Extent(Traced.named(rf, int(after.size)), Traced.named(jump, int(after.jump)))
    return found[:-1]


Windows = list[tuple[str, Axis]]


def shifted(axes: Windows) -> Windows:
    """Each stride put before its own window, where it counts for the kernel, and not behind it."""
    first = Axis(1, axes[0][1].stride)
    return [
        ("", first),
        *(
            (kind, axis._replace(stride=axes[at][1].stride if at < len(axes) else 1))
            for at, (kind, axis) in enumerate(axes, 1)
        ),
    ]


MISTAKES: tuple[tuple[str, Callable[[Windows], Windows]], ...] = (
    (
        message("all strides taken for 1"),
        lambda axes: [(kind, axis._replace(stride=Traced.named("stride", 1))) for kind, axis in axes],
    ),
    (message("pools forgotten"), lambda axes: [each for each in axes if "pool" not in each[0]]),
    (
        message("kernel in place of kernel − 1"),
        lambda axes: [(kind, axis._replace(kernel=axis.kernel + 1)) for kind, axis in axes],
    ),
    (message("the last layer forgotten"), lambda axes: axes[:-1]),
    (message("dilation forgotten"), lambda axes: [(kind, axis._replace(dilation=1)) for kind, axis in axes]),
    (message("the layer's own stride counted with its kernel"), lambda axes: shifted(axes)),
    (message("only the last kernel looked at"), lambda axes: axes[-1:]),
)
"""Mistakes with receptive fields: what each makes of the windows."""


@kind("field", 2, chains, "the receptive field of a layer")
def field(chain: Chain, chance: Chance, language: Language) -> Question | None:
    last = chain.layers[-1]
    network, axes = title_of(chain.analysis, language), named(chain)
    right = seen(axes)
    if int(right) != last.field.vertical.size or not last.field.exact:
        return None
    label = language.say("receptive field")
    wrongs = []
    for says, make in MISTAKES:
        value = seen(make(axes))
        wrongs.append(Wrong(int(value), numbers.grouped(int(value)), language.say(says), [Equation(label, value)]))
    asked = language.say(
        "One value of the output of {layer} of {network}: how many pixels of the image does it see along each side?",
        layer=code(last.name), network=network,
    )  # fmt: skip
    way = language.say("These windows lie on the way:")
    if chain.left_out:
        way = language.say("These windows lie on the way, those of 1×1 left out:")
    head = [language.say("layer"), language.say("kernel"), language.say("stride")]
    dilated = any(axis.dilation > 1 for axis in chain.axes)
    rows = [[one_line(layer.name), *window_cells(layer, dilated)] for layer in chain.layers]
    grid = Grid([*head, language.say("dilation")] if dilated else head, (False, *[True] * (3 if dilated else 2)), rows)
    return Question(
        "field", about(last, network, label), [paragraph(asked, way), grid],
        numbers.grouped(int(right)), [Equations(grown(chain), brief=True)],
        offered(chance, int(right), numbers.grouped(int(right)), wrongs), number=int(right),
        facts=("field", tuple(axis[:2] + axis[4:] for axis in chain.axes)), networks=(title_of(chain.analysis),),
        layers=(place(last, title_of(chain.analysis)),),
    )  # fmt: skip


def window_cells(layer: LayerAnalysis, dilated: bool) -> list[str]:
    """A layer's window in the cells of a table."""
    rows, columns = layer.node.layer.axes(layer.inputs[0])
    found = [f"{rows.kernel}×{columns.kernel}", both(rows.stride, columns.stride)]
    return [*found, both(rows.dilation, columns.dilation)] if dilated else found
