"""The params that a reader of a page can choose among, and the network at each choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from cnnstat.analysis.repeated import Walks
from cnnstat.effort import Effort, TooMuchError, spend
from cnnstat.errors import SpecError, UsageError, shown
from cnnstat.interactive.states import MOST, MOST_OF_FILES, RANGE, Side, Variant, too_many
from cnnstat.network.graph import Network
from cnnstat.publishing.limits import is_large, refuse_large
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.literal import literal
from cnnstat.spec.param import Param, exact, written

MULTIPLES = (Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(5, 4))
"""Values of a multiplier, such as a width: a param that is 1 and may be a half."""
MOST_VALUES, MOST_CHOICES = 12, 32
"""The most values of one param, and combinations of several."""
MOST_TRIED = 36_000
"""Units of work for trying values of params: a second or two, and twice what the whole catalog's largest spec needs."""


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

    def variant_at(self, values: Mapping[str, str], network: Network) -> Variant:
        """What a page shows at values of params, at which the network is this one."""
        most = MOST_OF_FILES if self.spec.counted else MOST
        return Variant(values, lambda size: self.load(size, values), network, Walks(network), most)


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

    Whether a network runs at a value is tried, and trying is bounded: of a large spec fewer values are tried, and none
    are chosen where a page with them would be too much work.
    """
    network = source.load(None, {})
    refuse_large(network, "page")
    trials = Trials(source, network)
    for name, param in source.spec.params.items():
        if name not in network.settings or name in source.chosen or name == "input":
            continue
        found = {each: made for each in trials.alternatives(param) if (made := trials.at(name, each)) is not None}
        if len(found) > 1:
            values = list(found)
            ran = [source.variant_at({name: each}, made) for each, made in found.items()]
            # Where they are too many at every input, a page has fewer, up to every eighth.
            return [Choice(name, param.about, values)] if not too_many(ran, range(*RANGE)[::8]) else []
    return []


class Trials:
    """Tries whether a network runs at values of its params, as long as the trials are few enough."""

    def __init__(self, source: Source, network: Network) -> None:
        self._source, self._network = source, network
        self._effort = Effort(MOST_TRIED)
        spec = source.spec
        like = [name for name in spec.names if layers_of(spec, name) is layers_of(spec, source.variant)]
        self._others = [spec.settings(name, {}) for name in like]

    def at(self, name: str, value: str) -> Network | None:
        """The network at a value of a param and at its own size; None where it does not run, or is not tried."""
        if value == written(self._network.settings[name]):
            return self._network
        if self._effort.reached:
            return None
        try:
            with self._effort.bounding():
                spend(5 + len(self._source.spec.params) / 100)
                made = self._source.load(None, {name: value})
        except (SpecError, UsageError):
            return None
        except TooMuchError as error:
            if error.effort is not self._effort:
                raise
            return None
        return None if is_large(made) else made

    def alternatives(self, param: Param) -> list[str]:
        """Values of a param that are worth a look, its own among them."""
        own = self._network.settings[param.name]
        if param.words:
            return few(param.words, written(own))
        values = {written(own), *(written(each[param.name]) for each in self._others)}
        if own == 1 and not isinstance(own, bool) and self.at(param.name, "0.5") is not None:
            values |= {written(each) for each in MULTIPLES}
        return few(ordered(values), written(own))


def few(values: Sequence[str], own: str) -> list[str]:
    """As many values as a reader may have to choose among, around the network's own."""
    first = max(0, min(values.index(own) - MOST_VALUES // 2, len(values) - MOST_VALUES))
    return list(values[first : first + MOST_VALUES])


def layers_of(spec: Spec, variant: str) -> object:
    """The section of a variant's layers, which may be the file's own."""
    return spec.section("layers", variant)


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
    refuse_large(network, "page")
    own = {each.name: written(network.settings[each.name]) for each in choices}
    names = [each.name for each in choices]
    every = [dict(zip(names, values, strict=True)) for values in combinations]
    found, effort = [source.variant_at(own, network)], Effort(2 * MOST_TRIED)
    try:
        with effort.bounding():
            for values in every:
                if values != own:
                    found.append(source.variant_at(values, source.load(None, values)))
                    refuse_large(found[-1].network, "page")
    except TooMuchError as error:
        if error.effort is not effort:
            raise
        what = f"{len(every):,} combinations of a network of {len(network):,} layers"
        raise UsageError(f"--vary: {what} are too many for one page; fewer values would do") from error
    return found
