"""``cnnstat rule ID``: what a rule looks for, and what to do about it."""

from __future__ import annotations

import shutil
import textwrap
from typing import Annotated

import typer

from cnnstat.cli.settings import write_text
from cnnstat.findings.rule import Rule, rule_named

PLACE = 9  # in the help

WIDTH = 100
"""The greatest width of a line, which is comfortable to read."""


def complete_rule(incomplete: str) -> list[str]:
    """Ids of rules, for shell completion."""
    return [each for each in rules() if each.startswith(incomplete.upper())]


def rules() -> dict[str, Rule]:
    """Every rule by its id."""
    from cnnstat.documents.rules import RULES as OF_DOCUMENTS
    from cnnstat.lint import RULES as OF_SPECS

    return {**OF_SPECS, **OF_DOCUMENTS}


def rule(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="CNS201 or wrong-figure; default: all.", autocompletion=complete_rule),
    ] = None,
) -> None:
    """Explain a rule of `lint` or `check`, and what to do about it."""
    known = rules()
    write_text("\n".join(told(known[rule_named(each, known)]) for each in ids or known))


def told(found: Rule) -> str:
    """The text about a rule."""
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 1)).columns)
    paragraphs = [f"{found.id} {found.name} ({found.severity})"]
    for text in filter(None, (found.meaning, found.remedy)):
        paragraphs += textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return "".join(f"{line}\n" for line in paragraphs)
