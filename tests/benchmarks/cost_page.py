"""What ``python -m tests.benchmarks`` measured, as tables in Markdown, and where in the guide these stand."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Any

HEADING = "## What it costs"
"""The section of the guide that is written anew."""
PAGE = "pytorch"
NETWORKS = {
    "alexnet-owt": "alexnet", "vgg16": "vgg16", "googlenet-torchvision": "googlenet", "resnet50-v1.5": "resnet50",
    "resnet152-v1.5": "resnet152", "mobilenet_v2": "mobilenet_v2",
}  # fmt: skip
"""The networks, with torchvision's names."""
LARGEST = "resnet152-v1.5"
OWN, READ, ALONE = "cnnstat", "cnnstat, its spec read", "cnnstat, of a network that is read"
FASTEST, LEANEST = "× faster than the fastest peer", "× smaller than the leanest peer"
WHOLE = ("program", *NETWORKS)
INSIDE = ("program", f"one analysis of {LARGEST}", "the fastest peer takes")
GROWTH = ("what grows", "from", "to", "seconds", "exponent", "last step")
GOALS = {FASTEST: 20, LEANEST: 30, READ: 40, ALONE: 100}
STEEPEST = 1.1

Kept = dict[str, Any]
"""What was measured, by the name of the part, and besides its date, the machine and the versions of the peers."""


def aligned(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text, in a block of code: its first column is one of words."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["─" * width for width in widths])
    texts = []
    for first, *others in lines:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        texts.append("  ".join([first.ljust(widths[0]), *cells]))
    return "```text\n" + "".join(f"{each.rstrip()}\n" for each in texts) + "```"


def runs_of(kept: Kept) -> dict[tuple[str, str], list[tuple[float, int]]]:
    """Seconds and bytes of the whole processes, by network and program."""
    return {(network, program): runs for network, program, runs in kept["processes"]}


def pair(runs: Sequence[tuple[float, int]]) -> str:
    """The medians of seconds and memory."""
    seconds, memory = (statistics.median(column) for column in zip(*runs, strict=True))
    return f"{seconds:.2f} s {memory / 2**20:.0f} MiB"


def ratio(own: Sequence[float], others: Iterable[Sequence[float]]) -> float:
    """How many times as much the best of the others takes in the same round, the median of all rounds."""
    best = [min(each) for each in zip(*others, strict=True)]
    found: float = statistics.median(theirs / mine for theirs, mine in zip(best, own, strict=True))
    return found


def ratios(kept: Kept, which: int) -> list[float]:
    """Of each network, the ratio of seconds (0) or of memory (1) to the best peer."""
    runs = runs_of(kept)
    return [
        ratio([each[which] for each in runs[name, OWN]],
              ([each[which] for each in runs[name, peer]] for peer in kept["versions"]))
        for name in NETWORKS
    ]  # fmt: skip


def named(program: str, kept: Kept) -> str:
    return f"{program} {kept['versions'].get(program, '')}".strip()


def whole(kept: Kept) -> list[list[str]]:
    """A row for each program, and below this one's how it compares."""
    runs = runs_of(kept)
    rows = [[OWN, *(pair(runs[name, OWN]) for name in NETWORKS)]]
    if kept["versions"]:
        rows += [[words, *(f"{each:.1f}" for each in ratios(kept, at))] for at, words in enumerate((FASTEST, LEANEST))]
    return rows + [[named(peer, kept), *(pair(runs[name, peer]) for name in NETWORKS)] for peer in kept["versions"]]


def inside(kept: Kept) -> list[list[str]]:
    """One analysis inside of a process."""
    found = kept["inside"]
    others = [found[peer] for peer in kept["versions"]]
    rows = [
        [key, f"{1000 * statistics.median(found[key]):.2f} ms", f"{ratio(found[key], others):.0f} ×" if others else ""]
        for key in (READ, ALONE)
    ]
    return rows + [
        [named(peer, kept), f"{1000 * statistics.median(found[peer]):.0f} ms", ""] for peer in kept["versions"]
    ]


def growth(kept: Kept) -> list[list[str]]:
    return [
        [
            each["what"], str(each["times"][0][0]), str(each["times"][-1][0]),
            f"{each['times'][0][1]:.2g} to {each['times'][-1][1]:.2g}", f"{each['fitted']:.2f}", f"{each['last']:.2f}",
        ]
        for each in kept["growth"]
    ]  # fmt: skip


def residues(kept: Kept) -> str:
    """What the peers' figures leave over, in a sentence for all."""
    found: dict[str, list[str]] = {}
    for name, each in kept["residues"].items():
        for peer, text in each.items():
            if set(text) - set("0, "):
                found.setdefault(peer, []).append(f"{name} `{text}`")
    right = [peer for peer in kept["versions"] if peer not in found]
    said = f"Right after their declared convention, with a residue of 0 on all: {', '.join(right)}." if right else ""
    return " ".join([said, *(f"{peer} leaves over: {', '.join(parts)}." for peer, parts in found.items())]).strip()


def missed(kept: Kept) -> list[str]:
    """The goals that were not reached."""
    found = []
    if kept["versions"]:
        others = [kept["inside"][peer] for peer in kept["versions"]]
        least = {FASTEST: min(ratios(kept, 0)), LEANEST: min(ratios(kept, 1))}
        least |= {key: ratio(kept["inside"][key], others) for key in (READ, ALONE)}
        found = [f"{key} {value:.1f} instead of {GOALS[key]}" for key, value in least.items() if value < GOALS[key]]
    steep = [each for each in kept["growth"] if each["fitted"] > STEEPEST]
    return found + [f"{each['what']} with an exponent of {each['fitted']:.2f} instead of {STEEPEST}" for each in steep]


def written(kept: Kept) -> str:
    """The section without its heading."""
    floors = "; ".join(f"{program} {pair(runs)}" for (name, program), runs in runs_of(kept).items() if not name)
    count = len(kept["inside"][READ])
    rounds = f"{count} rounds" if count > 1 else "one round"
    said = [
        f"`python -m tests.benchmarks --page` wrote this on {kept['date']} ({kept['machine']}). Each program prints a "
        "table of layers of the same network, in a process of its own: seconds, and the most memory that the process "
        f"held, medians of {rounds} in which the programs take turns. Ratios are taken within a round, to the "
        "best peer in it.",
        aligned(WHOLE, whole(kept)),
        f"The floor: {floors}; no process shows less memory than the one that starts it. The peers get torchvision's "
        "model, for which no weights are drawn; FlopCounterMode and torchinfo one without numbers. " + residues(kept),
        aligned(INSIDE, inside(kept)),
        "Without a table; the peers' model is built and one analysis done before, and the second is timed.",
        aligned(GROWTH, growth(kept)),
        "The exponent is that of the power which fits the times best, and beside it that of the last tenfold step.",
    ]
    if kept["missing"]:
        said.append(f"Not installed, and not measured: {', '.join(kept['missing'])}.")
    apart = missed(kept)
    said.append(f"Goals that were missed: {'; '.join(apart)}." if apart else "All goals were reached.")
    return "\n\n".join(each.strip() for each in said) + "\n"


def paged(page: str, text: str) -> str:
    """A page of the guide with its section written anew; the last one, where it had none."""
    before, _, behind = page.partition(f"\n{HEADING}\n")
    _, following, others = behind.partition("\n## ")
    return f"{before.rstrip(chr(10))}\n\n{HEADING}\n\n{text}{following}{others}"
