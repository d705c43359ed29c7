"""The program beside its peers, and how its costs grow: ``python -m tests.benchmarks``.

Uses the peers that are installed and installs none. Whole processes run one after the other, the program and every
peer in each round, so that a busy machine slows them all down alike; a ratio is taken within a round, against the
fastest and the leanest peer of that round, and the median of the rounds is shown. This process imports nothing large:
what it holds would count as the memory of the processes that it starts.

With ``--page`` the tables are put into the guide, besides being printed. ``--kept FILE`` keeps what was measured, so
that a run that was ended goes on with the parts that are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from importlib import metadata, util
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from cost_page import ALONE, LARGEST, NETWORKS, OWN, PAGE, READ, paged, written  # noqa: E402
from peer_side import PEERS  # noqa: E402

NEEDS = {"FlopCounterMode": ("torch",), "calflops": ("calflops", "transformers")}
"""What a peer needs, where that is not only the package of its own name."""
PARTS = ("processes", "inside", "residues", "growth")
COUNTED = {"ptflops": "ptflops pytorch"}
"""What ``cnnstat crosscheck --tools`` calls a peer, where it has a backend."""


class Run(NamedTuple):
    """A whole process: seconds, and the most bytes that it held."""

    seconds: float
    memory: int


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, and do not look at what it prints.

    Raises:
        RuntimeError: it failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Run(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def said(*arguments: str, accept: Iterable[int] = (0,)) -> str:
    """What a Python process prints."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in accept:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr}")
    return done.stdout


def here(peer: str) -> bool:
    """Whether a peer is installed."""
    needed = ("torch", "torchvision", *NEEDS.get(peer, (peer.lower(),)))
    return all(util.find_spec(each) for each in needed)


def version(peer: str) -> str:
    return metadata.version(NEEDS.get(peer, (peer.lower(),))[0])


def ours(name: str) -> list[str]:
    return [sys.executable, "-m", "cnnstat", name, "--table"]


def theirs(what: str, peer: str, name: str) -> list[str]:
    return [sys.executable, str(HERE / "peer_side.py"), what, peer, NETWORKS[name]]


def whole(peers: Sequence[str], rounds: int) -> list[tuple[str, str, list[Run]]]:
    """Whole processes that print a table of layers, by network and program; the floors under the network ""."""
    found: dict[tuple[str, str], list[Run]] = {}
    for number in range(rounds):
        for name in NETWORKS:
            sys.stderr.write(f"round {number + 1}: {name}\n")
            commands = {OWN: ours(name), **{peer: theirs("table", peer, name) for peer in peers}}
            for program, command in commands.items():
                found.setdefault((name, program), []).append(run(command))
        for floor, command in FLOORS.items():
            found.setdefault(("", floor), []).append(run(command))
    return [(*key, several) for key, several in found.items()]


OURS = """
import time, cnnstat
from cnnstat.analysis import analyze_network
def second(work):
    work()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
network = cnnstat.load({name!r})
print(second(lambda: analyze_network(cnnstat.load({name!r}))), second(lambda: analyze_network(network)))
"""


def inside(peers: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Seconds of one analysis inside a process: of each peer, and of the program with and without reading the spec."""
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        sys.stderr.write(f"one analysis, round {number + 1}\n")
        both = said("-c", OURS.format(name=LARGEST)).split()
        for key, seconds in zip((READ, ALONE), both, strict=True):
            found.setdefault(key, []).append(float(seconds))
        for peer in peers:
            found.setdefault(peer, []).append(float(said(*theirs("once", peer, LARGEST)[1:])))
    return found


def residues(peers: Sequence[str]) -> dict[str, dict[str, str]]:
    """What is left of each peer's figure after its declared convention, by network and peer; 0 where it is right."""
    found: dict[str, dict[str, str]] = {}
    tools = ",".join(peer.lower().replace("mode", "") for peer in peers)
    for name in NETWORKS if peers else ():
        sys.stderr.write(f"figures of {name}\n")
        text = said("-m", "cnnstat", "crosscheck", name, "--tools", tools, "--format", "json", accept=(0, 1))
        (network,) = json.loads(text)["networks"]
        found[name] = {
            peer: ", ".join(left(each) for each in network["figures"] if each["counter"] == COUNTED.get(peer, peer))
            for peer in peers
        }
    return found


def left(figure: dict[str, Any]) -> str:
    parts = [f"{each['value']:,} {each['cause']}" for each in figure["named"]]
    if figure["unnamed"]:
        parts.append(f"{figure['unnamed']:,} unnamed")
    return " and ".join(parts) or "0"


def machine() -> str:
    load = os.getloadavg()[1]  # of the last five minutes: how busy the machine is with this and with other work
    cores = f"{os.cpu_count()} cores at a load of {load:.1f}"
    return f"{platform.system()} {platform.machine()}, {cores}, Python {platform.python_version()}"


FLOORS = {
    "a bare interpreter": [sys.executable, "-c", ""],
    "the smallest Typer program with such a table": [sys.executable, str(HERE / "minimal_table.py"), "alexnet"],
}


def measured(part: str, peers: Sequence[str], rounds: int) -> Any:
    """One part of the measurements, as plain data."""
    if part == "processes":
        for command in (*FLOORS.values(), ours("alexnet")):
            run(command)  # their bytecode is written
        return whole(peers, rounds)
    if part == "inside":
        return inside(peers, rounds)
    if part == "residues":
        return residues(peers)
    return [json.loads(line) for line in said(str(HERE / "growing.py")).splitlines()]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("rounds", nargs="?", type=int, default=3, help="how often each program runs")
    reader.add_argument(
        "--kept", type=Path, help="a file that keeps what was measured; its parts are not measured anew"
    )
    reader.add_argument("--only", choices=PARTS, help="measure this part for --kept, and write no tables")
    reader.add_argument("--page", action="store_true", help="put the tables into the guide")
    wanted = reader.parse_args()
    if wanted.only and wanted.kept is None:
        reader.error("--only writes no tables: name a file with --kept for what it measures")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    peers = [peer for peer in PEERS if here(peer)]
    known = wanted.kept is not None and wanted.kept.exists()
    kept: dict[str, Any] = json.loads(wanted.kept.read_text(encoding="utf-8")) if known else {}
    kept |= {
        "date": time.strftime("%Y-%m-%d"), "machine": machine(), "versions": {peer: version(peer) for peer in peers},
        "missing": [peer for peer in PEERS if peer not in peers],
    }  # fmt: skip
    for part in [wanted.only] if wanted.only else PARTS:
        if part not in kept:
            kept[part] = measured(part, peers, wanted.rounds)
            if wanted.kept is not None:
                wanted.kept.write_text(json.dumps(kept), encoding="utf-8")
    if wanted.only:
        return
    text = written(kept)
    sys.stdout.write(text)
    if wanted.page:
        page = HERE.parent.parent / "cnnstat" / "guide" / f"{PAGE}.md"
        page.write_text(paged(page.read_text(encoding="utf-8"), text), encoding="utf-8")


if __name__ == "__main__":
    main()
