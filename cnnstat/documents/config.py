"""The settings in ``pyproject.toml`` under ``[tool.cnnstat]``."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat.documents.exemptions import Exemption, read_exemptions
from cnnstat.documents.ignore import read_pattern
from cnnstat.documents.rules import RULES
from cnnstat.errors import Position, SpecError, UsageError, nearest, shown
from cnnstat.files import quoted, read_to
from cnnstat.findings.rule import rule_named
from cnnstat.printed import Precision
from cnnstat.project import is_on_server, split
from cnnstat.query.settings import divided
from cnnstat.spec.catalog import networks, plain

LARGEST = 1_000_000
"""Bytes of a configuration."""
MOST_CLAIMS = 10**9
SHORTEST = 3
"""Characters of a name of one's own; shorter ones occur in all texts."""
LONG_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]+[ \t]*\.[ \t]*){64}""")
"""Dots as in a key of very many parts; each search for one ends after so many."""

WORD = r"""("(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[\w-]++)"""
HEAD = re.compile(rf"^[ \t]*\[[ \t]*{WORD}[ \t]*\.[ \t]*{WORD}[ \t]*\]", re.MULTILINE)
KEY = re.compile(rf"(?:^|[{{,.])[ \t]*{WORD}(?=[ \t]*[=.])", re.MULTILINE)
"""The head of a table, and a key, as TOML may spell them."""

KEYS = {
    "exclude": "files and folders to leave out, in the patterns of .gitignore",
    "ignore": "rules to leave out, by id or name",
    "min-claims": "fewer figures checked than this are a finding",
    "truncated": "whether a figure is right whose digits were cut off, not rounded",
    "zeros": "whether two zeros or more at the end of 10,000 and more, behind four digits at most, may be rounded ones",
    "about": "by what share of it a figure that says about may be off at most",
    "names": "names of networks of one's own, each with its spec, as documents without marks use them",
    "spec-folders": "folders outside of the project from which documents may read specs",
    "min-coverage": "with --coverage, a smaller share of numbers checked, in percent, is a finding",
    "exempt": "numbers that need not be checked, by pattern or file, each with a reason",
    "pairs": "documents that are versions of one in several languages, and must state the same facts",
}


class Config(NamedTuple):
    """The settings of a project; folders are paths relative to where the program runs."""

    exclude: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    precision: Precision = Precision()
    min_claims: int = 1
    spec_folders: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    min_coverage: int = 0
    exempt: tuple[Exemption, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()


def find_config(folder: Path) -> Path | None:
    """The pyproject.toml of a folder or of its nearest parent that has one."""
    return next((file for each in (folder, *folder.parents) if (file := each / "pyproject.toml").is_file()), None)


def read_config(file: Path | None) -> Config:
    """The settings in a file; the defaults if there is none.

    Raises:
        SpecError: it is not TOML, or has an unknown key or a wrong value; the message says where.
        UsageError: it cannot be read.
    """
    if file is None:
        return Config()
    data = read_to(file, LARGEST)
    if len(data) > LARGEST:
        raise UsageError(f"{quoted(str(file))}: more than {LARGEST:,} bytes; a configuration is never that large")
    try:
        text = data.decode("utf-8")
        refuse_long_keys(text, str(file))
        own = tomllib.loads(text).get("tool", {})
    except UnicodeDecodeError as error:
        before = data[: error.start]
        where = Position(str(file), before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise SpecError("not UTF-8 text", where) from error
    except (ValueError, RecursionError) as error:  # tomllib raises ValueErrors, also for a number of 5,000 digits
        raise not_toml(error, text, str(file)) from error
    table: Any = own.get("cnnstat", {}) if isinstance(own, dict) else {}
    if not isinstance(table, dict):
        raise SpecError("[tool.cnnstat]: expected a table", place(text, str(file), "cnnstat"))
    return checked(table, text, str(file))


def refuse_long_keys(text: str, file: str) -> None:
    """Refuse keys of many parts, as ``a.a.a``, for each of which tomllib keeps all that stand before it.

    Raises:
        SpecError: there is one.
    """
    if (found := LONG_KEY.search(text)) is not None:
        raise SpecError("not TOML that can be read: nested too deep", position_of(file, text, found.start()))


def not_toml(error: Exception, text: str, file: str) -> SpecError:
    """The error for a file that is not TOML. tomllib gives the position only in its message, or not at all."""
    if isinstance(error, RecursionError):
        return SpecError("not TOML that can be read: nested too deep", position_of(file, text, deepest(text)))
    problem, _, where = str(error).partition(" (at ")
    found = re.match(r"line ([0-9]+), column ([0-9]+)\)", where)
    if found:
        return SpecError(f"not TOML: {problem}", Position(file, int(found[1]), int(found[2])))
    digits = re.search(r"(?<![0-9_])[0-9_]{4300,}", text)  # more than Python reads as a number
    if not where and digits:
        return SpecError(f"not TOML: a number of {len(digits[0]):,} digits", position_of(file, text, digits.start()))
    return SpecError(f"not TOML: {problem}", position_of(file, text, len(text)))


def deepest(text: str) -> int:
    """The offset at which the most brackets are open."""
    depth, most, found = 0, 0, 0
    for match in re.finditer(r"[\[{]|[\]}]", text):
        depth += 1 if match[0] in "[{" else -1
        if depth > most:
            most, found = depth, match.start()
    return found


def position_of(file: str, text: str, at: int) -> Position:
    """An offset as line and column."""
    return Position(file, text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1)


def texts(value: Any) -> str:
    """What was expected instead of a value, if it is no list of texts; "" if it is one."""
    own = isinstance(value, list) and all(isinstance(each, str) and "\0" not in each for each in value)
    return "" if own else "expected a list of texts"


def folders(value: Any) -> str:
    """The same for folders, which documents may not move to another machine."""
    return texts(value) or ("expected folders of this machine" if any(map(is_on_server, value)) else "")


def flag(value: Any) -> str:
    """The same for true and false."""
    return "" if isinstance(value, bool) else "expected true or false"


def share(value: Any) -> str:
    """The same for a share."""
    own = not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value <= 1
    return "" if own else "expected a share from 0 to 1, as 0.1"


def claims(value: Any) -> str:
    """The same for a number of figures."""
    return "" if type(value) is int and 0 <= value <= MOST_CLAIMS else "expected a whole number"


def percent(value: Any) -> str:
    """The same for a whole percentage."""
    return "" if type(value) is int and 0 <= value <= 100 else "expected a whole number from 0 to 100"


def pairs(value: Any) -> str:
    """The same for lists of documents that belong together."""
    own = isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) > 1 and all(isinstance(each, str) and each for each in pair)
        for pair in value
    )
    return "" if own else 'expected lists of two documents or more, as [["README.md", "README.ko.md"]]'


EXPECTED: Mapping[str, Callable[[Any], str]] = {
    "exclude": texts, "ignore": texts, "spec-folders": folders, "truncated": flag, "zeros": flag, "about": share,
    "min-claims": claims, "min-coverage": percent, "pairs": pairs, "exempt": lambda value: "",
    "names": lambda value: "",
}  # fmt: skip
"""What tells of each key's value what was expected instead; exemptions are read by :func:`read_exemptions`."""


def checked(table: Mapping[str, Any], text: str, file: str) -> Config:
    """The settings of a table, after a check that each is known and has a valid value."""

    def refuse(key: str, problem: str) -> SpecError:
        return SpecError(f"[tool.cnnstat]: {problem}", place(text, file, key))

    for key, value in table.items():
        check_key(key, value, Path(file).parent, refuse)
    try:
        ignore = tuple(rule_named(each, RULES) for each in table.get("ignore", ()))
    except UsageError as error:
        raise refuse("ignore", f"ignore: {error}") from error
    try:
        exempt = read_exemptions(table.get("exempt", []))
    except ValueError as error:
        raise refuse("exempt", f"exempt: {error}") from error
    precision = Precision(
        table.get("truncated", False), table.get("zeros", True), Fraction(str(table.get("about", Precision().about)))
    )
    return Config(
        tuple(table.get("exclude", ())), ignore, precision, table.get("min-claims", 1),
        tuple(str(Path(file).parent / each) for each in table.get("spec-folders", ())),
        tuple((name, located(network, file)) for name, network in table.get("names", {}).items()),
        table.get("min-coverage", 0), exempt, tuple(map(tuple, table.get("pairs", ()))),
    )  # fmt: skip


def check_key(key: str, value: Any, folder: Path, refuse: Callable[[str, str], SpecError]) -> None:
    """Refuse a setting that is unknown or has an invalid value."""
    if key not in KEYS:
        raise refuse(key, f"there is no key {shown(key)}{nearest(key, KEYS)}")
    if expected := EXPECTED[key](value):
        raise refuse(key, f"{key}: {expected}, got {shown(value)}")
    if key == "exclude":
        for each in value:
            try:
                read_pattern(each)
            except ValueError as error:
                raise refuse(key, f"exclude: {shown(each)} is no pattern of .gitignore: {error}") from error
    if key == "names":
        check_names(value, folder, refuse)


def check_names(value: Any, folder: Path, refuse: Callable[[str, str], SpecError]) -> None:
    """Refuse names of networks that are no table of texts, or whose spec's file is not there."""
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise refuse("names", f'names: expected a table as {{TinyNet = "specs/tiny.yaml"}}, got {shown(value)}')
    for name, network in value.items():
        if len(name.strip()) < SHORTEST or not re.search(r"[^\W\d_]", name):
            raise refuse(
                "names", f"names: {shown(name)}: expected a name of {SHORTEST} characters or more, with a letter"
            )
        bare, _ = divided(network)
        path, _ = split(bare)
        if "\0" in network or "'" in network or not (path or in_catalog(bare)):
            raise refuse("names", f"names: {shown(name)}: expected a spec's file or a network, got {shown(network)}")
        if path and not os.path.isfile(folder / path):  # False also for a name that is too long for a file
            raise refuse("names", f"names: {shown(name)}: there is no file {shown(str(folder / path))}")


def in_catalog(name: str) -> bool:
    """Whether the catalog has a network of a name, with whatever strokes and capitals."""
    return ":" not in name and plain(name) in map(plain, networks())


def located(network: str, file: str) -> str:
    """A network as a query names it: the file of a spec from the configuration's folder, or a name as it is."""
    name, given = divided(network)
    path, variant = split(name)
    return f"{os.path.abspath(Path(file).parent / path)}{variant}{given}" if path else network


def place(text: str, file: str, key: str) -> Position:
    """The position of a key of the table, which tomllib does not give."""
    heads = (each for each in HEAD.finditer(text) if [spelled(part) for part in each.groups()] == ["tool", "cnnstat"])
    head = next(heads, None)
    begin = head.end() if head else 0
    found = next((each for each in KEY.finditer(text, begin) if spelled(each[1]) == key), None)
    return position_of(file, text, found.start(1) if found else begin)


def spelled(word: str) -> str:
    """A key without its quotation marks and escapes."""
    try:
        return str(tomllib.loads(f"key = {word}")["key"]) if word[0] in "\"'" else word
    except ValueError:  # it stands in a text of several lines, and is no key
        return ""
