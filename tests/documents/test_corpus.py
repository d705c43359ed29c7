"""What is read in a corpus of documents without marks: every figure with its queries, and how sure each is.

The documents stand in ``corpus``: in files of sentences each line is a document of its own, in others lines of ``%%``
set them apart. A golden text shows each document with what is read in it; ``--accept`` writes it anew, and then its
lines are read: a figure that is read wrongly is a bug, no golden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.coverage.find import Finder, Number
from cnnstat.documents.coverage.pictures import Picture
from cnnstat.documents.document import Document, Passage
from cnnstat.documents.judging.verify import Verifier
from cnnstat.documents.marks.blocks import Text
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.reader import Reader
from cnnstat.documents.session import propose
from cnnstat.errors import UsageError
from cnnstat.findings.finding import Finding
from cnnstat.project import Project
from cnnstat.query import Bench

BENCH = Bench()
CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
SENTENCES = [each for each in CORPUS if each.stem.startswith("sentences")]


def documents(path: Path) -> Iterator[str]:
    """The documents of a file, with the ends of their lines."""
    text = path.read_text(encoding="utf-8")
    if path in SENTENCES:
        yield from (f"{line}\n" for line in text.splitlines() if line)
    else:
        yield from text.split("%%\n")


def told(passage: Passage, each: Candidate) -> str:
    """A figure that was read, with all that is known of it."""
    seen = passage.text[each.start : each.end]
    said = [f"{each.start} {seen!r}"]
    said += [f"as {each.printed!r}"] * (each.printed != seen)
    said += [f"unit {each.unit!r}"] * bool(each.unit)
    said += [f"column {each.column[0]}.{each.column[1]}"] * (each.column != (-1, -1))
    said += [f"row {each.row[0]}.{each.row[1]}"] * (each.row != (-1, -1))
    said += ["in code"] * each.code + ["a field"] * each.field
    if not each.queries:
        return f"    {' '.join(said)}: perhaps {', '.join(each.also)}"
    return f"    {' '.join(said)}: {', '.join(each.queries)} ({each.firm})"


def read(path: Path, text: str) -> list[tuple[Passage, Candidate]]:
    """The figures of a document, each with its passage."""
    return list(Reader(BENCH, {}).document(Document(path, path.name, text.encode()).shown))


def some(paths: Sequence[Path], many: int) -> Iterator[ParameterSet]:
    """So many documents of some files at once, with their golden text: each such test is short."""
    for path in paths:
        every = list(documents(path))
        for number, at in enumerate(range(0, len(every), many), 1):
            golden = f"corpus/{path.name}.{number}.txt"
            yield pytest.param(path, every[at : at + many], golden, id=f"{path.name}-{number}")


READ = [*some([each for each in CORPUS if each not in SENTENCES], 4), *some(SENTENCES, 15)]


@pytest.mark.parametrize(("path", "texts", "golden"), READ)
def test_what_is_read(path: Path, texts: Sequence[str], golden: str, accept: Callable[[str, str], str]) -> None:
    lines = []
    for text in texts:
        lines += [*text.splitlines(), *dict.fromkeys(told(*each) for each in read(path, text))]
    found = "\n".join(lines) + "\n"
    assert found == accept(golden, found)


WORDS = "Words stand here, so many and so long that they fill lines, and none says anything of what is counted. "


@pytest.mark.parametrize(("path", "texts", "golden"), [*some(SENTENCES, 15)])
def test_sentences_around_one_change_nothing(path: Path, texts: Sequence[str], golden: str) -> None:
    for text in texts:
        alone = [each for _, each in read(path, text)]
        within = [each for _, each in read(path, f"{WORDS}{text.strip()} {WORDS}")]
        moved = [each._replace(start=each.start - len(WORDS), end=each.end - len(WORDS)) for each in within]
        assert moved == alone, text


def written(words: Sequence[str], output: str, folder: Path) -> Text:
    """What stands for the program: the text of a block, and whether it is plain."""
    kind = words[0]
    if kind == "fails":
        raise UsageError("there is nothing to print\nand no more")
    text = {"ends": "a <!-- /cnnstat --> b", "fenced": "```\n:::", "plain": "{{ a }} and ~~~"}.get(kind, "| a |\n|---|")
    return Text(f"{text}\n\n", kind in ("plain", "fenced"))


def finding(each: Finding) -> str:
    """A finding with all that is known of it."""
    span = each.span
    where = f"{span.line}:{span.column}-{span.end_line}:{span.end_column}" if span is not None else "nowhere"
    said = [f"    {where} {each.rule.id} {each.problem}"]
    said += [f"{name} {value!r}" for name, value in each._asdict().items() if name in SHOWN and value]
    return "; ".join(said)


SHOWN = ("query", "printed", "exact", "suggested", "reading", "edit", "mark", "holds", "concerns")


def each_document(folder: str) -> pytest.MarkDecorator:
    """A test for each document of a folder's files: what is looked for in one takes its time."""
    every = [
        pytest.param(path, text, f"{folder}/{path.name}.{number}.txt", id=f"{path.name}-{number}")
        for path in sorted((Path(__file__).parent / folder).iterdir())
        for number, text in enumerate(documents(path), 1)
    ]
    return pytest.mark.parametrize(("path", "text", "golden"), every)


@each_document("marked")
def test_what_is_found(
    path: Path, text: str, golden: str, tmp_path: Path, accept: Callable[[str, str], str]
) -> None:  # fmt: skip
    own = tmp_path / path.name.removesuffix(".txt")
    own.write_text(text, encoding="utf-8")
    checker = Checker(Config(), written, Verifier(Config().precision, Project(), BENCH))
    checker.check_file(own, True)
    lines = [*text.splitlines(), *map(finding, checker.outcome.findings)]
    found = "\n".join([*lines, f"    of {', '.join(each.asks for each in checker.outcome.checked)}\n"])
    assert found == accept(golden, found)


NUMBERS = sorted((Path(__file__).parent / "numbers").iterdir())


@pytest.mark.parametrize("path", NUMBERS, ids=[each.name for each in NUMBERS])
def test_which_numbers_count(path: Path, accept: Callable[[str, str], str]) -> None:
    lines = []
    for text in documents(path):
        document = Document(path, path.name, text.encode())
        plain = Passage(text, "", (), document.lines, text)
        for passage in document.prose if document.kind else [plain]:
            finder = Finder(passage, BENCH)
            lines += [*text.splitlines(), *map(number, finder.numbers()), *map(picture, finder.pictures)]
    found = "\n".join(lines) + "\n"
    assert found == accept(f"numbers/{path.name}.txt", found)


def number(each: Number) -> str:
    """A number, with the text around it as readers see it."""
    before, behind = each.around[: each.at], each.around[each.at + len(each.text) :]
    return f"    {each.start}-{each.end} {before[-12:]}<{each.text}>{behind[:12]}"


def picture(each: Picture) -> str:
    """A picture, with what its address says."""
    return f"    {each.at[0]}-{each.at[1]} {each.to} alt {each.alt[0]}-{each.alt[1]}: {each.badge!r} {each.file!r}"


@each_document("suggested")
def test_what_is_suggested(
    path: Path, text: str, golden: str, tmp_path: Path, accept: Callable[[str, str], str]
) -> None:  # fmt: skip
    own = tmp_path / path.name
    own.write_text(text, encoding="utf-8")
    checker = Checker(Config(), written, Verifier(Config().precision, Project(), BENCH))
    document = checker.check_file(own, True, suggest=True)
    assert document is not None
    propose(checker, document, marks=True)
    found = "\n".join([*text.splitlines(), *map(finding, checker.outcome.findings)]) + "\n"
    assert found == accept(golden, found)
