"""What handouts cost, as ratios of one run on one machine: ``python tests/benchmarks/handouts.py``.

The yardstick is the table of AlexNet, as a whole process; what grows is measured inside of one.
"""

from __future__ import annotations

import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cnnstat
from cnnstat.handouts.course import FAMILIES

ROUNDS = 5


def process(*arguments: str) -> float:
    """CPU seconds of a whole process, the median of some."""
    taken = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "cnnstat", *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken)


def chain(count: int) -> str:
    """Layers that all differ from their neighbours."""
    lines = (f"  - {{type: conv, kernel: 1, filters: {1 + at % 7}}}\n" for at in range(count))
    return f"input: {{channels: 1, size: 16}}\nlayers:\n{''.join(lines)}"


def growth(folder: Path) -> None:
    """How the time of a handout grows with its network."""
    known: list[tuple[int, float]] = []
    for count in (250, 500, 1000, 2000):
        path = folder / f"{count}.yaml"
        path.write_text(chain(count), encoding="utf-8")
        before = time.process_time()
        cnnstat.handout(path, output=folder / "net.pdf")
        known.append((count, time.process_time() - before))
        steps = f", exponent {math.log2(known[-1][1] / known[-2][1]):.1f}" if len(known) > 1 else ""
        print(f"a chain of {count:,} layers: {known[-1][1]:.2f} s{steps}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = process("alexnet", "--table")
        print(f"the table of AlexNet: {table:.2f} s of the processor")
        for network in FAMILIES:
            seconds = process("handout", network, "-o", str(folder / "net.pdf"))
            print(f"handout {network} as PDF: {seconds:.2f} s, {seconds / table:.1f} tables")
        for what in (["resnet50", "-p", "30"], ["mobilenet_v2", "-p", "40"], ["--course"]):
            seconds = process("handout", *what, "-o", str(folder / ("course" if "--course" in what else "long.pdf")))
            print(f"handout {' '.join(what)}: {seconds:.2f} s, {seconds / table:.1f} tables")
        for what in (["exercises", "alexnet"], ["page", "alexnet"], ["page", "resnet152"]):
            seconds = process(*what, "-o", str(folder / "net.html"))
            print(f"{' '.join(what)} as HTML: {seconds:.2f} s, {seconds / table:.1f} tables")
        before = time.perf_counter()
        cnnstat.handout(*FAMILIES, pages=8, exercises=80, output=folder / "long.pdf")
        print(f"eight pages about six networks with 80 exercises: {time.perf_counter() - before:.2f} s")
        growth(folder)


if __name__ == "__main__":
    main()
