"""What a check of documents costs: ``PYTHONPATH=tests python tests/benchmarks/documents.py``.

A thousand Markdown files with ten thousand marked figures of six networks, against the blocks of the same files parsed
by markdown-it alone, in one run; and the same files without marks, which need not be parsed. Then ``--suggest`` for a
thousand documents made by chance with some twenty figures each, as a whole process, on one core and on all.
"""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from unmarked_documents import document

import cnnstat
from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.formats.markdown import layout
from cnnstat.documents.marks.blocks import Text
from cnnstat.query import Bench

FILES = 1000
MARKS = 10
NETWORKS = ("alexnet", "vgg16", "resnet50", "googlenet", "mobilenet_v2", "resnet152")
PROSE = "Some words of a paragraph about networks, with `code`, **more** and [a link](there.md).\n" * 3


def figures() -> list[tuple[str, int]]:
    """Queries and their values."""
    return [
        (f"{name}.{layer.name}.{key}", int(getattr(layer, key)))
        for name in NETWORKS
        for layer in cnnstat.analyze(name).layers
        for key in ("params", "macs")
    ]


def write(folder: Path) -> list[Path]:
    """The documents; the same in every run."""
    choice, known, paths = random.Random(0), figures(), []
    for number in range(FILES):
        marks = (choice.choice(known) for _ in range(MARKS))
        parts = (
            f"{PROSE}It has <!-- cnnstat: {query} -->{value:,}<!-- /cnnstat --> of them.\n" for query, value in marks
        )
        path = folder / f"{number}.md"
        path.write_text("# A document\n\n" + "\n".join(parts), encoding="utf-8")
        paths.append(path)
    return paths


def seconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def check(paths: list[Path]) -> Checker:
    checker = Checker(Config(), lambda words, own, folder: Text("", False))
    for path in paths:
        checker.check_file(path, named=False)
    return checker


def suggested(folder: Path, count: int, jobs: int) -> float:
    """Seconds of a whole process that looks for figures in the first of some documents."""
    files = [f"{number}.md" for number in range(count)]
    command = [sys.executable, "-m", "cnnstat", "check", "--suggest", "--min-claims", "0", "--jobs", str(jobs), *files]
    return seconds(lambda: subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL))


def unmarked() -> None:
    """Print what a search for figures costs."""
    with tempfile.TemporaryDirectory() as name:
        folder, bench = Path(name), Bench()
        for number in range(FILES):
            (folder / f"{number}.md").write_text(document(number, bench).text, encoding="utf-8")
        few, alone, shared = suggested(folder, FILES // 4, 1), suggested(folder, FILES, 1), suggested(folder, FILES, 0)
    print(f"{FILES:,} documents, --suggest on one core     {alone:.2f} s, exponent {math.log(alone / few, 4):.2f}")
    print(f"on all {os.cpu_count()} cores     {shared:.2f} s, {alone / shared:.2f} × as fast")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = write(Path(name))
        texts = [path.read_text(encoding="utf-8") for path in paths]
        parsed = seconds(lambda: [layout(text) for text in texts])
        whole = seconds(lambda: check(paths))
        outcome = check(paths).outcome
        assert (outcome.claims, len(outcome.findings)) == (FILES * MARKS, 0)
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text.replace("cnnstat", "another"), encoding="utf-8")
        plain = seconds(lambda: check(paths))
    print(f"{FILES:,} files, {FILES * MARKS:,} marked figures     {whole:.2f} s")
    print(f"against markdown-it's blocks alone     {whole / parsed:.2f} ×")
    print(f"the same files without marks           {plain / whole:.2f} ×")


if __name__ == "__main__":
    main()
    unmarked()
