"""Asking counters: what each prints for a network's model, and what of it is neither MACs nor declared."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from typing import NamedTuple

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.claims.terms import acting, term_of
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.network.graph import Network
from cnnstat.pytorch.counting.calls import Calls, calls_of
from cnnstat.pytorch.counting.counters import COUNTERS, Counter, Figure
from cnnstat.pytorch.counting.subject import Subject, subject_of
from cnnstat.pytorch.crosscheck.run import seeded
from cnnstat.pytorch.quiet import quiet, staying, text_of

FUNCTIONS, PAIRS, PARENTS = "called as functions", "kernels given as pairs", "modules with children"
IDLE = "pools that change nothing"


class Answer(NamedTuple):
    """A figure that a counter prints, taken apart: ``found = per_mac × MACs + declared + residue``.

    Attributes:
        counter: the counter.
        figure: which of its figures.
        found: what it prints.
        macs: the network's MACs.
        declared: what its formula adds to them; None where it is not known for one of the network's layers.
        unknown: which layer that is, in a sentence.
        causes: what else is known to be counted, by the reason why the formula does not have it.
    """

    counter: Counter
    figure: Figure
    found: int
    macs: int
    declared: int | None
    unknown: str
    causes: tuple[tuple[str, int], ...]

    @property
    def residue(self) -> int | None:
        """What is left of the figure; None where the formula does not say what it should be."""
        if self.declared is None:
            return None
        return self.found - self.figure.formula.per_mac * self.macs - self.declared

    @property
    def unnamed(self) -> int:
        """What is left of the residue when all that is known is taken off."""
        return (self.residue or 0) - sum(value for _, value in self.causes)


class Asked(NamedTuple):
    """What counters say of a network.

    Attributes:
        network: the network.
        subject: its model.
        macs: the analyzer's MACs.
        answers: the figures.
        failed: counters that gave none, and what they raised.
        missing: counters that are not installed.
    """

    network: Network
    subject: Subject
    macs: int
    answers: tuple[Answer, ...]
    failed: tuple[tuple[Counter, str], ...]
    missing: tuple[Counter, ...]

    @property
    def agrees(self) -> bool:
        """Whether no figure has a residue that nobody can name."""
        return not any(each.unnamed for each in self.answers)


def chosen(names: str) -> list[Counter]:
    """The counters that are asked for: ``all``, or names with commas between them.

    Raises:
        UsageError: there is no counter of that name; or one that is named is not installed.
    """
    if names == "all":
        return [each for some in COUNTERS.values() for each in some]
    found: dict[Counter, None] = {}
    for name in names.split(","):
        key = name.strip().lower()
        if key not in COUNTERS:
            raise UsageError(
                f"--tools: expected all or some of {', '.join(COUNTERS)}, got {shown(name)}{nearest(key, COUNTERS, '')}"
            )
        found.update(dict.fromkeys(COUNTERS[key]))
    for counter in found:
        if counter.missing:
            raise UsageError(f"--tools: {counter.key} is not installed: {installing(counter)}")
    return list(found)


def installing(counter: Counter) -> str:
    """The line that installs what of a counter is missing."""
    return f"pip install {' '.join(counter.missing)}"


def ask(network: Network, counters: Iterable[Counter]) -> Asked:
    """Ask counters for their figures of a network.

    Each is given a model of its own, in evaluation mode. What it prints, logs or warns of is not shown.
    """
    subject, analysis = subject_of(network), analyze_network(network)
    calls = calls_of(subject.on("meta"), subject.image("meta"), analysis)
    answers: list[Answer] = []
    failed: list[tuple[Counter, str]] = []
    missing: list[Counter] = []
    for counter in counters:
        if counter.missing:
            missing.append(counter)
            continue
        found = figures(counter, subject)
        if isinstance(found, str):
            failed.append((counter, found))
        else:
            pairs = zip(counter.figures, found, strict=True)
            answers += [answer(counter, figure, value, analysis, calls) for figure, value in pairs]
    return Asked(network, subject, analysis.macs, tuple(answers), tuple(failed), tuple(missing))


def figures(counter: Counter, subject: Subject) -> list[int] | str:
    """A counter's figures; or what it raised, in a line: it is other people's code, and may raise anything."""
    try:
        with seeded(), quiet(), staying():
            found = counter.run(subject.on(counter.device), subject.image(counter.device))
            return "no figure" if None in found else [int(each) for each in found]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        first, *_ = text_of(error).splitlines() or [""]
        return f"{type(error).__name__}: {first}" if first else type(error).__name__
    finally:
        gc.collect()


def answer(counter: Counter, figure: Figure, found: int, analysis: Analysis, calls: Calls) -> Answer:
    """A figure, taken apart."""
    try:
        declared = sum(map(figure.formula.besides, analysis.layers))
    except UsageError as error:
        return Answer(counter, figure, found, analysis.macs, None, str(error), ())
    whole = Answer(counter, figure, found, analysis.macs, declared, "", causes(figure, calls))
    if whole.unnamed and calls.foreign:
        kinds = " or a ".join(calls.foreign)
        unknown = f"how {counter.name} counts a {kinds}, which PyTorch does not have, is not known"
        return whole._replace(declared=None, unknown=unknown, causes=())
    return whole


def causes(figure: Figure, calls: Calls) -> tuple[tuple[str, int], ...]:
    """By how much a figure differs from its formula because of how the model calls its layers."""
    found = {FUNCTIONS: 0, PAIRS: 0, PARENTS: 0, IDLE: 0}
    unseen = set()
    for line in calls.parents if figure.leaves else ():
        layer, x, y = next(acting(line))
        usual = term_of(figure.formula.terms, layer)
        found[PARENTS] -= figure.formula.per_mac * line.macs + (usual(layer, x, y) if usual else 0)
        unseen.add(id(layer))
    for line in calls.parents if figure.inside else ():
        for layer, x, y in list(acting(line))[1:]:
            usual, other = term_of(figure.formula.terms, layer), term_of(figure.inside, layer)
            if usual is not None and other is not None:
                found[PARENTS] += other(layer, x, y) - usual(layer, x, y)
                unseen.add(id(layer))
    for call in calls.each:
        usual = term_of(figure.formula.terms, call.layer)
        for cause, holds, terms in (
            (FUNCTIONS, call.function, figure.functions), (PAIRS, call.pair, figure.pairs),
        ):  # fmt: skip
            other = term_of(terms, call.layer)
            if holds and usual is not None and other is not None and id(call.layer) not in unseen:
                found[cause] += other(*call[:3]) - usual(*call[:3])
    for call in calls.idle:
        other = term_of(figure.functions, call.layer) if call.function else None
        counted = other or term_of(figure.formula.terms, call.layer)
        found[IDLE] += counted(*call[:3]) if counted else 0
    return tuple((cause, value) for cause, value in found.items() if value)
