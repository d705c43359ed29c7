"""``cnnstat check PATH…``: the figures in documents, checked against the architectures."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.cli.ending import expect
from cnnstat.cli.findings import emit
from cnnstat.cli.output import named_format
from cnnstat.cli.progress import progress
from cnnstat.cli.remarks import tell
from cnnstat.cli.settings import FORMAT_HELP, OUTPUT_HELP, Jobs, behind, choices, whole, write
from cnnstat.errors import UsageError
from cnnstat.render.findings import FORMATS
from cnnstat.text.printable import acting_line
from cnnstat.views.request import check_choice

if TYPE_CHECKING:
    from cnnstat.documents.session import Session

PLACE = 6  # in the help

LOGS = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""Variables of the environment of which CI sets one."""

PATHS_HELP = "Documents, sidecar files and folders; for a spec, the documents that read it. Default: this folder."
AFFECTED_HELP = "Check and list only what reads this spec."
READERS_HELP = "Check also this folder's sidecar files, and what reads the file of any spec; for hooks."
CLAIMS_HELP = "Report a finding if fewer figures than this are checked."
COVERAGE_HELP = "Count all numbers: those checked, those exempt with a reason, and the others, which are listed."
LEAST_HELP = "The same, and report a finding if a smaller share of the numbers is checked, in percent."
BLAME = ("document", "spec")
BLAME_HELP = "Where to report findings; in pull requests, code scanning shows only changed lines."
SUGGEST_HELP = "Also look at figures without marks, and propose the marks."
NOTES_HELP = "With --suggest, list also each figure that comes out, with its mark."
FIX_HELP = "Fix what is wrong; with --suggest, set the proposed marks; every other byte stays."
FOLDER_HELP = "A folder outside of the project from which documents may read specs; may be repeated."
IGNORE_HELP = "Rules to leave out, such as CNS211."
UNBOUNDED_HELP = "Let documents ask for any amount of work; for those that you trust."
CONFIG_HELP = "A pyproject.toml with [tool.cnnstat]; default: that of this folder or one around it."


def complete_ignored(incomplete: str) -> list[str]:
    """Ids of rules for the shell, behind those already typed."""
    from cnnstat.documents.rules import RULES

    return behind(incomplete, RULES)


def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help=PATHS_HELP)] = None,
    fix: Annotated[bool, typer.Option("--fix", help=FIX_HELP)] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    suggest: Annotated[bool, typer.Option("--suggest", help=SUGGEST_HELP)] = False,
    notes: Annotated[bool, typer.Option("--notes", help=NOTES_HELP)] = False,
    affected_by: Annotated[list[Path] | None, typer.Option("--affected-by", metavar="SPEC", help=AFFECTED_HELP)] = None,
    readers: Annotated[bool, typer.Option("--readers", help=READERS_HELP)] = False,
    min_claims: Annotated[int | None, whole("--min-claims", meaning=CLAIMS_HELP, minimum=0)] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help=COVERAGE_HELP)] = False,
    min_coverage: Annotated[int | None, whole("--min-coverage", meaning=LEAST_HELP, minimum=0, maximum=100)] = None,
    blame: Annotated[str, typer.Option(**choices(BLAME, BLAME_HELP))] = "document",
    spec_folder: Annotated[list[Path] | None, typer.Option("--spec-folder", metavar="DIR", help=FOLDER_HELP)] = None,
    unbounded: Annotated[bool, typer.Option("--unbounded", help=UNBOUNDED_HELP)] = False,
    ignore: Annotated[
        str, typer.Option("--ignore", metavar="RULES", help=IGNORE_HELP, autocompletion=complete_ignored)
    ] = "",
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help=CONFIG_HELP)] = None,
    jobs: Jobs = 0,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Check the figures in documents.

    Marked figures in prose, generated blocks, and figures that sidecar files quote.
    """
    if diff and format:
        raise UsageError("--diff is a patch; it has no --format")
    chosen = "full" if diff else named_format(format, output, FORMATS)
    check_choice("--blame", blame, BLAME)
    coverage = coverage or min_coverage is not None
    refuse_together(fix, diff, bool(affected_by), readers, coverage)
    from cnnstat.documents.selection import select
    from cnnstat.documents.session import Session
    from cnnstat.views.blocks import generate

    left_out = [word.strip() for word in ignore.split(",") if word.strip()]
    selection = select(paths or [], affected_by or [], config, left_out, spec_folder or [], readers)
    with progress() as shown:
        marks = notes or fix or diff or chosen != "full"
        jobs = 1 if fix or diff else jobs
        session = Session(selection, generate, suggest, unbounded, shown, coverage, marks, jobs)
        session.look()
        if suggest and (fix or diff):
            session.mark()
        elif fix or diff:
            session.mend()
        if fix:
            session.write()
        session.cover(min_coverage)
    if diff:
        return show_diff(session, output)
    session.require(min_claims)
    code = emit(session.report(blame == "spec", brief=not notes), chosen, output)
    session.raise_errors()
    return code


def refuse_together(fix: bool, diff: bool, affected: bool, readers: bool, coverage: bool) -> None:
    """Raise UsageError for options that exclude each other."""
    if fix and diff:
        raise UsageError("--fix writes, and --diff shows what it would write: give one of them")
    if readers and affected:
        raise UsageError("--readers looks at every spec, --affected-by at some: give one of them")
    if coverage and (diff or affected):
        other = "--diff" if diff else "--affected-by"
        raise UsageError(f"--coverage reports on whole documents, {other} does not: give one of them")


def show_diff(session: Session, output: Path | None) -> int:
    """Show what --fix would change; the number of findings that it cannot fix goes to standard error.

    Raises:
        UsageError: the patch may go into a CI log, which would take one of its lines for a command.
    """
    patch = "".join(session.diff())
    printed = output is None or str(output) == "-"
    seen = printed and sys.stdout is not None and sys.stdout.isatty()
    if printed and not seen and any(map(os.environ.get, LOGS)) and (line := acting_line(patch)):
        raise UsageError(
            f"line {line} of the patch would be a command of the CI log; write the patch to a file: -o FILE"
        )
    rest = sum(each.edit is None and each.rule.severity != "note" for each in session.report().findings)
    code = expect(1 if patch or rest else 0)
    write(patch, output, verbatim=not seen)  # escaped for people, but with every byte for programs
    if rest:
        tell(f"{rest} more cannot be mended; run without --diff to see them")
    session.raise_errors()
    return code
