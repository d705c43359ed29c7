"""Findings as SARIF 2.1.0, for code scanning.

GitHub requires a location for every result, reads only the first one, needs all four ends of a region, and follows a
result from run to run by the fingerprint called ``primaryLocationLineHash``. GitHub's own fingerprint is a hash of the
line. Here it is a hash of the rule, the file, the query and the printed figure, which stay the same when lines move,
with a count that distinguishes equal figures in a file. The action that uploads the file keeps it, and logs that its
own would differ.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from cnnstat._version import __version__
from cnnstat.errors import Position
from cnnstat.findings.finding import Finding, Span
from cnnstat.findings.report import Report
from cnnstat.findings.rule import Rule
from cnnstat.render.formats.markdown import escape

ENDINGS = (".sarif",)

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "note": "note"}
SEVERITIES = {"error": "error", "warning": "warning", "note": "recommendation"}
NOWHERE = Span("pyproject.toml", 1, 1, 1, 1)
"""The place of a finding that concerns no file: how much must be checked is a matter of the configuration."""
CODE = re.compile(r"(`[^`]*`)")
DRIVE = re.compile("[A-Za-z]:/")


def findings(report: Report) -> str:
    """A log with one run."""
    rules = report.rules
    # No informationUri and helpUri, since the project has no website.
    driver = {"name": "cnnstat", "version": __version__, "rules": [rule_data(each) for each in rules]}
    told = zip(report.findings, fingerprints(report), strict=True)
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [result(each, rules, fingerprint) for each, fingerprint in told],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def rule_data(rule: Rule) -> dict[str, Any]:
    said = list(filter(None, (rule.meaning, rule.remedy)))
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.name.replace("-", " ").capitalize()},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": " ".join(said), "markdown": "\n\n".join(map(markdown, said))},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"precision": "very-high", "problem.severity": SEVERITIES[rule.severity]},
    }


def markdown(text: str) -> str:
    """A text as Markdown, in which only backticks have a meaning."""
    return "".join(part if part.startswith("`") else escape(part) for part in CODE.split(text))


def fingerprints(report: Report) -> Iterator[str]:
    """The fingerprint of each finding, which is the same in later runs."""
    counts: Counter[str] = Counter()
    for each in report.findings:
        file = each.span.file if each.span else ""
        about = (each.rule.id, file, each.network, each.layer, each.query, each.printed, each.problem)
        digest = hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        counts[digest] += 1
        yield f"{digest}:{counts[digest]}"


def result(finding: Finding, rules: list[Rule], fingerprint: str) -> dict[str, Any]:
    span = finding.span or NOWHERE
    region = {
        "startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column,
    }  # fmt: skip
    found: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": rules.index(finding.rule),
        "level": LEVELS[finding.rule.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(span.file)}, "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
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
    """A path as a URI reference; an absolute one, which on Windows begins with a drive, with its scheme."""
    drive = DRIVE.match(file)
    path = quote(file, safe="/:" if drive else "/", errors="surrogateescape")
    return f"file:///{path}" if drive else f"file://{path}" if file.startswith("/") else path
