"""``cnnstat check PATH…``: the figures in documents held against the architectures."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.cli.output import named_format
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import OUTPUT_HELP, check_choice, choices, whole, write
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.printable import printable

if TYPE_CHECKING:
    from cnnstat.docs import Checker, Config
    from cnnstat.docs.blocks import Text
    from cnnstat.docs.document import Document
    from cnnstat.docs.finding import Finding
    from cnnstat.docs.report import Report
    from cnnstat.project import Project

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
MOST_CRASHED = 3
"""Documents named in the message about an internal error."""
SUGGEST_HELP = "Also look at figures without marks, and propose the marks."
FOLDER_HELP = "A folder outside of the project from which documents may read specs; may be repeated."
UNBOUNDED_HELP = "Let documents ask for any amount of work; for those that you trust."
CONFIG_HELP = "A pyproject.toml with [tool.cnnstat]; else that of this folder or one around it."


@dataclass(frozen=True)
class Asked:
    """Which files to look at, and what of them.

    Attributes:
        whole: files that are checked whole, and whether each was named itself.
        readers: files of which only what reads one of the specs is checked.
        specs: the specs.
    """

    whole: Sequence[tuple[Path, bool]]
    readers: Sequence[tuple[Path, bool]]
    specs: Sequence[Path]


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
    from cnnstat.docs.report import Report, blamed

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
    outcome = checker.outcome
    least = 0 if suggest or asked.specs else settings.min_claims
    least = least if min_claims is None else min_claims
    other = any(each.rule.severity == "error" for each in outcome.findings)  # then that is why
    if outcome.claims < least and not (other and least == 1):
        checker.add(nothing(outcome.claims, least, outcome.documents))
    fixable = 0 if suggest else sum(each.edit is not None for each in outcome.findings)
    told = outcome.cited or not asked.whole  # that nothing reads a YAML file beside documents is no news
    specs = " ".join(map(str, asked.specs)) if told else ""
    findings = list(map(blamed, outcome.findings)) if blame == "spec" else outcome.findings
    report = Report(findings, outcome.documents, outcome.claims, outcome.cited, specs, mended.total(), fixable)
    show(report, chosen, output)
    if failed:
        raise UsageError("; ".join(failed))
    return exit_code(checker, report.fails)


def gather(
    paths: Sequence[Path], specs: Sequence[Path], config: Path | None, ignore: str, folders: Sequence[Path]
) -> tuple[Asked, Config, Project]:  # fmt: skip
    """The files to look at, the settings, and what documents may read.

    Specs among the paths ask for the documents that read them.
    """
    from cnnstat.docs import find_config, read_config
    from cnnstat.docs.config import rule_named
    from cnnstat.docs.walk import Ignored, files, is_spec

    if config is not None and not config.is_file():
        raise UsageError(f"--config: {config}: no such file")
    file = config or find_config(Path.cwd())
    settings = read_config(file)
    words = [word.strip() for word in ignore.split(",") if word.strip()]
    settings = settings._replace(ignore=(*settings.ignore, *map(rule_named, words)))
    specs = [spec_named(each) for each in specs]
    project = project_of(file, settings, folders)
    patterns = Ignored(settings.exclude, file.parent if file else Path.cwd())
    named = [each for each in paths if is_spec(each) and each.is_file()]
    documents = [each for each in paths if each not in named]
    if specs:
        return Asked([], list(files(documents or [Path()], patterns)), [*specs, *named]), settings, project
    whole = list(files(documents or ([] if named else [Path()]), patterns))
    known = {os.path.realpath(file) for file, _ in whole}
    around = files([Path()], patterns) if named else ()
    return Asked(whole, [each for each in around if os.path.realpath(each[0]) not in known], named), settings, project


def project_of(file: Path | None, settings: Config, folders: Sequence[Path]) -> Project:
    """What documents may read: specs below the folder of the configuration, and in folders that are named."""
    from cnnstat.project import Project

    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--spec-folder: {folder}: no such folder")
    return Project(file.parent if file else None, [*folders, *map(Path, settings.spec_folders)])


def spec_named(spec: Path) -> Path:
    """A spec by its file, or by the name of a network of the catalog."""
    from cnnstat.docs.verify import spec_file

    found = spec if spec.is_file() else spec_file(str(spec))
    if found is None or not found.is_file():
        raise UsageError(f"--affected-by: {spec}: no such file, and no network of the catalog")
    return found


class Shared:
    """What is computed once for all rounds of a check.

    Attributes:
        verifier: verdicts on figures.
        effort: the work that documents may still ask for; None where they are trusted.
    """

    def __init__(self, settings: Config, project: Project, unbounded: bool) -> None:
        from cnnstat.docs.verify import Verifier
        from cnnstat.effort import Effort

        self.verifier = Verifier(settings.precision, project)
        self.effort = None if unbounded else Effort()
        self._blocks: dict[tuple[tuple[str, ...], str, Path | None], Text] = {}

    def generate(self, words: Sequence[str], own: str, folder: Path) -> Text:
        """What a block shows in a document of this folder."""
        from cnnstat.cli.blocks import generate
        from cnnstat.docs.verify import may_name_file

        key = tuple(words), own, folder if any(map(may_name_file, words)) else None
        if key not in self._blocks:
            self._blocks[key] = generate(words, own, lambda name: self.verifier.project.network(name, folder))
        return self._blocks[key]


def run(asked: Asked, settings: Config, shared: Shared, suggest: bool, texts: Mapping[Path, bytes]) -> Checker:
    """Check the files one by one; those with edits as they will be."""
    from cnnstat.docs import Checker

    affected = frozenset(os.path.realpath(each) for each in asked.specs)
    checker = Checker(settings, shared.generate, shared.verifier, affected, texts, shared.effort)
    with progress(len(asked.whole) + len(asked.readers)) as tell:
        for files, whole in ((asked.whole, True), (asked.readers, False)):
            for path, named in files:
                tell(str(path))
                try:
                    document = checker.check_file(path, named or suggest, whole)
                    if suggest and document is not None:
                        import_module("cnnstat.docs.suggest").suggest(checker, document)
                except CnnstatError:
                    raise
                except Exception as error:  # nobody foresaw it: told at the end, when the others are checked
                    checker.outcome.crashed.append((path, error))
    return checker


class DocumentError(Exception):
    """An error in this program that kept it from checking documents."""


def exit_code(checker: Checker, fails: bool) -> int:
    """1 of findings; raises what nobody foresaw, now that everything else is told."""
    crashed = checker.outcome.crashed
    if not crashed:
        return 1 if fails else 0
    told = [f"{path}: {type(error).__name__}: {' '.join(str(error).split())}" for path, error in crashed[:MOST_CRASHED]]
    told += [f"{len(crashed) - MOST_CRASHED} more"] if len(crashed) > MOST_CRASHED else []
    raise DocumentError(f"not checked: {'; '.join(told)}") from crashed[0][1]


def nothing(claims: int, least: int, documents: int) -> Finding:
    """The finding that there was too little to check."""
    from cnnstat.docs.finding import Finding
    from cnnstat.docs.report import many
    from cnnstat.docs.rules import NOTHING

    said = f"{many(claims, 'figure')} checked in {many(documents, 'document')}, expected at least {least:,}"
    return Finding(NOTHING, None, f"{said}; --min-claims {claims} allows that")


def mend(checker: Checker, originals: dict[Path, Document], texts: dict[Path, bytes]) -> bool:
    """Make the edits that a check found, in memory; whether there were any."""
    from cnnstat.docs.fix import changes

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
    from cnnstat.docs.fix import write as write_document

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
    from cnnstat.docs.fix import diff as unified

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
        from cnnstat.render.findings import concise_view, full_view

        view = full_view if chosen == "full" else concise_view
        if output is None and terminal.on_terminal():
            return terminal.emit(view, report)
        return write(terminal.text(view, report), output)
    if chosen == "json":
        import json

        from cnnstat.docs.report import report_data

        return write(json.dumps(report_data(report), indent=1, ensure_ascii=False) + "\n", output)
    module = import_module(f"cnnstat.render.{chosen}")
    write(module.findings(report), output)
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if chosen == "github" and summary:
        try:
            with open(summary, "a", encoding="utf-8") as file:
                file.write(printable(module.step_summary(report)))
        except OSError as error:
            raise UsageError(f"GITHUB_STEP_SUMMARY: {summary}: cannot write: {error.strerror}") from error
    return None
