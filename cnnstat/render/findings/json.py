"""Findings as JSON: each as plain data, missing fields as null, and how much was checked."""

from __future__ import annotations

from typing import Any

from cnnstat.errors import Position
from cnnstat.findings.finding import Finding
from cnnstat.findings.report import Report
from cnnstat.render.coverage import coverage_data
from cnnstat.render.envelope import document

ENDINGS = (".json",)


def findings(report: Report) -> str:
    """The whole report."""
    if report.networks:
        data = [lint_data(each) for each in report.findings]
        return document({"checked": {"networks": report.networks}, "findings": data})
    whole: dict[str, Any] = {
        "checked": {"documents": report.documents, "figures": report.figures}, "fixed": report.fixed,
        "findings": [finding_data(each) for each in report.findings],
    }  # fmt: skip
    if report.coverage is not None:
        whole["coverage"] = coverage_data(report.coverage)
    if report.asked:
        whole["affected_by"] = report.asked
        whole["cited"] = [
            {"file": each.span.file, "line": each.span.line, "column": each.span.column, "query": each.asks,
             "state": each.state}
            for each in report.cited
        ]  # fmt: skip
    return document(whole)


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return {
        **common_data(finding),
        "problem": finding.problem,
        "query": finding.query or None, "printed": finding.printed or None, "exact": finding.exact or None,
        "suggested": finding.suggested or None, "reading": finding.reading or None,
        "mark": finding.mark or None, "fixable": finding.edit is not None,
        "related": [{**place_data(place), "about": about} for place, about in finding.related],
    }  # fmt: skip


def lint_data(finding: Finding) -> dict[str, Any]:
    """A finding of a network as plain data."""
    own = {"layer": finding.layer, "problem": finding.problem}
    return {"network": finding.network, **common_data(finding), **own}


def common_data(finding: Finding) -> dict[str, Any]:
    """The fields of all findings: the rule and the place; lines and columns count from 1."""
    span = finding.span
    return {
        "rule": finding.rule.id, "name": finding.rule.name, "severity": finding.rule.severity,
        "file": span.file if span else None, "line": span.line if span else None,
        "column": span.column if span else None, "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }  # fmt: skip


def place_data(place: Position) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}
