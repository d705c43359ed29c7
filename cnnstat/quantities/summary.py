"""The summary of a network: answers to the usual questions, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cnnstat.analysis import Analysis, Counts
from cnnstat.analysis.memory import MODEL
from cnnstat.display import InHtml
from cnnstat.errors import shown
from cnnstat.quantities.table import notes, rows_of
from cnnstat.quantities.totals import TOTALS
from cnnstat.spec.param import written
from cnnstat.text import numbers

LONGEST_RANKING = 6


class Fact(NamedTuple):
    """One line: a label, the figure, and a remark about it."""

    label: str
    figure: str
    remark: str = ""


class Part(NamedTuple):
    """The part that a layer or block has of a total."""

    name: str
    figure: str
    share: str
    fraction: float


class Section(NamedTuple):
    """Further lines under a heading, each a label and a text."""

    heading: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, repr=False)
class Summary(InHtml):
    """A network on one screen: printed as text for a terminal, shown in notebooks as HTML."""

    kind = "summary"

    title: str
    source: str
    about: str
    facts: Sequence[Fact]
    parameters: Sequence[Part]
    macs: Sequence[Part]
    notes: Sequence[str]
    sections: Sequence[Section] = ()

    def __repr__(self) -> str:
        return f"<Summary {shown(self.title)}>"


def summarize(analysis: Analysis, sections: Sequence[Section] = ()) -> Summary:
    """The summary of an analysis; its figures are the totals of the table."""
    network = analysis.network
    source = network.source.get("paper", "")
    section = network.source.get("section", "")
    return Summary(
        title=f"{network.title} ({network.name})" if network.title != network.name else network.name,
        source=f"{source} ({section})" if section else source,
        about=network.about,
        facts=facts(analysis),
        parameters=ranking(analysis, lambda counts: counts.params),
        macs=[] if analysis.counts.unknown else ranking(analysis, lambda counts: counts.macs),
        notes=[
            *settings(analysis),
            *notes(analysis),
            f"Memory: {analysis.setting.dtype}, batch {analysis.setting.batch}; {MODEL}.",
        ],
        sections=sections,
    )


def settings(analysis: Analysis) -> list[str]:
    """A sentence with the params and their values, if there are any."""
    values = ", ".join(f"{name}={written(value)}" for name, value in analysis.network.settings.items())
    return [f"Params: {values} (change with --set)."] if values else []


def facts(analysis: Analysis) -> list[Fact]:
    """The totals that apply to this network, in their order."""
    found = []
    for each in TOTALS.values():
        value = each.of(analysis)
        if value is not None and each.applies(analysis):
            found += other_outputs(analysis) if each.key == "output_shape" else []
            found.append(Fact(each.title, value.text, each.remark(analysis)))
    return found


def other_outputs(analysis: Analysis) -> list[Fact]:
    """The outputs of a network besides its last one, which is one of the totals."""
    *others, _ = analysis.outputs
    return [Fact("output", str(each.output), f"of {each.name}") for each in others]


def ranking(analysis: Analysis, get: Callable[[Counts], int]) -> list[Part]:
    """The layers or outermost blocks with the largest parts of a total, largest first; the rest as one line."""
    whole = get(analysis.counts)
    parts = sorted(((get(row.counts), row.name) for row in rows_of(analysis, depth=1)), key=lambda part: -part[0])
    parts = [part for part in parts if part[0]]
    shown, rest = parts[:LONGEST_RANKING], parts[LONGEST_RANKING:]
    if len(rest) == 1:
        shown, rest = parts, []
    found = [Part(name, numbers.grouped(part), numbers.percent(part, whole), part / whole) for part, name in shown]
    if rest:
        part = sum(each for each, _ in rest)
        found.append(Part(f"{len(rest)} others", numbers.grouped(part), numbers.percent(part, whole), part / whole))
    return found
