"""``cnnstat get QUERY…``: any figure of any network, and arithmetic on them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import FORMAT_HELP, OUTPUT_HELP, choices, write, write_text
from cnnstat.errors import UsageError
from cnnstat.render import DERIVATIONS, View
from cnnstat.text import numbers
from cnnstat.text.printable import one_line

if TYPE_CHECKING:
    from cnnstat.query import Answer

PLACE = 2  # in the help

FORMATS = {**DERIVATIONS, "json": (".json",)}
QUERY_HELP = (
    "A figure: alexnet.params, googlenet.3a.macs, alexnet@input=224.conv1.height, 'mobilenet_v1[conv kernel=1].macs' "
    "(layers by type and keys); or arithmetic, 'vgg16.macs / alexnet.macs', with sum share count min max abs. "
    "alexnet.conv1 alone lists its figures; `cnnstat guide queries` has the whole language."
)


def complete_query(incomplete: str) -> list[str]:
    """Networks, layers and figures, for shell completion."""
    from cnnstat.query import Bench
    from cnnstat.query.complete import complete

    return complete(incomplete, Bench())


def get(
    queries: Annotated[list[str], typer.Argument(help=QUERY_HELP, metavar="QUERY...", autocompletion=complete_query)],
    explain: Annotated[bool, typer.Option("--explain", "-e", help="Show how the value comes about.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="For scripts: bare numbers, no commas.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> None:
    """Print any figure of any network by its name."""
    chosen = named_format(format, output, FORMATS)
    if chosen not in ("text", "json") and not explain:
        raise UsageError(f"--format {chosen} shows derivations: add --explain")
    if sum((explain, plain, chosen == "json")) > 1:
        raise UsageError("--explain, --plain and --format json exclude each other")
    from cnnstat.query import Bench, evaluate, read_query  # only this command needs them

    bench = Bench()
    try:
        trees = [read_query(query) for query in queries]
    except UsageError as error:
        hint = "; quote a query that holds spaces or signs of the shell" if len(queries) > 1 else ""
        raise UsageError(f"{error}{hint}") from error
    if explain:
        if len(queries) > 1:
            raise UsageError("--explain takes one query")
        report = import_module("cnnstat.derivation.query").explain_query(trees[0], queries[0], bench)
        return emit(View("explanation", report), chosen, output)
    answers = [evaluate(tree, bench) for tree in trees]
    if chosen == "json":
        return write(as_json(queries, answers), output)
    if plain:
        return write(as_text(queries, answers, plain), output)
    return write_text(as_text(queries, answers, plain), output)


def as_text(queries: Sequence[str], answers: Sequence[Answer], plain: bool) -> str:
    """The value; for several queries, one line each that begins with the query."""

    values = [plain_text(each.value) if plain else text_of(each) for each in answers]
    if len(values) == 1:
        return f"{values[0]}\n"
    if plain:
        return "".join(f"{one_line(query)}\t{value}\n" for query, value in zip(queries, values, strict=True))
    names = [one_line(query) for query in queries]
    widths = max(map(len, names)), max(map(len, values))
    return "".join(f"{name:{widths[0]}}  {value:>{widths[1]}}\n" for name, value in zip(names, values, strict=True))


def text_of(answer: Answer) -> str:
    """A value for people; a stride is a fraction where it is not whole, as in tables."""
    if answer.unit == "pixels" and not isinstance(answer.value, int | tuple):
        return numbers.ratio(answer.value)
    return numbers.value_text(answer.value)


def plain_text(value: Any) -> str:
    """A value for programs: ``60965224``, ``96x55x55``, ``27.200926161820853``."""
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    return str(value) if isinstance(value, int) else repr(float(value))


def as_json(queries: Sequence[str], answers: Sequence[Answer]) -> str:
    """The values with units and meanings; fractions also exactly."""
    from cnnstat.quantities import MAC
    from cnnstat.render.envelope import document

    found = []
    for query, answer in zip(queries, answers, strict=True):
        value: Any = answer.value
        data: dict[str, Any] = {"query": query, "value": value if isinstance(value, int) else None}
        if isinstance(value, tuple):
            data["value"] = [each if isinstance(each, int) else str(each) for each in value]
        elif not isinstance(value, int):
            data |= {"value": float(value), "numerator": value.numerator, "denominator": value.denominator}
        found.append(data | {"unit": answer.unit or None, "meaning": answer.meaning or None})
    return document({"convention": {"mac": MAC, "per": "image"}, "queries": found})
