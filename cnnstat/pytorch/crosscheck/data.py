"""A report as plain data for JSON; keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.analysis.field import Extent
from cnnstat.pytorch.crosscheck.report import LayerCheck, Mismatch, Report, Said
from cnnstat.quantities import Dimensions


def report_data(report: Report) -> dict[str, Any]:
    """One network: its layers with what each tool says, tools with their conventions, and what disagrees."""
    network = report.network
    return {
        "name": network.name,
        "title": network.title,
        "input": Dimensions(network.input).data,
        "device": report.device,
        "agrees": report.agrees,
        "tools": {tool.key: tool_data(report, tool) for tool in report.tools},
        "layers": [layer_data(layer) for layer in report.layers],
        "torchvision": twin_data(report),
        "mismatches": [mismatch_data(each) for each in report.mismatches],
    }


def tool_data(report: Report, tool: Any) -> dict[str, Any]:
    return {
        "title": tool.title,
        "status": "unavailable" if tool.unavailable else "asked",
        "reason": tool.unavailable or None,
        "convention": tool.convention,
        "layers": report.asked(tool.key),
        "notes": list(tool.notes),
        "uncounted": list(tool.uncounted),
    }


def layer_data(layer: LayerCheck) -> dict[str, Any]:
    """A line of the spec: the analyzer's figures, and each tool's answers."""
    analysis = layer.analysis
    held = analysis.counts.parameters
    return {
        "name": layer.name,
        "type": analysis.type,
        "auxiliary": analysis.node.auxiliary,
        "agrees": not layer.mismatches,
        "analyzer": {
            "output": Dimensions(analysis.output).data,
            "params": analysis.params,
            "buffers": held.buffers + held.fixed,
            "macs": analysis.macs,
            "rf": {name: extent_data(extent) for name, extent in zip(AXES, analysis.field[:2], strict=True)},
        },
        "tools": {tool: [said_data(each) for each in answers] for tool, answers in layer.said.items()},
    }


def extent_data(extent: Extent) -> dict[str, int | str]:
    """A field along one axis; a fraction is a text."""
    return {name: each if isinstance(each, int) else str(each) for name, each in extent._asdict().items()}


AXES = ("vertical", "horizontal")


def said_data(said: Said) -> dict[str, Any]:
    """An answer; ``expected`` is the analyzer's figure that it was held against."""
    status = "not measured" if said.reason else "differs" if said.differs else "agrees"
    return {
        "quantity": said.quantity,
        "status": status,
        "value": plain(said.found),
        "expected": plain(said.expected),
        **({"reason": said.reason} if said.reason else {}),
        **said.detail,
    }


def twin_data(report: Report) -> dict[str, Any] | None:
    """The comparison with torchvision's model; None where there was none."""
    if report.twin is None:
        return None
    return {
        "model": report.twin.name,
        "done": list(report.twin.done),
        "deviations": [each._asdict() for each in report.twin.differences],
    }


def mismatch_data(each: Mismatch) -> dict[str, Any]:
    return {
        "layer": each.layer or None,
        "tool": each.tool,
        "quantity": each.quantity,
        "value": plain(each.found),
        "expected": plain(each.expected),
    }


def plain(value: Any) -> Any:
    """Tuples as lists."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
