"""``cnnstat check PATH…``: the figures in documents held against the architectures."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.cli.checking import Shared, exit_code, gather, run
from cnnstat.cli.output import named_format
from cnnstat.cli.settings import OUTPUT_HELP, choices, whole, write
from cnnstat.errors import UsageError
from cnnstat.text.printable import printable
from cnnstat.views.request import check_choice

if TYPE_CHECKING:
    from cnnstat.documents.checker import Checker
    from cnnstat.documents.document import Document
    from cnnstat.findings.finding import Finding
    from cnnstat.findings.report import Report

FORMATS = {
    "full": (".txt",), "concise": (), "json": (".json",), "github": (), "sarif": (".sarif",), "junit": (".xml",),
}  # fmt: skip
PATHS_HELP = "Documents, sidecar files and folders; of a spec the documents that read it. Without any, this folder."
AFFECTED_HELP = "Check and list only what reads this spec."
CLAIMS_HELP = "Fewer figures checked than this are a finding."
BLAME = ("document", "spec")
BLAME_HELP = "Where findings stand: in pull requests code scanning shows lines that changed only."
ROUNDS = 3
"""A total is mended after its rows; nothing takes longer than that."""
SUGGEST_HELP = "Also look at figures without marks, and propose the marks."
FOLDER_HELP = "A folder outside of the project from which documents may read specs; may be repeated."
UNBOUNDED_HELP = "Let documents ask for any amount of work; for those that you trust."
CONFIG_HELP = "A pyproject.toml with [tool.cnnstat]; else that of this folder or one around it."


def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help=PATHS_HELP)] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is wrong; every other byte stays.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    suggest: Annotated[bool, typer.Option("--suggest", help=SUGGEST_HELP)] = False,
    affected_by: Annotated[list[Path] | None, typer.Option("--affected-by", metavar="SPEC", help=AFFECTED_HELP)] = None,
    min_claims: Annotated[int | None, whole("--min-claims", meaning=CLAIMS_HELP, minimum=0)] = None,
    blame: Annotated[str, typer.Option(**choices(BLAME, BLAME_HELP))] = "document",
    spec_folder: Annotated[list[Path] | None, typer.Option("--spec-folder", metavar="DIR", help=FOLDER_HELP)] = None,
    unbounded: Annotated[bool, typer.Option("--unbounded", help=UNBOUNDED_HELP)] = False,
    ignore: Annotated[str, typer.Option("--ignore", metavar="RULES", help="Rules to leave out, as CNS211.")] = "",
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help=CONFIG_HELP)] = None,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "Format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Check the figures in documents.

    Marked ones in prose, generated blocks, and those of sidecar files.
    """
    if diff and format:
        raise UsageError("--diff is a patch; it has no --format")
    chosen = "full" if diff else named_format(format, output, FORMATS)
    check_choice("--blame", blame, BLAME)
    if fix and (diff or suggest):
        raise UsageError(
            "--fix goes with neither --diff nor --suggest; --suggest --diff is a patch of all marks proposed"
        )
    from cnnstat.findings.report import Report, blamed

    failed: list[str] = []
    asked, settings, project = gather(paths or [], affected_by or [], config, ignore, spec_folder or [])
    originals: dict[Path, Document] = {}
    texts: dict[Path, bytes] = {}
    mended: Counter[Path] = Counter()
    shared = Shared(settings, project, unbounded)
    checker = run(asked, settings, shared, suggest, texts)
    for _ in range(ROUNDS if fix or (diff and not suggest) else 0):  # a total may become wrong when its rows are mended
        if not mend(checker, originals, texts):
            break
        mended.update({Path(os.path.realpath(path)): len(each[1]) for path, each in checker.outcome.edited.items()})
        checker = run(asked, settings, shared, suggest, texts)
    if diff:
        if suggest:
            mend(checker, originals, texts)
        return show_diff(checker, originals, texts, output)
    if fix and write_all(originals, texts, mended, failed):
        checker = run(asked, settings, shared, suggest, {})
    least = 0 if suggest or asked.specs else settings.min_claims
    require(checker, least if min_claims is None else min_claims)
    outcome = checker.outcome
    fixable = 0 if suggest else sum(each.edit is not None for each in outcome.findings)
    told = outcome.cited or not asked.whole  # that nothing reads a YAML file beside documents is no news
    specs = " ".join(map(str, asked.specs)) if told else ""
    findings = list(map(blamed, outcome.findings)) if blame == "spec" else outcome.findings
    report = Report(findings, outcome.documents, outcome.claims, outcome.cited, specs, mended.total(), fixable)
    show(report, chosen, output)
    if failed:
        raise UsageError("; ".join(failed))
    return exit_code(checker, report.fails)


def require(checker: Checker, least: int) -> None:
    """Add the finding that fewer figures were checked than were to be."""
    outcome = checker.outcome
    other = any(each.rule.severity == "error" for each in outcome.findings)  # then that is why
    if outcome.claims < least and not (other and least == 1):
        checker.add(nothing(outcome.claims, least, outcome.documents))


def nothing(claims: int, least: int, documents: int) -> Finding:
    """The finding that there was too little to check."""
    from cnnstat.documents.rules import NOTHING
    from cnnstat.findings.finding import Finding
    from cnnstat.findings.report import many

    said = f"{many(claims, 'figure')} checked in {many(documents, 'document')}, expected at least {least:,}"
    return Finding(NOTHING, None, f"{said}; --min-claims {claims} allows that")


def mend(checker: Checker, originals: dict[Path, Document], texts: dict[Path, bytes]) -> bool:
    """Make the edits that a check found, in memory; whether there were any."""
    from cnnstat.documents.fix import changes

    changed = list(changes(checker.outcome))
    for document, text in changed:
        real = Path(os.path.realpath(document.path))
        originals.setdefault(real, document)
        texts[real] = text.encode("utf-8", "surrogatepass")
    return bool(changed)


def write_all(
    originals: Mapping[Path, Document], texts: Mapping[Path, bytes], mended: dict[Path, int], failed: list[str]
) -> bool:  # fmt: skip
    """Write the documents with their edits; whether some could not be written, which ``failed`` then says."""
    from cnnstat.documents.fix import write as write_document

    for path, document in originals.items():
        try:
            write_document(document, texts[path])
        except UsageError as error:
            failed.append(str(error))
            del mended[path]
    return bool(failed)


def show_diff(
    checker: Checker, originals: Mapping[Path, Document], texts: Mapping[Path, bytes], output: Path | None
) -> int:  # fmt: skip
    """What --fix would change; findings that it cannot mend are counted on standard error."""
    from cnnstat.documents.fix import diff as unified

    found = [unified(document, texts[path].decode("utf-8", "surrogatepass")) for path, document in originals.items()]
    seen = output is None and sys.stdout is not None and sys.stdout.isatty()
    write("".join(found), output, verbatim=not seen)  # for people it is made safe, for programs it has every byte
    rest = sum(each.edit is None and each.rule.severity != "note" for each in checker.outcome.findings)
    if rest:
        sys.stderr.write(f"{rest} more cannot be mended; run without --diff to see them\n")
    return exit_code(checker, bool(found or rest))


def show(report: Report, chosen: str, output: Path | None) -> None:
    """Write the report; under GitHub Actions a table into the summary of the run as well."""
    if chosen in ("full", "concise"):
        from cnnstat.render import terminal
        from cnnstat.render.findings.text import concise_view, full_view

        view = full_view if chosen == "full" else concise_view
        if output is None and terminal.on_terminal():
            return terminal.emit(view, report)
        return write(terminal.text(view, report), output)
    if chosen == "json":
        import json

        from cnnstat.findings.report import report_data

        return write(json.dumps(report_data(report), indent=1, ensure_ascii=False) + "\n", output)
    module = import_module(f"cnnstat.render.findings.{chosen}")
    write(module.findings(report), output, commands=chosen == "github")
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if chosen == "github" and summary:
        try:
            with open(summary, "a", encoding="utf-8") as file:
                file.write(printable(module.step_summary(report)))
        except OSError as error:
            raise UsageError(f"GITHUB_STEP_SUMMARY: {summary}: cannot write: {error.strerror}") from error
    return None
