"""What was checked, as JUnit XML: a suite for each file, and a case for each figure, block, rule and other finding.

The name of a case is what it asks for, without its line, so that its history continues when lines move; cases with the
same name are numbered.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple
from xml.etree import ElementTree as Xml

from cnnstat.findings.finding import Finding, Span
from cnnstat.findings.report import Report, many
from cnnstat.text.printable import in_xml, one_line

ENDINGS = (".xml",)

TOOL = "cnnstat"


class Case(NamedTuple):
    """A test case.

    Attributes:
        name: what it asks for.
        span: where it is; None if it concerns no file.
        findings: its findings; none if it passes.
    """

    name: str
    span: Span | None
    findings: list[Finding]


def findings(report: Report) -> str:
    """The whole report."""
    suites: dict[str, list[Case]] = {}
    for each in cases(report):
        suites.setdefault(each.span.file if each.span else TOOL, []).append(each)
    if not suites:
        suites[TOOL] = [Case(f"{many(report.figures, 'figure')} checked", None, [])]
    root = Xml.Element("testsuites")
    for file, found in suites.items():
        suite(root, file, found, report)
    totals = {key: str(sum(int(each.get(key, "0")) for each in root)) for key in ("tests", "failures", "errors")}
    root.attrib.update({"name": TOOL, **totals})
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def cases(report: Report) -> list[Case]:
    """A case for each thing that was checked, then one for each finding that is about none of these."""
    found = [Case(each.asks, each.span, []) for each in report.checked]
    for each in report.findings:
        if each.concerns is not None:
            found[each.concerns].findings.append(each)
        else:
            found.append(Case(f"{each.rule.id} {each.rule.name}", each.span, [each]))
    return found


def suite(root: Xml.Element, file: str, found: list[Case], report: Report) -> None:
    """The cases of one file, in the order of its lines."""
    names: Counter[str] = Counter()
    own = Xml.SubElement(root, "testsuite", name=in_xml(file), tests=str(len(found)), errors="0")
    failures = 0
    for each in sorted(found, key=lambda case: case.span[1:3] if case.span else (0, 0)):
        names[each.name] += 1
        count = f" ({names[each.name]})" if names[each.name] > 1 else ""
        case = Xml.SubElement(own, "testcase", classname=in_xml(file), name=in_xml(one_line(f"{each.name}{count}")))
        place = next((finding.span for finding in each.findings), each.span)
        if place:
            case.set("file", in_xml(place.file))
            case.set("line", str(place.line))
        failing = [finding for finding in each.findings if report.fails(finding)]
        others = [finding for finding in each.findings if not report.fails(finding)]
        if failing:
            first = failing[0]
            failure = Xml.SubElement(case, "failure", message=in_xml(first.message), type=first.rule.id)
            failure.text = lines(failing)
            failures += 1
        if others:
            Xml.SubElement(case, "system-out").text = lines(others)
    own.set("failures", str(failures))


def lines(found: list[Finding]) -> str:
    """Findings with their places, one per line."""
    return in_xml("\n".join(map(str, found)))
