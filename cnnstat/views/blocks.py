"""The commands that generated blocks in documents may use, and the text that such blocks show.

A document may come from anybody, so blocks have a small language of their own: only the commands, arguments and options
listed here. Nothing in it writes files, draws, prints help or reads other files. Everything is spelled as on the
command line; a test compares this list with it.
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
        name: the view's argument that it sets.
        flags: its spellings, the long form first.
        bare: whether it takes no value.
        repeated: whether it may be given several times, each time with a value.
        number: the kind of number that it takes; None if it takes text.
    """

    name: str
    flags: tuple[str, ...]
    bare: bool = False
    repeated: bool = False
    number: Kind | None = None


class Command(NamedTuple):
    """A command of a block, carried out by the function ``view`` of the module with its name.

    Attributes:
        arguments: the view's arguments that are given by position.
        needed: how many of them must be given.
        rest: the argument that takes all further words; "" if none are allowed.
        options: its options, apart from ``--format``.
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
"""The document's own format, or plain text as on a terminal."""

BLOCKS = {
    "show": Command(("network", "layer"), 1, options=(*TABLE, *SETTINGS)),
    "explain": Command(
        ("network", "layer"), 1, "quantities", (Option("compare", ("--compare",), repeated=True), *SETTINGS)
    ),
    "compare": Command(("one",), 1, "others", (Option("columns", ("--columns", "-c")), *SETTINGS[2:])),
    "sizes": Command(("network", "at"), 1, options=(PARAMS,)),
    "audit": Command(rest="networks", options=(Option("only", ("--only",)), Option("like", ("--as",)))),
    "reconcile": Command(("query", "printed"), 2, options=(Option("all", ("--all",), bare=True),)),
}
"""The commands that a block may have."""


def parsed(words: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The command of a block, and the arguments of its view by name, together with ``format``.

    Raises:
        UsageError: a block may not use this command, or not in this way.
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
    """The words that are not options, and the values of the options by name.

    Options are spelled as usual: ``--input 224``, ``--input=224``, ``-i 224``, ``-i224``, ``-ti224``; after ``--``
    there are none.
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
    """The options in a word, each with the value in the same word, or None."""
    long = word.startswith("--")
    flag, equals, value = word.partition("=") if long else (word[:2], word[2:], word[2:])
    if flag not in known:
        allowed = sorted(each for each in known if each.startswith("--"))
        raise UsageError(f"a block takes no {flag}; it takes {', '.join(allowed)}")
    if not long and known[flag].bare and equals:
        return [(flag, None), *flags(f"-{value}", known)]
    return [(flag, value if equals else None)]


def take(option: Option, flag: str, value: str | None, left: list[str], values: dict[str, Any]) -> None:
    """Set an option, to the value in its word or else to the next word."""
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
    """The text of a block.

    Args:
        words: the words of its command.
        own: the format of its document; "" if it has none of its own.
        locate: resolves names of networks in this document.

    Raises:
        UsageError: a block may not use this command, or its arguments do not fit together.
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
