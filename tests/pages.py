"""Documents of ours as tests see them: their blocks of code, run in order; their headings and links."""

from __future__ import annotations

import os
import re
import shlex
import sysconfig
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, run_inside

from cnnstat.guide import PAGES

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"(?:^`([\w.-]+\.\w+)`[^`\n]*|`([\w.-]+\.\w+)`):\n\n\Z", re.MULTILINE)
"""What stands in front of a block that is a file: a line that begins or ends with the file's name."""
README = ROOT / "README.md"
CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
RELEASING = ROOT / ".github" / "RELEASING.md"
GUIDE = {page: ROOT / "cnnstat" / "guide" / f"{page}.md" for page in PAGES}
DOCUMENTS = (README, CONTRIBUTING, RELEASING, *GUIDE.values())


class Block(NamedTuple):
    """A fenced block: its language, its text, and the name of the file that it is, or ""."""

    language: str
    text: str
    file: str


def blocks(document: Path, *languages: str) -> list[Block]:
    """The blocks of a document in some languages, or all."""
    text = document.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        named = NAMED.search(text[: match.start()])
        found.append(Block(match[1], match[2], named[1] or named[2] if named else ""))
    return [each for each in found if not languages or each.language in languages]


def texts(document: Path, *languages: str) -> list[str]:
    return [each.text for each in blocks(document, *languages)]


def prose(document: Path) -> str:
    """A document without its blocks of code."""
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def write_files(document: Path, folder: Path) -> None:
    """Write the files that a document shows."""
    for block in blocks(document):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")


def run_consoles(document: Path, folder: Path) -> int:
    """Run what consoles show, in a folder with the document's files; returns how many there are."""
    write_files(document, folder)
    shown = texts(document, "console")
    for each in shown:
        command, _, expected = each.partition("\n")
        program, *words = shlex.split(command.removeprefix("$ "))
        assert program == "cnnstat"
        result = run_inside(*words, cwd=folder)
        assert (result.out + result.err, result.code in (0, 1)) == (expected, True), command
    return len(shown)


def run_python(code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a block of Python: it prints what the comments behind and below its prints say."""
    scripts = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    monkeypatch.setenv("PATH", scripts)
    exec(compile(code, "a document", "exec"), {})
    expected, printing = [], False
    for line in code.splitlines():
        said = re.match(r"\s*print\(.*\)  # (.*)$", line) or (re.match(r"# (.*)$", line) if printing else None)
        expected += [said[1]] if said else []
        printing = bool(said) or "print(" in line
    assert expected, "an example prints something"
    assert capsys.readouterr().out.splitlines() == expected


def slug(heading: str) -> str:
    """What code hosts make of a heading for links."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(document: Path) -> set[str]:
    return {slug(each) for each in re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)}


def links(document: Path) -> list[str]:
    """The targets of the links in a document, but for those into the web."""
    text = re.sub(r"`[^`\n]*`", "", prose(document))
    return [each for each in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in each]
