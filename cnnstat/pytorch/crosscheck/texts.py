"""What a report says, in words: who agrees on a line, what was asked, what is known to differ, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cnnstat.pytorch.crosscheck.report import LayerCheck, Report
from cnnstat.pytorch.crosscheck.twin import Twin
from cnnstat.text.numbers import grouped

AGREES, NOTHING = "✓", "–"


def agreement(layer: LayerCheck) -> str:
    """``torch ✓ fvcore 9,408 ≠ 9,600``: the tool's value, then the analyzer's; – where nothing could be compared."""
    words = []
    for tool, answers in layer.said.items():
        apart = [each.text.removeprefix("macs ") for each in answers if each.differs]
        compared = any(not each.reason for each in answers)
        words.append(f"{tool} {', '.join(apart) if apart else AGREES if compared else NOTHING}")
    return " ".join(words)


def conventions(reports: Sequence[Report]) -> list[str]:
    """What each tool was asked and what it counts, or why it was not asked."""
    found: list[str] = []
    for tool in reports[0].tools:
        reasons: dict[str, list[str]] = {}
        for report in reports:
            reasons.setdefault(report.unavailable.get(tool.key, ""), []).append(report.network.name)
        asked = reasons.pop("", [])
        if asked:
            found.append(f"{tool.key} ({tool.title}): {tool.convention}.")
        for reason, names in reasons.items():
            where = f" for {', '.join(names)}" if asked or len(reasons) > 1 else ""
            found.append(f"{tool.key}: unavailable{where}: {reason}.")
    notes = dict.fromkeys(note for report in reports for tool in report.tools for note in tool.notes)
    return [*found, *(f"{note}." for note in notes)]


def unmeasured(report: Report) -> list[str]:
    """The fields and gradients that could not be compared, by reason."""
    layers: dict[tuple[str, str], list[str]] = {}
    for layer in report.layers:
        for tool, answers in layer.said.items():
            for each in answers:
                if each.reason:
                    layers.setdefault((tool, each.reason), []).append(layer.name)
    return [
        f"{tool}: not measured at {listed(dict.fromkeys(names))}: {reason}." for (tool, reason), names in layers.items()
    ]


def unmeasured_count(report: Report) -> list[str]:
    """How many fields of a network were not measured, and why."""
    reasons = list(report.not_measured.values())
    return [
        f"{report.network.name}: {count} field{'s' if count > 1 else ''} not measured: {reason}."
        for reason in dict.fromkeys(reasons)
        for count in (reasons.count(reason),)
    ]


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in a row, the first few where they are many."""
    every = list(names)
    rest = len(every) - most
    return ", ".join(every[:most]) + (f" and {rest} more" if rest > 0 else "")


def twin_lines(twin: Twin) -> list[str]:
    """What was compared with torchvision, and the known deviations, each with its layers, reason and source."""
    found = [f"{twin.name}: {'; '.join(twin.done)}."] if twin.done else []
    groups: dict[tuple[str, ...], list[str]] = {}
    for layer, _, *rest in twin.differences:
        groups.setdefault(tuple(rest), []).append(layer)
    for (attribute, here, there, reason, source), layers in groups.items():
        found.append(f"{attribute} {here} here, {there} in torchvision: {', '.join(layers)}. {reason} ({source}).")
    return found


def differing(report: Report) -> list[str]:
    """A line for each mismatch: what the tool says, then the analyzer."""
    return [f"{report.network.name}: {mismatch.text}" for mismatch in report.mismatches]


HEAD = ("network", "layers", "torch", "fvcore", "rf", "grad", "torchvision", "mismatches")


def summary(report: Report) -> tuple[str, ...]:
    """One network on one line, under :data:`HEAD`: of how many layers each tool could be asked."""
    asked = {tool.key: grouped(report.asked(tool.key)) for tool in report.tools}
    fields = sum("rf" in layer.said for layer in report.layers)
    if fields != report.asked("rf"):
        asked["rf"] = f"{report.asked('rf')} of {fields}"
    known = f"{len(report.twin.differences)} known deviations" if report.twin and report.twin.differences else "same"
    asked["torchvision"] = known if report.twin else NOTHING
    cells = (asked[key] if key not in report.unavailable else NOTHING for key in HEAD[2:-1])
    return report.network.name, grouped(len(report.layers)), *cells, str(len(report.mismatches))


def verdict(reports: Sequence[Report]) -> str:
    """The last line."""
    where = f"on {reports[0].device}"
    found = sum(len(report.mismatches) for report in reports)
    layers = sum(len(report.layers) for report in reports)
    counted = f"{grouped(layers)} layer{'s' if layers != 1 else ''}"
    what = reports[0].network.name if len(reports) == 1 else f"{len(reports)} networks"
    if found:
        return f"{what}: {grouped(found)} mismatch{'es' if found > 1 else ''} in {counted}, {where}"
    return f"{what}: all agree, {counted}, {where}"
