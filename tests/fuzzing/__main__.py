"""``python -m fuzzing [TARGET…] --count 100000`` in ``tests``: many inputs for the ways into the program, and a table.

An input that makes the program fail is written to a file, and named with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

from fuzzing.targets import TARGETS, tried

SLOW = 5.0
"""Seconds of processor time after which an input counts as one that hangs."""


def main() -> int:
    """Run, and print a line for each target; 1 if any input made the program fail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; default: all")
    parser.add_argument("--count", type=int, default=1000, help="inputs for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("found"), help="folder for inputs that make it fail")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - TARGETS.keys():
        parser.error(f"there is no target {min(unknown)}; known: {', '.join(TARGETS)}")
    failed = 0
    print(
        f"{'target':12} {'inputs':>8} {'refused':>8} {'faults':>6} {'slowest s':>9} {'peak MiB':>8} {'inputs/s':>8}",
        flush=True,
    )
    for name in asked.targets or TARGETS:
        failed += run(name, asked.count, asked.seed, asked.keep)
    return 1 if failed else 0


def run(name: str, count: int, seed: int, keep: Path) -> int:
    """Give a target so many inputs; how many made it fail."""
    target, refused, faults, slowest = TARGETS[name], 0, 0, 0.0
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            content = target.make(random.Random(f"{name} {seed} {number}"))
            before = time.process_time()
            try:
                refused += bool(tried(target, content, Path(folder)))
            except Exception:
                faults += 1
                keep.mkdir(exist_ok=True)
                data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
                (keep / f"{name}-{seed}-{number}").write_bytes(data)
                if faults <= 5:
                    print(f"{name} {seed} {number}: {traceback.format_exc(limit=-3)}", file=sys.stderr)
            took = time.process_time() - before
            if took > SLOW:
                print(f"{name} {seed} {number}: {took:.1f} s", file=sys.stderr)
            slowest = max(slowest, took)
            if number % 1000 == 0:
                gc.collect()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = count / (time.perf_counter() - started)
    print(f"{name:12} {count:8,} {refused:8,} {faults:6} {slowest:9.2f} {peak:8.0f} {rate:8.0f}", flush=True)
    return faults


if __name__ == "__main__":
    sys.exit(main())
