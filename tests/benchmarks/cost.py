"""What the program costs, as ratios and times of one run on one machine: ``python tests/benchmarks/cost.py``.

The yardstick is a minimal Typer program that prints a rich table of the size of AlexNet's, both run on a
pseudo-terminal in turn, so that a noisy machine disturbs both alike.
"""

from __future__ import annotations

import os
import pty
import resource
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.analysis.sweep import sweep

MINIMAL = Path(__file__).parent / "minimal_table.py"
ROUNDS = 25


def run(command: list[str]) -> tuple[float, int]:
    """Seconds and peak kilobytes of a command on a pseudo-terminal of 140 columns."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"COLUMNS": "140", "TERM": "xterm-256color"}
        os.execv(command[0], command)
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # Linux says so when the other side is closed
        pass
    _, status, usage = os.wait4(child, 0)
    os.close(terminal)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_maxrss


def best(function: Callable[[], object], rounds: int = 15) -> float:
    """The shortest of several runs, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def sweeps() -> None:
    """512 input sizes on arrays, against one network read and analysed, and against 512 analyses."""
    for name in ("alexnet", "resnet152", "googlenet", "mobilenet_v2"):
        network = cnnstat.load(name)
        once = best(lambda name=name: analyze_network(cnnstat.load(name)))  # type: ignore[misc]
        many = best(lambda network=network: sweep(None, network, range(1, 513)))  # type: ignore[arg-type, misc]
        alone = 512 * best(lambda network=network: analyze_network(network))  # type: ignore[misc]
        print(
            f"{name:12} 512 sizes {many:5.1f} ms, {many / once:.1f} × one network read and analysed, "
            f"{many / alone:.3f} × 512 analyses"
        )


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    minimal = [sys.executable, str(MINIMAL), "alexnet", "--table"]
    ours = [sys.executable, "-m", "cnnstat", "alexnet", "--table"]
    for command in (minimal, ours):
        run(command)
    pairs = [(run(minimal), run(ours)) for _ in range(ROUNDS)]
    theirs, mine = ([pair[which][0] for pair in pairs] for which in (0, 1))
    print(f"minimal Typer and rich program   {statistics.median(theirs):.3f} s")
    print(f"cnnstat alexnet --table          {statistics.median(mine):.3f} s")
    print(f"ratio of medians                 {statistics.median(mine) / statistics.median(theirs):.2f}  (at most 1.45)")
    print(f"ratio of minima                  {min(mine) / min(theirs):.2f}")
    print(f"peak memory                      {max(pair[1][1] for pair in pairs) / 1024:.0f} MB  (at most 30)")
    for name, limit in (("resnet152", 10), ("resnet1202", 60)):
        network = cnnstat.load(name)
        analysed = best(lambda network=network: analyze_network(network))  # type: ignore[misc]
        loaded = best(lambda name=name: cnnstat.load(name))  # type: ignore[misc]
        print(f"{name:11} {len(network):5} lines   analyse {analysed:5.1f} ms (at most {limit}), load {loaded:5.1f} ms")
    sweeps()
    sizes = (100, 200, 400)
    times = []
    for units in sizes:
        network = cnnstat.load("resnet1202", n=units)
        times.append(best(lambda network=network: analyze_network(network)))  # type: ignore[misc]
    growth = [f"{after / before:.2f}" for before, after in pairwise(times)]
    print(f"twice the layers                 × {', × '.join(growth)}  (2 is linear)")
    print(f"this process                     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
