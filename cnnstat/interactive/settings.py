"""The params that a reader of a page can choose among, and the network at each choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from cnnstat.errors import SpecError, UsageError, shown
from cnnstat.interactive.states import RANGE, Side, Variant, too_many
from cnnstat.network.graph import Network
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.literal import literal
from cnnstat.spec.param import Param, exact, written

MULTIPLES = (Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(5, 4))
"""Values of a multiplier, such as a width: a param that is 1 and may be a half."""
MOST_VALUES, MOST_CHOICES = 12, 32
"""The most values of one param, and combinations of several."""


class Choice(NamedTuple):
    """A param that a reader can choose a value of.

    Attributes:
        name, about: as the spec has them.
        values: as a person writes them.
    """

    name: str
    about: str
    values: Sequence[str]


class Source(NamedTuple):
    """Where networks come from: a spec, one of its networks, and params that are set."""

    spec: Spec
    variant: str
    chosen: Mapping[str, str]

    def load(self, size: Side | None, values: Mapping[str, str]) -> Network:
        """The network at a size and at values of params."""
        return expand(self.spec, self.variant, size, {**self.chosen, **values})

    def made(self, values: Mapping[str, str]) -> Variant:
        """The network at values of params."""
        return Variant(values, lambda size: self.load(size, values), self.load(None, values))


def read_choices(source: Source, texts: Sequence[str]) -> list[Choice]:
    """Params with their values, ``width=0.5,1``, as somebody typed them; the network's own value is one of them.

    Raises:
        UsageError: there is no such param, or it does not take such a value.
    """
    network = source.load(None, {})
    found: list[Choice] = []
    for text in texts:
        name, sign, values = (part.strip() for part in text.partition("="))
        asked = [each.strip() for each in values.split(",") if each.strip()]
        if not sign or not name or not asked:
            raise UsageError(f"--vary: expected NAME=VALUE,VALUE, got {shown(text)}")
        if name in source.chosen:
            raise UsageError(f"--vary: {name} is also given to --set")
        if any(each.name == name for each in found):
            raise UsageError(f"--vary: {name} is given twice")
        param = source.spec.param(name, None)
        known = [written(param.accept(exact(each, name), None)) for each in asked]
        if name not in network.settings:
            raise UsageError(f"{source.variant} does not use the param {name}")
        listed = ordered([*known, written(network.settings[name])])
        if len(listed) > MOST_VALUES:
            raise UsageError(f"--vary: {name}: expected at most {MOST_VALUES} values, got {len(listed):,}")
        found.append(Choice(name, param.about, listed))
    return found


def usual_choices(source: Source) -> list[Choice]:
    """The first param that has other values worth a look: its choices, those of the file's networks, or a multiplier's.

    None where that would be too much work.
    """
    network = source.load(None, {})
    for name, param in source.spec.params.items():
        if name not in network.settings or name in source.chosen or name == "input":
            continue
        values = [each for each in alternatives(source, param, network) if runs(source, name, each)]
        if len(values) > 1:
            variants = [Variant({}, lambda size: network, network)] * len(values)
            return [Choice(name, param.about, values)] if not too_many(variants, range(*RANGE)) else []
    return []


def alternatives(source: Source, param: Param, network: Network) -> list[str]:
    """Values of a param that are worth a look, its own among them."""
    own = network.settings[param.name]
    if param.words:
        return param.words
    values = {written(own)}
    for name in source.spec.names:  # of variants with the same layers
        if layers_of(source.spec, name) is layers_of(source.spec, source.variant):
            values.add(written(source.spec.settings(name, {})[param.name]))
    if own == 1 and not isinstance(own, bool) and runs(source, param.name, "0.5"):
        values |= {written(each) for each in MULTIPLES}
    return ordered(values) if len(values) <= MOST_VALUES else [written(own)]


def layers_of(spec: Spec, variant: str) -> object:
    """The section of a variant's layers, which may be the file's own."""
    return spec.section("layers", variant)


def runs(source: Source, name: str, value: str) -> bool:
    """Whether the network runs at a value of a param, at its own size."""
    try:
        source.load(None, {name: value})
    except (SpecError, UsageError):
        return False
    return True


def ordered(values: Any) -> list[str]:
    """Values without repetition, numbers by their size."""
    found = dict.fromkeys(values)

    def size(text: str) -> tuple[int, Any]:
        value = literal(text)
        return (0, value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else (1, 0)

    return sorted(found, key=size)


def variants_of(source: Source, choices: Sequence[Choice]) -> list[Variant]:
    """The network at every combination of values; the first is its own.

    Raises:
        UsageError: they are too many.
        SpecError: it does not run at one of them.
    """
    combinations = list(product(*(each.values for each in choices)))
    if len(combinations) > MOST_CHOICES:
        raise UsageError(f"--vary: expected at most {MOST_CHOICES} combinations, got {len(combinations):,}")
    network = source.load(None, {})
    own = {each.name: written(network.settings[each.name]) for each in choices}
    names = [each.name for each in choices]
    every = [dict(zip(names, values, strict=True)) for values in combinations]
    return [source.made(values) for values in sorted(every, key=lambda each: each != own)]
