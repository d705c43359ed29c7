"""Mistakes that people make, by name: each makes another figure of a layer, by the layer's own rules.

A mistake takes the figure as it is (:class:`~cnnstat.quizzes.case.Case`) and gives the mistaken one, with its
arithmetic; None where the mistake cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnnstat.derivation import Equation
from cnnstat.keys.kinds import Sides
from cnnstat.language import Language, message
from cnnstat.layers.conv import Conv, Convolution, Depthwise
from cnnstat.layers.dense import Linear
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import Windowed
from cnnstat.quizzes.case import Case
from cnnstat.quizzes.later import Later
from cnnstat.quizzes.question import Wrong
from cnnstat.quizzes.wording import held_behind
from cnnstat.sizes.rounding import with_keys
from cnnstat.text import numbers


class Mistake(NamedTuple):
    """A mistake with its name."""

    says: str
    make: Callable[[Case], Case | None]


def bias_forgotten(case: Case) -> Case | None:
    return case.changed(with_keys(case.own, bias=False)) if getattr(case.own, "bias", False) else None


def bias_invented(case: Case) -> Case | None:
    has = isinstance(case.own, Convolution | Linear) and not case.own.bias
    return case.changed(with_keys(case.own, bias=True)) if has else None


def channels_forgotten(case: Case) -> Case | None:
    """Every filter taken for one that reads a single map."""
    if not isinstance(case.own, Conv) or case.own.table is not None or case.x.channels == 1:
        return None
    return case.changed(with_keys(case.own, groups=1), case.x._replace(channels=1))


def groups_forgotten(case: Case) -> Case | None:
    if not isinstance(case.own, Conv) or case.own.groups == 1:
        return None
    return case.changed(with_keys(case.own, groups=1))


def all_connected(case: Case) -> Case | None:
    """A depthwise convolution, or one with a table, taken for one whose filters read every map."""
    own = case.own
    if isinstance(own, Conv) and own.table is not None:
        return case.changed(with_keys(own, table=None, filters=len(own.table)))
    if not isinstance(own, Depthwise):
        return None
    keys = {key: getattr(own, key) for key in Conv.keys if key in own.keys}
    return case.changed(Conv(**keys, filters=own.maps(case.x)))


def kernel_once(case: Case) -> Case | None:
    own = case.own
    if not isinstance(own, Convolution) or own.kernel[0] != own.kernel[1] or own.kernel[0] == 1:
        return None
    return case.changed(with_keys(own, kernel=(own.kernel[0], 1)))


def norm_forgotten(case: Case) -> Case | None:
    if not held_behind(case.layer):
        return None
    node = case.layer.node._replace(followers=())
    return case._replace(layer=case.layer._replace(node=node)).changed()


def per_position(case: Case) -> Case | None:
    return case.of("connections") if case.layer.output.positions > 1 else None


def shared(case: Case) -> Case | None:
    node = case.layer.node._replace(followers=())
    return case._replace(layer=case.layer._replace(node=node)).of("params").changed()


def doubled(case: Case) -> Case | None:
    return case.of("flops")


def weights_only(case: Case) -> Case | None:
    return case.of("weights") if case.layer.output.positions > 1 else None


def biases_too(case: Case) -> Case | None:
    return case.of("connections")


def input_positions(case: Case) -> Case | None:
    x, y = case.x, case.layer.output
    return None if y.flat or x.flat else case.changed(y=Shape(y.channels, x.height, x.width))


def one_side(case: Case) -> Case | None:
    y = case.layer.output
    return None if y.flat else case.changed(y=Shape(y.channels, y.height, 1))


def padded(case: Case, sides: Callable[[Sides], Sides]) -> Case | None:
    padding = getattr(case.own, "padding", None)
    return case.changed(with_keys(case.own, padding=sides(padding))) if isinstance(padding, Sides) else None


def padding_forgotten(case: Case) -> Case | None:
    if getattr(case.own, "padding", None) == "same":
        return case.changed(with_keys(case.own, padding=Sides(0, 0, 0, 0)))
    return padded(case, lambda _: Sides(0, 0, 0, 0))


def padding_once(case: Case) -> Case | None:
    return padded(case, lambda sides: Sides(sides.top, 0, sides.left, 0))


def stride_of(step: int) -> Callable[[Case], Case | None]:
    def make(case: Case) -> Case | None:
        own = case.own
        if not isinstance(own, Windowed) or own.axes(case.x)[0].stride == step:
            return None
        return case.changed(with_keys(own, stride=(step, step)))

    return make


def stride_kernel(case: Case) -> Case | None:
    """A pool whose windows overlap, taken for one whose windows do not."""
    own = case.own
    pool = isinstance(own, Windowed) and not isinstance(own, Convolution)
    return case.changed(with_keys(own, stride=own.kernel)) if pool else None


def rounded_up(case: Case) -> Case | None:
    own = case.own
    fixed = isinstance(own, Windowed) and isinstance(own.padding, Sides) and not own.ceil_mode
    return case.changed(with_keys(own, ceil_mode=True)) if fixed else None


def rounded_down(case: Case) -> Case | None:
    return case.changed(with_keys(case.own, ceil_mode=False)) if getattr(case.own, "ceil_mode", False) else None


def dilation_forgotten(case: Case) -> Case | None:
    dilated = getattr(case.own, "dilation", (1, 1)) != (1, 1)
    return case.changed(with_keys(case.own, dilation=(1, 1))) if dilated else None


def one_map(case: Case) -> Case | None:
    y = case.layer.output
    return case.changed(y=y._replace(channels=1)) if not y.flat else None


NO_BIAS = Mistake(message("bias forgotten"), bias_forgotten)
WITH_BIAS = Mistake(message("a bias counted that is not there"), bias_invented)
NO_CHANNELS = Mistake(message("input channels forgotten"), channels_forgotten)
NO_GROUPS = Mistake(message("groups forgotten"), groups_forgotten)
ALL_MAPS = Mistake(message("every filter taken to read every map"), all_connected)
KERNEL_ONCE = Mistake(message("kernel not squared"), kernel_once)
NO_NORM = Mistake(message("parameters of the norm forgotten"), norm_forgotten)
PER_POSITION = Mistake(message("a separate weight for every position"), per_position)
SHARED = Mistake(message("shared weights counted once"), shared)
DOUBLED = Mistake(message("FLOPs given for MACs: × 2"), doubled)
WEIGHTS = Mistake(message("weights counted once, not at every position"), weights_only)
BIASES = Mistake(message("biases counted as MACs"), biases_too)
INPUT_POSITIONS = Mistake(message("positions of the input taken for those of the output"), input_positions)
ONE_SIDE = Mistake(message("only one side of the map counted"), one_side)
NO_PADDING = Mistake(message("padding forgotten"), padding_forgotten)
PADDING_ONCE = Mistake(message("padding on one side only"), padding_once)
STRIDE_1 = Mistake(message("stride taken for 1"), stride_of(1))
STRIDE_2 = Mistake(message("stride taken for 2"), stride_of(2))
STRIDE_KERNEL = Mistake(message("stride taken for the kernel's size"), stride_kernel)
UP = Mistake(message("rounded up, not down"), rounded_up)
DOWN = Mistake(message("rounded down, not up"), rounded_down)
NO_DILATION = Mistake(message("dilation forgotten"), dilation_forgotten)
ONE_MAP = Mistake(message("only one map counted"), one_map)

OF_PARAMS = (
    *(NO_BIAS, WITH_BIAS, NO_CHANNELS, NO_GROUPS, ALL_MAPS, KERNEL_ONCE, NO_NORM, PER_POSITION),
)  # fmt: skip
OF_CONNECTIONS = (NO_BIAS, NO_CHANNELS, NO_GROUPS, ALL_MAPS, KERNEL_ONCE, INPUT_POSITIONS, ONE_SIDE, SHARED)
OF_MACS = (NO_CHANNELS, NO_GROUPS, ALL_MAPS, KERNEL_ONCE, INPUT_POSITIONS, ONE_SIDE, WEIGHTS, DOUBLED, BIASES)
OF_SIZES = (NO_PADDING, PADDING_ONCE, STRIDE_1, STRIDE_2, STRIDE_KERNEL, UP, DOWN, NO_DILATION)
MISTAKES = {"output_shape": OF_SIZES, "params": OF_PARAMS, "macs": OF_MACS, "connections": OF_CONNECTIONS}
"""Those of each figure."""


def written(exact: int | tuple[int, ...]) -> str:
    """A figure as it is shown: all digits of a number, the sides of a shape."""
    if isinstance(exact, tuple):
        return str(Shape(*exact)) if len(exact) == 3 else numbers.grouped(exact[0])
    return numbers.grouped(exact)


def but_channels(equations: Sequence[Equation]) -> Sequence[Equation]:
    """The sizes of a shape, whose channels no mistake changes; or all of other figures' equations."""
    return [each for each in equations if each.label != "channels"]


def wrong_answers(case: Case, language: Language) -> list[Wrong]:
    """What mistakes make of a figure."""
    made = [(mistake, mistake.make(case)) for mistake in MISTAKES[case.key]]
    return [
        Wrong(other.exact, written(other.exact), language.say(mistake.says), Later(but_channels, other.equations))
        for mistake, other in made
        if other is not None
    ]
