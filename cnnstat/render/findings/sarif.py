"""Findings as SARIF 2.1.0, as code scanning takes it.

GitHub reads the first location of a result, wants all four ends of a region, and follows a result from run to run by
its fingerprint: here the rule, the file, the query and what is printed, not the line, which moves.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from cnnstat._version import __version__
from cnnstat.errors import Position
from cnnstat.findings.finding import Finding
from cnnstat.findings.report import Report
from cnnstat.findings.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "note": "note"}
SEVERITIES = {"error": "error", "warning": "warning", "note": "recommendation"}


def findings(report: Report) -> str:
    """A log with one run."""
    rules = report.rules
    driver = {"name": "cnnstat", "version": __version__, "rules": [rule_data(each) for each in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [result(each, rules) for each in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def rule_data(rule: Rule) -> dict[str, Any]:
    said = f"{rule.meaning} {rule.remedy}".strip()
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.name.replace("-", " ").capitalize()},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": said},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"precision": "very-high", "problem.severity": SEVERITIES[rule.severity]},
    }


def result(finding: Finding, rules: list[Rule]) -> dict[str, Any]:
    span = finding.span
    found: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": rules.index(finding.rule),
        "level": LEVELS[finding.rule.severity],
        "message": {"text": finding.message},
    }
    if span is not None:
        region = {
            "startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column,
        }  # fmt: skip
        found["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri(span.file)}, "region": region}}]
    mark = "\0".join((finding.rule.id, span.file if span else "", finding.query, finding.printed, finding.problem))
    found["partialFingerprints"] = {"cnnstat/v1": hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()}
    if finding.related:
        found["relatedLocations"] = [
            {"id": number, **location(position), "message": {"text": about}}
            for number, (position, about) in enumerate(finding.related)
        ]
    return found


def location(position: Position) -> dict[str, Any]:
    region = {"startLine": position.line, "startColumn": position.column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(position.file)}, "region": region}}


def uri(file: str) -> str:
    """A path as a URI reference; an absolute one with its scheme."""
    path = quote(file, errors="surrogateescape")
    return f"file://{path}" if file.startswith("/") else path
