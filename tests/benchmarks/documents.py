"""What a check of documents costs: ``python tests/benchmarks/documents.py``.

A thousand Markdown files with ten thousand marked figures of six networks, against the blocks of the same files parsed
by markdown-it alone, in one run; and the same files without marks, which need not be parsed.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cnnstat
from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.formats.markdown import layout
from cnnstat.documents.marks.blocks import Text

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
