"""What drawings cost, as ratios of one run on one machine: ``python tests/benchmarks/drawing.py``.

The yardstick is the table of the same network, as a whole process; what grows is measured inside of one.
"""

from __future__ import annotations

import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.formats.svg import written

ROUNDS = 9
CONV = "type: conv, filters: 4, kernel: 3, padding: 1"


def process(*arguments: str) -> float:
    """CPU seconds of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "cnnstat", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def chain(count: int) -> str:
    """Layers that all differ from their neighbours."""
    lines = (f"  - {{type: conv, kernel: 1, filters: {1 + at % 7}}}\n" for at in range(count))
    return f"input: {{channels: 1, size: 4}}\nlayers:\n{''.join(lines)}"


def graph(count: int) -> str:
    """A graph that is no series of branches."""
    chance = random.Random(1)
    lines, unread = [f"  - {{name: n0, {CONV}}}\n"], {0}
    for at in range(1, count):
        read = {chance.randrange(max(0, at - 6), at), at - 1}
        kind = f"add, from: [{', '.join(f'n{each}' for each in sorted(read))}]" if len(read) > 1 else "relu"
        lines.append(f"  - {{name: n{at}, type: {kind}}}\n")
        unread = unread - read | {at}
    return f"input: {{channels: 4, size: 16}}\nlayers:\n{''.join(lines)}"


def seconds(text: str, folder: Path) -> float:
    """CPU seconds of a drawing, the analysis left out."""
    path = folder / "net.yaml"
    path.write_text(text, encoding="utf-8")
    analysis = cnnstat.analyze(path)
    before = time.process_time()
    written(scene_of(analysis))
    return time.process_time() - before


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = os.fspath(folder / "a.svg")
        for network, most in (("alexnet", 1.5), ("resnet152", 3.0)):
            pairs = [(process(network, "--table"), process("draw", network, "-o", file)) for _ in range(ROUNDS)]
            ratio = sorted(draw / table for table, draw in pairs)[ROUNDS // 2]
            print(f"draw {network:10} {ratio:.2f} × its table  (at most {most})")
        for what, make in (("chain", chain), ("graph", graph)):
            small, large = (seconds(make(count), folder) for count in (1000, 8000))
            growth = math.log(large / max(small, 1e-3), 8)
            print(f"{what} of 1,000    {small:.2f} s (at most 2), exponent {growth:.2f} up to 8,000  (at most 1.3)")


if __name__ == "__main__":
    main()
