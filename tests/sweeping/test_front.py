"""The best settings of a sweep, and the commands that show them."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.effort import Effort
from cnnstat.errors import UsageError
from cnnstat.sweeping.front import Aim, Bound, front, largest_settings, read_aims, read_bounds, undominated
from cnnstat.sweeping.search import usual_axes
from cnnstat.sweeping.swept import Swept
from cnnstat.sweeping.values import read_axes, read_values

Program = Callable[..., Any]


def made(columns: dict[str, list[Any]], axes: dict[str, list[Any]] | None = None) -> Swept:
    count = len(next(iter(columns.values())))
    return Swept("net", "Net", axes or {"width": [*range(count)]}, columns, [])


@pytest.mark.parametrize("sides", [1, 2, 3])
def test_a_front_is_what_nothing_beats(sides: int) -> None:
    random_ = random.Random(sides)
    for _ in range(30):
        points = list({tuple(random_.randint(0, 6) for _ in range(sides)) for _ in range(25)})
        expected = {
            point for point in points
            if not any(other != point and all(a <= b for a, b in zip(other, point, strict=True)) for other in points)
        }  # fmt: skip
        found = undominated(points)
        assert set(found) == expected
        assert len(found) == len(expected)


def test_the_front_of_a_sweep() -> None:
    swept = made({"macs": [3, 1, 2, 2, 9, None], "rf": [5, 1, 5, (5, 3), (9, 9), 7]})
    assert front(swept, [*range(6)], [Aim("macs", False), Aim("rf", True)]) == [1, 2, 4]
    assert front(swept, [*range(6)], [Aim("macs", False)]) == [1]
    assert front(swept, [0, 3], [Aim("rf", True)]) == [0]


def test_the_largest_settings_within_bounds() -> None:
    axes: dict[str, list[Any]] = {"width": [1, 2, 3], "kind": ["a", "b"], "input": [10, 20]}
    swept = made({"macs": [*range(12)]}, axes)
    places = [place for place in range(12) if swept.values(place)["width"] * swept.values(place)["input"] <= 40]
    found = [tuple(swept.values(place).values()) for place in largest_settings(swept, places)]
    assert found == [(2, "a", 20), (2, "b", 20), (3, "a", 10), (3, "b", 10)]


def test_bounds() -> None:
    assert read_bounds("macs=300M, params=3 million", "--under") == [
        Bound("macs", Fraction(300_000_000)),
        Bound("params", Fraction(3_000_000)),
    ]
    assert read_bounds("peak_bytes=14MiB", "--under") == [Bound("peak_bytes", Fraction(14 * 2**20))]
    assert Bound("rf", Fraction(5)).holds((5, 3))
    assert not Bound("rf", Fraction(5), least=True).holds((5, 3))
    assert not Bound("rf", Fraction(5)).holds(None)
    assert read_aims("macs,+rf") == [Aim("macs", False), Aim("rf", True)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("macs", "--under: expected FIGURE=LIMIT, such as macs=300M, got 'macs'"),
        ("mac=3", "--under: there is no figure 'mac' of a network; did you mean 'macs'?"),
        ("macs=14MB", "--under: macs: expected 300M, got '14MB'"),
        ("peak_bytes=3x4", "--under: peak_bytes: expected 14MB or 14000000, got '3x4'"),
        ("macs=about 3M", "--under: macs: expected 300M, got 'about 3M'"),
    ],
)
def test_bounds_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_bounds(text, "--under")
    assert str(caught.value) == message


def test_values() -> None:
    assert read_values("0.25:1:0.25", "width") == [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1]
    assert read_values("1:4", "n") == [1, 2, 3, 4]
    assert read_values("96:320:100", "input") == [96, 196, 296]
    assert read_values("plain, bottleneck,plain", "unit") == ["plain", "bottleneck"]
    assert read_values("[1,2],[3]", "widths") == [[1, 2], [3]]
    assert read_values("true,1", "flag") == [True, 1]
    assert read_axes(["a=1:2", "b=x"]) == {"a": [1, 2], "b": ["x"]}


FORM = "expected values with commas between them, or FIRST:LAST or FIRST:LAST:STEP, got"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("width", "--set: expected NAME=VALUES, such as width=0.25:1.5:0.05, got 'width'"),
        ("width=", "--set: expected NAME=VALUES, such as width=0.25:1.5:0.05, got 'width='"),
        ("n=1:60000,1:60000", "--set n: more than 100,000 values; take larger steps"),
        ("width=1:2:0", "--set width: '1:2:0': expected a step above 0"),
        ("width=2:1", "--set width: '2:1': the last value is smaller than the first"),
        ("width=1:2:3:4", f"--set width: {FORM} '1:2:3:4'"),
        ("width=a:b", f"--set width: {FORM} 'a:b'"),
        ("n=0:1:1e-9", "--set n: '0:1:1e-9': 1,000,000,001 values are more than 100,000; take a larger step"),
        ("width= , ", f"--set width: {FORM} ','"),
        ("width=[1", f"--set width: {FORM} '[1'"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_axes([text])
    assert str(caught.value) == message
    with pytest.raises(UsageError, match="given twice"):
        read_axes(["a=1", "a=2"])


def test_what_is_searched_where_nobody_says() -> None:
    found = usual_axes("mobilenet_v2", Effort(inf))
    assert [*found] == ["width", "expansion", "input"]
    assert (found["width"][0], found["width"][1], found["width"][-1]) == (Fraction(1, 4), Fraction(3, 10), 2)
    assert found["input"] == [56, 84, 112, 140, 168, 196, 224, 252, 280, 308, 336]
    assert usual_axes("resnet50", Effort(inf))["n4"] == [3, 6, 12]  # 256 networks with 9 were too many


def test_whole_numbers_that_make_few_networks_have_more_values(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    text = (
        "input: {channels: 3, size: 8}\nparams: {n: 6}\nlayers:\n  - {type: conv, filters: 4, kernel: 1, repeat: n}\n"
    )
    path.write_text(text)
    assert usual_axes(str(path), Effort(inf))["n"] == [3, 6, 9, 12]


def test_sweep_as_a_table(program: Program) -> None:
    done = program("sweep", "mobilenet_v2", "--set", "width=0.5:1:0.5", "--set", "input=128,224", "-c", "macs,params")
    assert done.code == 0, done.err
    assert done.out == (
        "MobileNetV2, 4 settings\n\nsettings  4: width 0.5, 1; input 128, 224\n\n"
        "width  input         MACs  parameters\n─────────────────────────────────────\n"
        "  0.5    128   32,578,560   1,968,680\n  0.5    224   97,131,840   1,968,680\n"
        "    1    128   99,074,048   3,504,872\n    1    224  300,774,272   3,504,872\n"
    )


def test_sweep_in_other_formats(program: Program, tmp_path: Path) -> None:
    words = ("sweep", "vgg16", "--set", "input=30:34:2", "-c", "macs,params")
    found = json.loads(program(*words, "-f", "json").out)
    own = [cnnstat.analyze("vgg16", input=side) for side in (32, 34)]
    assert found["settings"] == [
        {"input": each.network.input.height, "macs": each.macs, "params": each.params} for each in own
    ]
    assert found["refused"] == [
        {"settings": 1, "first": {"input": 30}, "problem": "kernel 2×2 is larger than its input 1×1"}
    ]
    lines = program(*words, "-f", "csv").out.splitlines()
    assert lines[0] == "input,macs,params"
    assert len(lines) == 3
    parquet = pytest.importorskip("pyarrow.parquet")
    assert program(*words, "-o", str(tmp_path / "a.parquet")).code == 0
    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == found["settings"]
    refused = program(*words, "-f", "parquet")
    assert (refused.code, refused.err) == (
        2,
        "cnnstat: --format parquet: expected a file, --output NAME.parquet\n",
    )


def test_a_parquet_file_is_written_as_others_are(program: Program, tmp_path: Path) -> None:
    """Not through a link that leads elsewhere, not over a file that is read-only, and a device is no file."""
    pytest.importorskip("pyarrow")
    words = ("sweep", "vgg16", "--set", "input=32,64", "-f", "parquet", "-o")
    link, elsewhere = tmp_path / "in" / "a.parquet", tmp_path / "b.parquet"
    link.parent.mkdir()
    link.symlink_to(elsewhere)
    done = program(*words, str(link))
    assert done.code == 2
    assert done.err.startswith(f"cnnstat: {link}: cannot write: a link that leads elsewhere; name the file itself")
    assert not elsewhere.exists()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert program(*words, str(pipe)).code == 0
    assert os.read(reader, 4) == b"PAR1"
    os.close(reader)
    assert pipe.is_fifo()


def test_search(program: Program) -> None:
    done = program(
        "search", "mobilenet_v2", "--under", "macs=300M", "--set", "width=0.5:1.5:0.5", "--set", "input=96:320:32",
        "-f", "json",
    )  # fmt: skip
    found = json.loads(done.out)
    assert [(each["width"], each["input"]) for each in found["settings"]] == [(1, 192), (1.5, 128), (0.5, 320)]
    assert all(each["macs"] <= 300_000_000 for each in found["settings"])
    refused = program("search", "mobilenet_v2")
    assert (refused.code, refused.err) == (
        2,
        "cnnstat: search: expected a bound, as in --under macs=300M,params=3M\n",
    )


def test_a_picture_of_a_sweep(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    done = program("sweep", "mobilenet_v2", "--set", "width=0.5:1:0.1", "-p", str(path), "--front", "macs,+params")
    assert done.code == 0, done.err
    assert path.read_text(encoding="utf-8").count("<use") > 6
    assert "mathdefault" not in path.read_text(encoding="utf-8")


def test_axes_of_powers_have_plain_labels(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    words = ("--set", "width=0.25,1.5", "--set", "input=96,320", "-c", "macs,peak_bytes", "-p", str(path))
    assert program("sweep", "mobilenet_v2", *words).code == 0
    drawn = path.read_text(encoding="utf-8")
    assert "mathdefault" not in drawn
    assert all(f"<!-- {label} -->" in drawn for label in ("10M", "1G", "1.0 MiB", "16.0 MiB"))


def test_figures_that_a_terminal_has_no_room_for_are_told() -> None:
    from cnnstat.render.terminal import table_view
    from cnnstat.sweeping.report import table_of

    keys = ("params", "macs", "peak_bytes", "training_bytes", "connections")
    lines = table_view(table_of(made({key: [10**9] for key in keys}), [0]), 60)
    assert "".join(text for text, _ in lines[-1]) == "No room for training_bytes, connections: widen the terminal."
