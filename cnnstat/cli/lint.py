"""``cnnstat lint NAME…``: what is legal in a spec and yet probably not meant."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.analysis import analyze_network
from cnnstat.analysis.setting import MODES, Setting
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    Params,
    choices,
    complete_network,
    write,
)
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.spec import catalog
from cnnstat.views.request import check_choice, read_network

if TYPE_CHECKING:
    from cnnstat.lint import Finding

FORMATS = ("text", "json")


def lint(
    networks: Annotated[
        list[str] | None, typer.Argument(metavar="NETWORK", help=NETWORK_HELP, autocompletion=complete_network)
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Every network of the catalog.")] = False,
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    mode: Annotated[str, typer.Option(**choices(MODES, "With 'train' the auxiliary heads count."))] = "infer",
    ignore: Annotated[str, typer.Option("--ignore", help="Rules to leave out, as CNS102,CNS104.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Notes fail too, not only warnings.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Say what each rule looks for.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "JSON is for programs."))] = "text",
) -> int | None:
    """Look for what is legal and yet probably not meant.

    Windows that do not tile, cells never read, and more: --rules lists it.
    """
    from cnnstat.lint import RULES  # only this command needs them

    check_choice("--format", format, FORMATS)
    check_choice("--mode", mode, MODES)
    if rules and format == "json":
        raise UsageError("--rules comes as text only")
    if rules:
        write("".join(f"{each.id} {each.name} ({each.severity})\n  {each.meaning}\n" for each in RULES.values()), None)
        return None
    left_out = ignored(ignore, RULES)
    names = [*(networks or []), *(catalog.networks() if all else [])]
    if not names:
        raise UsageError("expected the name of a network, or --all; --rules says what is looked for")
    found = [
        (name, finding)
        for name in dict.fromkeys(names)
        for finding in findings(name, input, settings or [], mode == "train")
        if finding.rule.id not in left_out
    ]
    fails = any(strict or finding.rule.severity == "warning" for _, finding in found)
    write(as_json(found) if format == "json" else as_text(found, len(set(names))), None)
    return 1 if fails else 0


def findings(name: str, size: str | None, settings: list[str], training: bool) -> list[Finding]:
    from cnnstat.lint import lint as linted

    analysis = analyze_network(read_network(name, size, settings), Setting(training))
    return linted(analysis, lambda side: read_network(name, str(side), settings))


def ignored(text: str, rules: Collection[str]) -> set[str]:
    """The rules that are not to be looked for."""
    found = {word.strip().upper() for word in text.split(",") if word.strip()}
    for word in sorted(found.difference(rules)):
        raise UsageError(f"--ignore: there is no rule {shown(word)}{nearest(word, rules)}")
    return found


def as_text(found: list[tuple[str, Finding]], networks: int) -> str:
    warnings = sum(finding.rule.severity == "warning" for _, finding in found)
    notes = len(found) - warnings
    counts = f"{warnings} warning{'' if warnings == 1 else 's'}, {notes} note{'' if notes == 1 else 's'}"
    of = f" in {networks} networks" if networks > 1 else ""
    lines = [f"{finding.position}: " if finding.position else "" for _, finding in found]
    body = "".join(
        f"{place}{name}: {finding.rule.id} {finding.rule.severity}: {finding.layer}: {finding.problem}\n"
        for place, (name, finding) in zip(lines, found, strict=True)
    )
    return f"{body}{counts if found else 'no findings'}{of}\n"


def as_json(found: list[tuple[str, Finding]]) -> str:
    data = [
        {
            "network": name, "rule": finding.rule.id, "name": finding.rule.name, "severity": finding.rule.severity,
            "file": finding.position.file if finding.position else None,
            "line": finding.position.line if finding.position else None,
            "column": finding.position.column if finding.position else None,
            "layer": finding.layer, "problem": finding.problem,
        }
        for name, finding in found
    ]  # fmt: skip
    return json.dumps({"schema_version": 1, "findings": data}, indent=1) + "\n"
