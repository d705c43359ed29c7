"""The result of a run, and the sentences that sum it up in every output format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cnnstat.errors import Position
from cnnstat.findings.coverage import Coverage
from cnnstat.findings.finding import Checked, Finding, Span
from cnnstat.findings.rule import Rule, Severity

FAILING: tuple[Severity, ...] = ("error", "warning")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, repr=False)
class Report:
    """What was checked, and what was found.

    Attributes:
        findings: what was found to be wrong.
        checked: the figures and blocks of documents that were checked; for networks, the rules.
        documents: the number of files read.
        networks: the number of networks linted; 0 if documents were checked.
        asked: the spec whose documents were asked for; "" if all were.
        fixed: the number of findings that were fixed before this report.
        fixable: the number of findings that --fix would fix.
        failing: the severities that make the run fail.
        coverage: how many of all numbers are checked; None if that was not asked for.
        brief: whether people are told only how many figures without marks come out, and where.
    """

    findings: Sequence[Finding]
    checked: Sequence[Checked]
    documents: int = 0
    networks: int = 0
    asked: str = ""
    fixed: int = 0
    fixable: int = 0
    failing: Sequence[Severity] = FAILING
    coverage: Coverage | None = None
    brief: bool = False

    def __repr__(self) -> str:
        return f"<Report: {found_and_checked(self)}>"

    @property
    def ok(self) -> bool:
        """Whether the run passes: errors and warnings make it fail, notes only if that was asked for."""
        return not any(map(self.fails, self.findings))

    def fails(self, finding: Finding) -> bool:
        """Whether a finding makes the run fail."""
        return finding.rule.severity in self.failing

    @property
    def figures(self) -> int:
        """Figures and blocks of documents that were checked."""
        return 0 if self.networks else len(self.checked)

    @property
    def cited(self) -> list[Checked]:
        """The figures and blocks that depend on the spec that was asked for."""
        return [each for each in self.checked if each.state]

    @property
    def command(self) -> str:
        """The command that gives this kind of report."""
        return "lint" if self.networks else "check"

    @property
    def rules(self) -> list[Rule]:
        """The rules of the findings, in the order of their ids."""
        return sorted({each.rule for each in self.findings})

    @property
    def by_severity(self) -> list[Finding]:
        """Errors first; within one severity the findings keep their order, by file and line."""
        return sorted(self.findings, key=lambda each: SEVERITIES.index(each.rule.severity))


def blamed(finding: Finding) -> Finding:
    """A finding moved to the line of the spec that it depends on, if that is below this folder; otherwise unchanged.

    In a pull request, code scanning shows only findings in lines that the request changes. If a spec has changed and
    the document has not, that is the spec's line; the document becomes a related place.
    """
    at = next((place for place, about in finding.related if about.startswith("spec of") and here(place.file)), None)
    if at is None or finding.span is None:
        return finding
    span = finding.span
    document = Position(span.file, span.line, span.column), "the document"
    rest = tuple(each for each in finding.related if each[0] != at)
    return finding._replace(
        span=Span(at.file, at.line, at.column, at.line, at.column + 1), source="", related=(document, *rest)
    )  # fmt: skip


def here(file: str) -> bool:
    """Whether a path lies below the current folder."""
    return not PurePath(file).is_absolute() and not file.startswith("..")


def many(count: int, one: str, more: str = "") -> str:
    """``1 figure``, ``2 figures``."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def found_and_checked(report: Report) -> str:
    """``1 error, 2 notes; 3 figures checked in 2 documents``."""
    kinds = [
        many(count, kind)
        for kind in SEVERITIES
        if (count := sum(each.rule.severity == kind for each in report.findings))
    ]
    found = ", ".join(kinds) if kinds else "no findings"
    checked = f"{many(report.figures, 'figure')} checked in {many(report.documents, 'document')}"
    checked = f"{many(report.networks, 'network')} checked" if report.networks else checked
    return f"{found}; {checked}"


def counted(report: Report) -> str:
    """How much was fixed, found and checked, and how much could be fixed."""
    fixed = f"{many(report.fixed, 'finding')} mended; " if report.fixed else ""
    fixable = f" --fix mends {report.fixable:,}." if report.fixable else ""
    return f"{fixed}{found_and_checked(report)}.{fixable}"
