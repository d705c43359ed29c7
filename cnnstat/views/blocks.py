"""What a generated block in a document may say, and what it shows.

A document comes from anybody, so a block has a small language of its own: the commands, arguments and options listed
here, and no others. What writes, draws, prints help or reads other files does not exist in it. What it has is spelled
as on the command line, which a test holds against this list.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

from cnnstat.commands import COMMANDS
from cnnstat.documents.marks.blocks import Text
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.keys.kinds import Kind, Whole
from cnnstat.render import DERIVATIONS, FORMATS, TERMINAL, fragment
from cnnstat.views.request import Locate, read_number


class Option(NamedTuple):
    """An option of a block.

    Attributes:
        name: of the view's argument that it sets.
        flags: how it is written, the long form first.
        bare: whether it takes no value.
        repeated: whether it may be given several times, each with a value.
        number: the numbers that it takes; None of an option that takes text.
    """

    name: str
    flags: tuple[str, ...]
    bare: bool = False
    repeated: bool = False
    number: Kind | None = None


class Command(NamedTuple):
    """A command of a block, carried out by ``view`` of the module of its name.

    Attributes:
        arguments: names of the view's arguments that are given by their place.
        needed: how many of them must be given.
        rest: the argument that takes all further words; "" where there may be none.
        options: what may be set besides, apart from ``--format``.
    """

    arguments: tuple[str, ...] = ()
    needed: int = 0
    rest: str = ""
    options: tuple[Option, ...] = ()


POSITIVE = Whole(1)
PARAMS = Option("settings", ("--set", "-s"), repeated=True)
SETTINGS = (
    Option("input", ("--input", "-i")),
    PARAMS,
    Option("mode", ("--mode",)),
    Option("flops", ("--flops",)),
    Option("batch", ("--batch", "-b")),
    Option("dtype", ("--dtype",)),
    Option("optimizer", ("--optimizer",)),
)
TABLE = (
    Option("table", ("--table", "-t"), bare=True),
    Option("columns", ("--columns", "-c")),
    Option("depth", ("--depth", "-d"), number=POSITIVE),
)
FORMAT = Option("format", ("--format", "-f"))
"""The document's own format, or that of terminals."""

BLOCKS = {
    "show": Command(("network", "layer"), 1, options=(*TABLE, *SETTINGS)),
    "explain": Command(
        ("network", "layer"), 1, "quantities", (Option("compare", ("--compare",), repeated=True), *SETTINGS)
    ),
    "sizes": Command(("network", "at"), 1, options=(PARAMS,)),
    "audit": Command(rest="networks", options=(Option("only", ("--only",)),)),
    "reconcile": Command(("query", "printed"), 2, options=(Option("all", ("--all",), bare=True),)),
}
"""The commands that a block may have."""


def parsed(words: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The command that a block has, and the arguments of its view by name, ``format`` besides.

    Raises:
        UsageError: it is none that a block may have.
    """
    name = words[0] if words[0] in COMMANDS else "show"
    if name not in BLOCKS:
        hint = "; a mark holds the query alone, as alexnet.params" if name == "get" else ""
        raise UsageError(f"a block shows figures ({', '.join(BLOCKS)}); {name} is none of these{hint}")
    command = BLOCKS[name]
    plain, values = split(words[1:] if words[0] == name else words, (*command.options, FORMAT))
    for which in command.arguments[len(plain) : command.needed]:
        raise UsageError(f"{name}: expected {which.upper()}, got nothing")
    values.update(zip(command.arguments, plain, strict=False))
    more = plain[len(command.arguments) :]
    if more and not command.rest:
        raise UsageError(f"{name}: expected nothing more, got {' '.join(map(repr, more[:3]))}")
    return name, {**values, **({command.rest: more} if more else {})}


def split(words: Sequence[str], options: Sequence[Option]) -> tuple[list[str], dict[str, Any]]:
    """The words that are no options, and the options' values by their names.

    Options are spelled as everywhere: ``--input 224``, ``--input=224``, ``-i 224``, ``-i224``, ``-ti224``; behind
    ``--`` there are none.
    """
    known = {flag: option for option in options for flag in option.flags}
    left = list(words)
    plain: list[str] = []
    values: dict[str, Any] = {}
    while left:
        word = left.pop(0)
        if word == "--":
            return [*plain, *left], values
        if not word.startswith("-") or word == "-":
            plain.append(word)
            continue
        for flag, value in flags(word, known):
            take(known[flag], flag, value, left, values)
    return plain, values


def flags(word: str, known: dict[str, Option]) -> list[tuple[str, str | None]]:
    """The options that a word stands for, with the value that is written into it."""
    long = word.startswith("--")
    flag, equals, value = word.partition("=") if long else (word[:2], word[2:], word[2:])
    if flag not in known:
        allowed = sorted(each for each in known if each.startswith("--"))
        raise UsageError(f"a block takes no {flag}; it takes {', '.join(allowed)}")
    if not long and known[flag].bare and equals:
        return [(flag, None), *flags(f"-{value}", known)]
    return [(flag, value if equals else None)]


def take(option: Option, flag: str, value: str | None, left: list[str], values: dict[str, Any]) -> None:
    """Set an option, with a value of its own or the next of the words that are left."""
    if option.bare:
        if value is not None:
            raise UsageError(f"{flag}: expected no value")
        values[option.name] = True
        return
    if value is None:
        if not left:
            raise UsageError(f"{flag}: expected a value, got nothing")
        value = left.pop(0)
    if option.repeated:
        values.setdefault(option.name, []).append(value)
    else:
        values[option.name] = value if option.number is None else read_number(option.flags[0], value, option.number)


def generate(words: Sequence[str], own: str, locate: Locate) -> Text:
    """What a block shows.

    Args:
        words: its command.
        own: the format of its document; "" where there is none of its own.
        locate: what a name of a network means in this document.

    Raises:
        UsageError: a block may not say that, or it does not fit together.
        SpecError: a spec that it names cannot be read.
    """
    spend(1000)
    name, values = parsed(words)
    asked = values.pop("format", "")
    formats = DERIVATIONS if name == "explain" else FORMATS
    plain = next(iter(formats))
    known = [plain, *([own] if own in formats else [])]
    if asked and asked not in (*known, *TERMINAL):
        raise UsageError(f"--format {asked}: this document takes {' or '.join(reversed(known))}")
    chosen = plain if asked in TERMINAL else known[-1]
    view = import_module(f"cnnstat.views.{name}").view
    return Text(fragment(view(**values, locate=locate), chosen), chosen == plain)
