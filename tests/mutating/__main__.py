"""``PYTHONPATH=tests python -m mutating --count 400``: changes of one operator, and which of them no test notices.

The changes are drawn from the areas in equal shares, the same for a seed. Each is tried with the tests that run the
changed part, without those marked slow, torch, browser or gpu. A change that makes a test hang is noticed.
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from mutating.changes import sites
from mutating.seeing import Seen, see
from mutating.tree import AREAS, Tree, copied
from mutating.trying import Change, tried


def main() -> int:
    """Draw, try, and print what nobody noticed and a line for each area; 1 if there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("areas", nargs="*", help=f"of {', '.join(AREAS)}; default: all")
    parser.add_argument("--count", type=int, default=400, help="changes in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--budget", type=float, default=60, help="seconds of tests for one change")
    parser.add_argument("--again", type=Path, help="a file with places (path:line:column: change) to try instead")
    parser.add_argument("--by", action="store_true", help="also print which test noticed each change")
    asked = parser.parse_args()
    if unknown := set(asked.areas) - AREAS.keys():
        parser.error(f"there is no area {min(unknown)}; known: {', '.join(AREAS)}")
    areas = {name: AREAS[name] for name in asked.areas or AREAS}
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path.cwd(), Path(folder).resolve(), "cnnstat", AREAS)
        seen = see(tree, asked.jobs)
        changes = every(tree, seen)
        if asked.again:
            wanted = set(asked.again.read_text(encoding="utf-8").split("\n"))
            drawn = [each for area in areas for each in changes[area] if each.told(tree.root) in wanted]
        else:
            drawn = sample(changes, list(areas), asked.count, asked.seed)
        if not drawn:
            parser.error("there is no such change")
        drawn = [each._replace(tests=affordable(seen, each, asked.budget)) for each in drawn]
        return report(tree, seen, drawn, asked.jobs, asked.by)


def every(tree: Tree, seen: Seen) -> dict[str, list[Change]]:
    """All changes of each area, without their tests."""
    return {
        area: [
            Change(area, path, number, site.line, site.column, " ".join(site.what.split()), site.suite,
                   seen.is_early(path, site.suite))
            for path in paths
            for number, site in enumerate(sites(ast.parse(path.read_text(encoding="utf-8"))))
        ]
        for area, paths in tree.areas.items()
    }  # fmt: skip


def affordable(seen: Seen, change: Change, budget: float) -> list[str]:
    """The first tests that may notice a change, as many as can be run in so many seconds."""
    tests = seen.tests(change.path, change.suite)
    spent = accumulate(seen.seconds[test] for test in tests)
    return [test for test, seconds in zip(tests, spent, strict=True) if seconds <= budget]


def sample(changes: dict[str, list[Change]], areas: Sequence[str], count: int, seed: int) -> list[Change]:
    """Changes at random: from each area as many, except that one more comes from the first where they do not divide."""
    drawn = []
    for place, area in enumerate(areas):
        share = count // len(areas) + (place < count % len(areas))
        drawn += random.Random(f"{area} {seed}").sample(changes[area], min(share, len(changes[area])))
    random.Random(seed).shuffle(drawn)  # so that what is done of them is a sample at any time
    return drawn


def report(tree: Tree, seen: Seen, changes: Sequence[Change], jobs: int, by: bool) -> int:
    """Try changes and print; 1 if nobody noticed one."""
    started, noticed = time.monotonic(), [0] * len(changes)
    for outcome in tried(tree, seen, changes, jobs):
        noticed[outcome.change] = bool(outcome.by)
        if by or not outcome.by:
            print(changes[outcome.change].told(tree.root) + (f"  [{outcome.by}]" if outcome.by else ""), flush=True)
    print(f"{'area':12} {'changes':>8} {'noticed':>8} {'share':>7}")
    for area in [*(area for area in tree.areas if any(each.area == area for each in changes)), "all"]:
        mine = [hit for each, hit in zip(changes, noticed, strict=True) if area in (each.area, "all")]
        print(f"{area:12} {len(mine):8} {sum(mine):8} {sum(mine) / len(mine):7.3f}")
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
    return int(not all(noticed))


if __name__ == "__main__":
    sys.exit(main())
