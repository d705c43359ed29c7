"""What counters said, as a table and as plain data."""

from __future__ import annotations

from typing import Any

from cnnstat.pytorch.counting.ask import Answer, Asked, installing
from cnnstat.quantities import MAC, PER_IMAGE, Column, Count, Missing, Value, Words
from cnnstat.quantities.table import Table
from cnnstat.text.numbers import grouped

COLUMNS = (
    Column("counter", "Counter", "the program that counts"),
    Column("version", "Version", "the version that is installed", priority=2),
    Column("words", "Calls it", "what the program calls its figure"),
    Column("value", "Prints", "its figure", numeric=True),
    Column("per_mac", "Per MAC", "what it adds for each MAC", numeric=True, priority=1),
    Column("declared", "Beyond MACs", "what its formula adds besides", numeric=True),
    Column("residue", "Residue", "what is left of the figure, and why, where that is known"),
)


def table_of(asked: Asked) -> Table:
    """A row for each figure."""
    network = asked.network
    name = f"{network.title} ({asked.subject.name or 'built from the spec'})"
    return Table(name, COLUMNS, [row(each) for each in asked.answers], [], notes(asked))


def row(answer: Answer) -> list[Value]:
    declared: Value = Missing("?") if answer.declared is None else Count(answer.declared)
    return [
        Words(answer.counter.name), Words(answer.counter.version), Words(answer.figure.words), Count(answer.found),
        Count(answer.figure.formula.per_mac), declared, Words(residue(answer)),
    ]  # fmt: skip


def residue(answer: Answer) -> str:
    """``−62,720 called as functions``: the parts that are known with their reasons, and the rest."""
    if answer.residue is None:
        return "?"
    parts = [f"{grouped(value)} {cause}" for cause, value in answer.causes]
    if answer.unnamed:
        parts.append(f"{grouped(answer.unnamed)} unnamed")
    return ", ".join(parts) or "0"


def notes(asked: Asked) -> list[str]:
    """Which model was counted, each formula, and which counters gave nothing and why."""
    formulas: dict[str, str] = {}
    for each in asked.answers:
        if each.figure.formula.terms:
            formulas.setdefault(f"{each.counter.name}, {each.figure.words}", each.figure.formula.about)
    found = [f"{MAC}: {grouped(asked.macs)}. Input {asked.network.input}, {PER_IMAGE}, at inference."]
    if asked.subject.reason:
        found.append(f"The model is the one that cnnstat builds: {asked.subject.reason}.")
    found += [f"{name}: {about}." for name, about in formulas.items()]
    unknown: dict[str, None] = dict.fromkeys(each.unknown for each in asked.answers if each.unknown)
    found += [f"?: {each}." for each in unknown]
    found += [f"{counter.name} {counter.version} gave nothing: {error}." for counter, error in asked.failed]
    found += [f"{each.name}: not installed ({installing(each)})." for each in asked.missing]
    return found


def data_of(asked: Asked) -> dict[str, Any]:
    """A network's figures as plain data; keys are only ever added."""
    return {
        "name": asked.network.name,
        "title": asked.network.title,
        "model": asked.subject.name or None,
        "reason": asked.subject.reason or None,
        "macs": asked.macs,
        "agrees": asked.agrees,
        "figures": [answer_data(each) for each in asked.answers],
        "failed": [
            {"counter": counter.name, "version": counter.version, "error": error} for counter, error in asked.failed
        ],
        "missing": [{"counter": each.name, "packages": list(each.missing)} for each in asked.missing],
    }


def answer_data(answer: Answer) -> dict[str, Any]:
    formula = answer.figure.formula
    return {
        "counter": answer.counter.name,
        "version": answer.counter.version,
        "words": answer.figure.words,
        "value": answer.found,
        "per_mac": formula.per_mac,
        "declared": answer.declared,
        "formula": formula.formula,
        "source": formula.source,
        "unknown": answer.unknown or None,
        "residue": answer.residue,
        "named": [{"cause": cause, "value": value} for cause, value in answer.causes],
        "unnamed": None if answer.residue is None else answer.unnamed,
    }
