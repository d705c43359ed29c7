"""The settings of a network that make the most of what they may cost."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from cnnstat.effort import Effort, TooMuchError
from cnnstat.errors import SpecError, UsageError
from cnnstat.keys.kinds import is_number
from cnnstat.spec.expand import expand
from cnnstat.sweeping.sweep import NAMED
from cnnstat.sweeping.swept import Work
from cnnstat.sweeping.values import stepped

CLASSES = "classes"
"""The param that says what a network is asked, not how it is built; it is not searched."""
MOST = 50_000
"""The most settings that are searched where nobody says which."""
MOST_WORK = 480_000
"""Units of work (:mod:`cnnstat.effort`) that are done where nobody says which settings to search, in all. ResNet-152
takes most of the catalog's networks: nearly all of it."""
MOST_NETWORKS = 100
"""Networks of different layers for which a whole number has four values; where there would be more, it has three."""
PARTS = 20
"""A param that takes fractions is searched in steps of this part of its default."""


def usual_axes(network: str, effort: Effort) -> dict[str, list[Any]]:
    """The values that are searched where nobody says which.

    Of a param with choices, all; of one that takes fractions, from a quarter of its default to twice that, in steps of
    a twentieth; of another number half its default, the default, one and a half times and twice that, since each such
    number may be a network of other layers, and not one and a half times where these were too many; of the input, from
    a quarter of the spec's own to one and a half times that, in steps of an eighth. Words, truth values, lists and the
    number of classes stay as they are, and so does a param whose double gives no network, or one of the same figures.

    Args:
        effort: what finding out may take.

    Raises:
        UsageError: these are too many settings, or it is too much work to find out which params matter.
    """
    try:
        with effort.bounding():
            return tried_axes(network)
    except TooMuchError as error:
        if error.effort is not effort:
            raise
        raise UsageError(f"which params matter in so large a network is much work to find out: {NAMED}") from error


def tried_axes(network: str) -> dict[str, list[Any]]:
    """The same, by trying each param."""
    work = Work(network, (), ())
    spec, variant = work.spec
    own = expand(spec, variant)
    side = max(own.input.height, own.input.width)
    found: dict[str, list[Any]] = {}
    layers: dict[str, int] = {}
    for name, param in spec.params.items():
        value = own.settings.get(name)
        if name in (CLASSES, "input") or not is_number(value) or value <= 0:
            continue
        if param.choices:
            found[name] = list(param.choices)
        elif runs(work, name, 2 * value) and matters(work, name, 2 * value):
            part = Fraction(value, PARTS)
            fine = runs(work, name, value + part)
            found[name] = stepped(Fraction(value, 4), Fraction(2 * value), part, name) if fine else beside(value)
            layers.update({} if fine else {name: value})
    if prod(len(found[name]) for name in layers) > MOST_NETWORKS:
        found.update({name: beside(value, half=False) for name, value in layers.items()})
    if own.input.height == own.input.width:
        step = Fraction(max(1, side // 8))
        found["input"] = stepped(max(step * 2, Fraction(1)), Fraction(3 * side, 2), step, "input")
    if (count := prod(map(len, found.values()))) > MOST:
        raise UsageError(f"{count:,} settings of {', '.join(found)} are many: {NAMED}")
    return found


def beside(value: int, half: bool = True) -> list[Any]:
    """Half of a whole number, itself, with ``half`` one and a half times and twice that."""
    return sorted({max(1, value // 2), value, *([3 * value // 2] if half else []), 2 * value})


def runs(work: Work, name: str, value: Any) -> bool:
    """Whether a network runs with another value of a param."""
    spec, variant = work.spec
    try:
        expand(spec, variant, None, {name: value})
    except (SpecError, UsageError):
        return False
    return True


def matters(work: Work, name: str, value: Any) -> bool:
    """Whether another value of a param changes how many parameters or MACs a network has."""
    keys = ("params", "macs")
    one, two = (Work(work.network, names, keys)(values) for names, values in (((), []), ((name,), [value])))
    return one != two
