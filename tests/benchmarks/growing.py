"""How the program's time grows with what it is given: ``python tests/benchmarks/growing.py``.

Seconds of the processor, the least of some runs; what is timed grows tenfold from step to step. The exponent is that of
the power of the size that fits the times best, and beside it that of the last step, which no constant part makes small.
"""

from __future__ import annotations

import gc
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.cli import SELDOM
from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.marks.blocks import Text
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.formats.svg import written
from cnnstat.effort import Effort
from cnnstat.quantities.table import layer_table
from cnnstat.render.terminal import table_view, text
from cnnstat.spec.line import MOST_LAYERS

RUNS = 3
LONG = 2.0
"""Seconds after which one run is enough."""


class Growth(NamedTuple):
    """Times of one kind of work, by its size."""

    what: str
    times: tuple[tuple[int, float], ...]

    @property
    def fitted(self) -> float:
        """The exponent of the power that fits best, by least squares of the logarithms."""
        logs = [(math.log(size), math.log(seconds)) for size, seconds in self.times]
        x, y = (sum(column) / len(logs) for column in zip(*logs, strict=True))
        slope: float = sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)
        return slope

    @property
    def last(self) -> float:
        """The exponent of the last step."""
        (size, seconds), (larger, more) = self.times[-2:]
        return math.log(more / seconds) / math.log(larger / size)


def least(function: Callable[[], object]) -> float:
    """Seconds of the processor that a function takes, the least of some runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        function()
        found.append(time.process_time() - start)
        if found[-1] > LONG:
            break
    return min(found)


def chain(folder: Path, layers: int) -> Path:
    """A spec of layers that all differ from their neighbours."""
    lines = (f"  - {{type: conv, kernel: 1, filters: {1 + at % 7}}}\n" for at in range(layers))
    path = folder / f"{layers}.yaml"
    path.write_text(f"input: {{channels: 1, size: 4}}\nlayers:\n{''.join(lines)}", encoding="utf-8")
    return path


def reading(path: Path) -> float:
    return least(lambda: analyze_network(cnnstat.load(path)))


def table(path: Path) -> float:
    analysis = cnnstat.analyze(path)
    return least(lambda: text(table_view, layer_table(analysis)))


def drawing(path: Path) -> float:
    analysis = cnnstat.analyze(path)
    return least(lambda: written(scene_of(analysis)))


def handout(path: Path) -> float:
    return least(lambda: cnnstat.handout(path, output=path.with_suffix(".html")))


def document(folder: Path, marks: int) -> float:
    """The check of one document with so many marked figures."""
    known = [
        (f"{name}.{layer.name}.{key}", int(getattr(layer, key)))
        for name in ("alexnet", "vgg16", "resnet50", "googlenet", "mobilenet_v2", "resnet152")
        for layer in cnnstat.analyze(name).layers
        for key in ("params", "macs")
    ]
    figures = (known[at * 37 % len(known)] for at in range(marks))
    lines = (f"It has <!-- cnnstat: {query} -->{value:,}<!-- /cnnstat --> of them.\n" for query, value in figures)
    path = folder / f"{marks}.md"
    path.write_text("# A document\n\n" + "\n".join(lines), encoding="utf-8")

    def check() -> None:
        checker = Checker(Config(), lambda words, own, folder: Text("", False), effort=Effort(math.inf))
        checker.check_file(path, named=False)
        assert (checker.outcome.claims, len(checker.outcome.findings)) == (marks, 0)

    check()  # afterwards the catalog's networks are read
    return least(check)


def settings(count: int) -> float:
    """A sweep of MobileNetV2: input sizes at first, and from a thousand on so many times their number of widths."""
    sizes = range(32, 32 + min(count, 1000))
    widths = [(1000 + at) / 1000 for at in range(count // len(sizes))]
    return least(lambda: cnnstat.sweep("mobilenet_v2", {"input": sizes, "width": widths}, ["macs", "params"]))


def grown(folder: Path) -> Iterable[Growth]:
    """Every kind of work, one after the other."""
    layers = [10**power for power in range(2, 6) if 10**power <= MOST_LAYERS]
    paths = {count: chain(folder, count) for count in (*layers, 200, 2000)}

    def over(what: str, sizes: Iterable[int], work: Callable[[int], float]) -> Growth:
        return Growth(what, tuple((size, work(size)) for size in sizes))

    yield over("layers, read and analysed", layers, lambda size: reading(paths[size]))
    yield over("layers, the table written", layers, lambda size: table(paths[size]))
    yield over("layers, drawn as SVG", layers, lambda size: drawing(paths[size]))
    yield over("layers, a handout as HTML", (200, 2000), lambda size: handout(paths[size]))
    yield over(
        "marked figures in a document", [10**power for power in range(1, 5)], lambda size: document(folder, size)
    )
    yield over("settings of a sweep", [10**power for power in range(7)], settings)


def main() -> None:
    gc.set_threshold(SELDOM)  # as the program does
    with tempfile.TemporaryDirectory() as name:
        for each in grown(Path(name)):
            line = {"what": each.what, "times": each.times, "fitted": each.fitted, "last": each.last}
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
