"""``cnnstat lint NAME…``: what is legal in a spec but probably not intended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import MODES, Setting
from cnnstat.cli.findings import emit
from cnnstat.cli.output import named_format
from cnnstat.cli.settings import (
    FORMAT_HELP,
    INPUT_HELP,
    NETWORK_HELP,
    OUTPUT_HELP,
    Params,
    behind,
    choices,
    complete_network,
    write_text,
)
from cnnstat.errors import UsageError
from cnnstat.findings.rule import rule_named
from cnnstat.render.findings import FORMATS
from cnnstat.spec import catalog
from cnnstat.views.request import check_choice, reader

if TYPE_CHECKING:
    from cnnstat.analysis.sweep import Load


PLACE = 8  # in the help


IGNORE_HELP = "Rules to leave out, such as CNS102."


def complete_ignored(incomplete: str) -> list[str]:
    """Ids of rules for the shell, behind those already typed."""
    from cnnstat.lint import RULES

    return behind(incomplete, RULES)


def lint(
    networks: Annotated[
        list[str] | None, typer.Argument(metavar="NETWORK", help=NETWORK_HELP, autocompletion=complete_network)
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Every network of the catalog.")] = False,
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    mode: Annotated[str, typer.Option(**choices(MODES, "'train' includes the auxiliary heads."))] = "infer",
    ignore: Annotated[
        str, typer.Option("--ignore", metavar="RULES", help=IGNORE_HELP, autocompletion=complete_ignored)
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Notes fail too, not only warnings.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Say what each rule looks for.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Look for what is legal but probably not intended.

    Windows that do not tile, cells never read, and more: --rules lists it.
    """
    from cnnstat.lint import RULES, lint_all  # only this command needs them

    if rules and (format or output is not None):
        raise UsageError("--rules is for people; it goes with neither --format nor --output")
    chosen = named_format(format, output, FORMATS)
    check_choice("--mode", mode, MODES)
    if rules:
        write_text("".join(f"{each.id} {each.name} ({each.severity})\n  {each.meaning}\n" for each in RULES.values()))
        return 0
    try:
        left_out = [rule_named(word.strip(), RULES) for word in ignore.split(",") if word.strip()]
    except UsageError as error:
        raise UsageError(f"--ignore: {error}") from error
    names = [*(networks or []), *(catalog.networks() if all else [])]
    if not names:
        raise UsageError("expected the name of a network, or --all; --rules says what is looked for")
    asked = (analysed(name, input, settings or [], mode == "train") for name in dict.fromkeys(names))
    return emit(lint_all(asked, left_out, strict), chosen, output)


def analysed(name: str, size: str | None, settings: list[str], training: bool) -> tuple[str, Analysis, Load]:
    """A network's name, its analysis with the command line's settings, and a function that loads it at another size."""
    read = reader(name, settings)
    return name, analyze_network(read(size), Setting(training), partial=True), read
