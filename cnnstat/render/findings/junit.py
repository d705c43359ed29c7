"""Findings as JUnit XML: a suite for each file, a failing case for each finding.

Where nothing was found one passing case says how much was checked.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from cnnstat.findings.finding import Finding
from cnnstat.findings.report import FAILING, Report, many

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def findings(report: Report) -> str:
    """The whole report."""
    suites: dict[str, list[Finding]] = {}
    for each in report.findings:
        suites.setdefault(each.span.file if each.span else "cnnstat", []).append(each)
    failing = [each for each in report.findings if each.rule.severity in FAILING]
    root = Xml.Element(
        "testsuites", name="cnnstat", tests=str(max(1, len(report.findings))), failures=str(len(failing))
    )
    for file, found in suites.items():
        suite(root, file, found)
    if not suites:
        passing = Xml.SubElement(root, "testsuite", name="cnnstat", tests="1", failures="0", errors="0")
        Xml.SubElement(passing, "testcase", classname="cnnstat", name=f"{many(report.figures, 'figure')} checked")
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def suite(root: Xml.Element, file: str, found: list[Finding]) -> None:
    """The findings of one file."""
    failing = sum(each.rule.severity in FAILING for each in found)
    own = Xml.SubElement(
        root, "testsuite", name=plain(file), tests=str(len(found)), failures=str(failing), errors="0"
    )  # fmt: skip
    for each in found:
        line = f":{each.span.line}:{each.span.column}" if each.span else ""
        case = Xml.SubElement(own, "testcase", classname=plain(file), name=f"{each.rule.id} {each.rule.name}{line}")
        if each.span:
            case.set("file", plain(file))
            case.set("line", str(each.span.line))
        if each.rule.severity in FAILING:
            text = plain(each.message)
            Xml.SubElement(case, "failure", message=text, type=each.rule.id).text = f"{plain(file)}{line}: {text}"


def plain(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
