"""Checks printed figures against queries; each pair only once, however often documents repeat it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cnnstat.claims import Reconciliation
from cnnstat.claims.reconcile import fit_of, in_full, reconcile
from cnnstat.claims.report import as_printed, reading_text
from cnnstat.documents.rules import UNREADABLE, UNRESOLVED, WRONG
from cnnstat.effort import Effort
from cnnstat.errors import CnnstatError, Position, UsageError
from cnnstat.files import near
from cnnstat.findings.rule import Rule
from cnnstat.printed import Figure, Precision, read_figure, write_figure
from cnnstat.project import Project, beside, split
from cnnstat.quantities.values import Exact
from cnnstat.query import Answer, Bench, Query, Reference, evaluate, read_query, references
from cnnstat.query.bench import Setup, once
from cnnstat.query.place import network_of, place_of
from cnnstat.spec import catalog
from cnnstat.spec.typed import is_line
from cnnstat.text import numbers

FAR = 500
"""A figure that is so many times too small or too large probably lacks its unit; it is not fixed."""
MOST_SEARCHED = 450_000
"""The most units of work in one run for searching readings of wrong figures; one search takes some thousands."""


class Verdict(NamedTuple):
    """The verdict on a printed figure.

    Attributes:
        rule: the rule that is broken; None if the figure is right.
        problem: what is wrong, in words.
        exact: the value of the query, as text.
        suggested: what the document should say; "" if nothing can be proposed.
        reading: the convention under which the figure would be right.
        others: further conventions under which it would.
        specs: the lines of specs that the figure depends on most, with a note on each.
        value: the value of the query.
        figure: the printed figure.
    """

    rule: Rule | None
    problem: str = ""
    exact: str = ""
    suggested: str = ""
    reading: str = ""
    others: tuple[str, ...] = ()
    specs: tuple[tuple[Position, str], ...] = ()
    value: Exact | None = None
    figure: Figure | None = None

    @property
    def ratio(self) -> float | None:
        """How many times its value the figure is; None where either is no positive number."""
        return ratio(self.figure, self.value)


class Verifier:
    """Checks figures against queries, and keeps the results.

    Attributes:
        searches: the limit on searches for readings.
    """

    def __init__(self, precision: Precision, project: Project, bench: Bench | None = None) -> None:
        self.precision, self.project = precision, project
        self.bench = bench or Bench(project.files)
        self._verdicts: dict[tuple[str, str, Path | None], Verdict] = {}
        self._queries: dict[tuple[str, Path | None], Query | CnnstatError] = {}
        self._answers: dict[tuple[str, Path | None], Answer | CnnstatError] = {}
        self._in_full: dict[tuple[str, Path | None], dict[Exact, str]] = {}
        self.searches = Effort(MOST_SEARCHED)

    def query(self, asks: str, folder: Path) -> Query:
        """The tree of a query; paths of specs in it are relative to the document's folder."""
        key = asks, folder if may_name_file(asks) else None
        return once(self._queries, key, lambda: self.project.query(read_query(asks), folder))

    def answer(self, asks: str, folder: Path) -> Answer:
        """The value of a query."""
        key = asks, folder if may_name_file(asks) else None
        return once(self._answers, key, lambda: evaluate(self.query(asks, folder), self.bench))

    def setup(self, network: str, folder: Path) -> Setup | None:
        """A network as a document's queries name it, analysed; None if there is none."""
        try:
            (reference,) = references(self.query(f"{network}.params", folder))
            return place_of(reference, self.bench)[0].setup
        except CnnstatError:
            return None

    def verdict(self, printed: str, asks: str, folder: Path) -> Verdict:
        """Whether a printed figure is right for a query."""
        key = printed, asks, folder if may_name_file(asks) else None
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(printed, asks, folder)
        return self._verdicts[key]

    def _judge(self, printed: str, asks: str, folder: Path) -> Verdict:
        try:
            answer = self.answer(asks, folder)
        except CnnstatError as error:
            return Verdict(UNRESOLVED, error.first)
        try:
            figure = self.figure(read_figure(printed), asks, folder)
        except UsageError as error:
            exact = as_printed(answer.value, None)
            return Verdict(UNREADABLE, f"{error}; {asks} is {exact}", exact)
        exact = as_printed(answer.value, figure)
        if figure.sized and answer.unit not in ("", "bytes"):
            return Verdict(WRONG, f"{printed} is a size in memory, and {asks} counts {answer.unit}: {exact}", exact)
        right = Verdict(None, exact=exact, value=answer.value, figure=figure)
        if self.accepts(figure, answer.value):
            return right
        query = self.query(asks, folder)
        readings = self.readings(query, figure, answer.value)
        return right._replace(
            rule=WRONG,
            problem=f"{printed}, but {asks} is {exact}",
            suggested=self.suggested(figure, answer.value),
            reading=readings[0] if readings else "",
            others=tuple(readings[1:]),
            specs=tuple(self.specs(query)),
        )

    def figure(self, figure: Figure, asks: str, folder: Path) -> Figure:
        """A figure as a query asks for it: a kernel without the depth that is printed with it, where that is right."""
        sides, layer = figure.shape, asks.removesuffix(".kernel")
        if len(sides) not in (3, 4) or layer == asks:
            return figure
        depth = self.side(f"{layer}.input_shape", folder)
        depths = depth, depth // max(1, self.side(f"{layer}.groups", folder))
        right = sides[2] in depths and (len(sides) == 3 or sides[3] == self.side(f"{layer}.output_shape", folder))
        return figure._replace(shape=sides[:2], value=Fraction(sides[0] * sides[1])) if right else figure

    def side(self, asks: str, folder: Path) -> int:
        """The value of a query, or the first of its sides; 0 if it has none."""
        try:
            value = self.answer(asks, folder).value
        except CnnstatError:
            return 0
        return int(value[0] if isinstance(value, tuple) else value)

    def accepts(self, figure: Figure, value: Exact) -> bool:
        """Whether a figure is right for a value, by the project's settings."""
        if isinstance(value, tuple) and len(value) == 1 and not figure.shape:
            (value,) = value  # features
        if fit_of(figure, value).word == "exact":
            return True
        return not isinstance(value, tuple) and self.precision.accepts(figure, value)

    def suggested(self, figure: Figure, value: Exact) -> str:
        """The figure as it should be printed; "" if none would be right."""
        sides = figure.shape
        if len(sides) == 2 and len(set(sides)) == 1 and isinstance(value, int) and value < sides[0] ** 2:
            value = value, value
        if isinstance(value, tuple) and not all(isinstance(side, int) for side in value):
            return ""  # strides of which one is a fraction: nobody prints them as a product
        return write_figure(figure, value, self.precision) or ""  # type: ignore[arg-type]

    def readings(self, query: Query, figure: Figure, value: Exact) -> list[str]:
        """The conventions under which a figure would be right, each with the value under it, the likeliest first."""
        fit = fit_of(figure, value)
        unit = numbers.number(fit.unit)
        if fit.right:  # by the rule, but not by this project's settings
            return [f"rounded to the nearest {unit}" if fit.unit else "rounded"]
        searched = (reconcile(query, figure, self.bench) for _ in range(1))
        found = next(self.searches.within(searched), Reconciliation(value, fit))
        cut = f"digits cut off{f' to a multiple of {unit}' if fit.unit else ''}, not rounded"
        told = [f"{each.text}: {reading_text(each, figure)}" if each.conventions else cut for each in found.likely]
        return told or ([cut] if found.fit else [])

    def in_full(self, asks: str, folder: Path) -> Mapping[Exact, str]:
        """The ways of counting under which a query comes to other exact values, by these; searched once."""
        key = asks, folder if may_name_file(asks) else None
        if key not in self._in_full:
            query = self.query(asks, folder)
            found = next(self.searches.within(in_full(query, self.bench) for _ in range(1)), {})
            self._in_full[key] = {value: each.text for value, each in found.items()}
        return self._in_full[key]

    def specs(self, query: Query) -> list[tuple[Position, str]]:
        """The lines of specs that a query depends on most: that of its first layer, or else the spec's first line."""
        found: dict[Position, str] = {}
        for reference in references(query):
            try:
                place, _ = place_of(reference, self.bench)
            except CnnstatError:  # a count of layers, or layers typed in quotes
                continue
            network = place.setup.network
            at = place.layers[0].node.position if place.path and place.layers else None
            file = spec_file(network)
            if at is None and file is not None:
                at = Position(str(file), 1, 1)
            # Specs of the catalog are elsewhere or in a zip file, and not listed.
            if at is not None and not os.path.isabs(near(at.file)) and Path(at.file).is_file():
                name = f"{place.path} of {network}" if place.path else network
                found.setdefault(at._replace(file=near(at.file)), f"spec of {name}")
        return list(found.items())

    def files(self, asks: str, folder: Path) -> set[str]:
        """The spec files that a query names, as real paths, be they specs or not; none where it cannot be read."""
        try:
            found = [self._file(each, folder) for each in references(read_query(asks))]
        except CnnstatError:
            return set()
        return {os.path.realpath(file) for file in found if file is not None}

    def _file(self, reference: Reference, folder: Path) -> Path | None:
        """The file of the network that a reference means; None where there is no such network."""
        if path := named_file(reference):
            return beside(folder, path)
        try:
            return spec_file(network_of(reference, self.bench)[0])
        except CnnstatError:
            return None

    def names_file(self, asks: str) -> bool:
        """Whether a query names the file of a spec, whether it exists or not."""
        try:
            return may_name_file(asks) and any(map(named_file, references(read_query(asks))))
        except CnnstatError:
            return False


def ratio(figure: Figure | None, value: Exact | None) -> float | None:
    """How many times a value a figure is; None where either is no positive number."""
    if figure is None or value is None or isinstance(value, tuple) or value <= 0 or figure.value <= 0:
        return None
    return float(figure.value / value)


def is_far(printed: Fraction, value: int | Fraction) -> bool:
    """Whether a figure is so far from a value that it probably lacks its unit."""
    return not printed or not value or not 1 / Fraction(FAR) < abs(Fraction(value) / printed) < FAR


def may_name_file(asks: str) -> bool:
    """Whether the value of a query may depend on the folder of the document."""
    return ".y" in asks.lower() or "'" in asks or '"' in asks


def named_file(reference: Reference) -> str:
    """The file that a reference names; "" of a network of the catalog, layers typed in quotes, and what no file has."""
    path = "" if is_line(reference.network) else split(reference.network)[0]
    return "" if "\0" in path else path


def spec_file(name: str) -> Path | None:
    """The spec file of a network; None for layers typed in quotes and for unknown networks."""
    path, _ = split(name)
    if path:
        return Path(path)
    if "/" in name or os.sep in name:
        return None
    try:
        return Path(catalog.find(name)[0].file)
    except CnnstatError:
        return None
