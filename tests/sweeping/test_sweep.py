"""Sweeps: every setting against an analysis of its own."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.effort import Effort
from cnnstat.errors import SpecError, UsageError
from cnnstat.spec import catalog
from cnnstat.spec.param import written
from cnnstat.sweeping.alike import Group, alike, whole
from cnnstat.sweeping.search import usual_axes
from cnnstat.sweeping.sweep import portions, sweep
from cnnstat.sweeping.swept import FIGURES, Swept, Work, figure
from cnnstat.views import sweep as views
from cnnstat.views.sweep import read_wish, searched

KEYS = ("params", "macs", "flops", "connections", "neurons", "elementwise", "depth", "layers", "rf", "peak_bytes",
        "training_bytes", "weight_bytes")  # fmt: skip


def alone(network: str, values: dict[str, Any], keys: tuple[str, ...] = KEYS) -> list[Any] | None:
    """The figures at one setting by an analysis of its own; None where the network does not run."""
    try:
        found = cnnstat.analyze(network, **{name: text(value) for name, value in values.items()})
    except (SpecError, UsageError):
        return None
    return [figure(found, key) for key in keys]


def text(value: Any) -> Any:
    return written(value) if isinstance(value, Fraction) else value


def run(network: str, axes: dict[str, list[Any]], keys: tuple[str, ...] = KEYS) -> Swept:
    return sweep(Work(network, tuple(axes), keys), axes)


def hold(network: str, axes: dict[str, list[Any]], found: Swept, some: list[int]) -> None:
    dead = {place for each in found.refused for place in each.places}
    for place in some:
        expected = alone(network, found.values(place))
        got = [column[place] for column in found.columns.values()]
        assert (place in dead) == (expected is None), found.values(place)
        assert got == (expected or [None] * len(KEYS)), found.values(place)


def some_values(random_: random.Random, param: Any) -> list[Any]:
    """Values for a param of a network of the catalog."""
    default = param.default
    if isinstance(default, bool | str):
        return param.choices or ([True, False] if isinstance(default, bool) else [default])
    if isinstance(default, list):
        return [default]
    if param.choices:
        return list(param.choices)
    factors = [Fraction(random_.randint(1, 30), random_.choice([1, 4, 10])) for _ in range(5)]
    values = {default, *(factor * default for factor in factors)}
    return sorted({int(each) for each in values} if random_.random() < 0.5 else values)


NAMES = [
    "lenet5",
    "alexnet",
    "googlenet",
    "inception_v3",
    "mobilenet_v1",
    "mobilenet_v2",
    "resnet50",
    "resnet20",
    "vgg16",
]
SLOW = [name for name in catalog.networks() if name not in NAMES]


def any_grid(name: str, number: int) -> dict[str, list[Any]]:
    """Some params of a network of the catalog, with values drawn by chance."""
    random_ = random.Random(f"{name} {number}")
    params = {each: some_values(random_, param) for each, param in catalog.find(name)[0].params.items()}
    params = {each: values for each, values in params.items() if len(values) > 1 and each != "input"}
    chosen = random_.sample(sorted(params), min(2, len(params)))
    return {each: params[each] for each in chosen} | {"input": sorted(random_.sample(range(20, 400), 6))}


@pytest.mark.parametrize("name", [*NAMES, *(pytest.param(each, marks=pytest.mark.slow) for each in SLOW)])
def test_every_setting_is_that_of_an_analysis_of_its_own(name: str) -> None:
    axes = any_grid(name, 1)
    if all(alone(name, dict(zip(axes, each, strict=True))) is None for each in product(*axes.values())):
        with pytest.raises(UsageError, match="runs at none of these settings"):
            run(name, axes)
        return
    found = run(name, axes)
    hold(name, axes, found, random.Random(name).sample(range(len(found)), min(12, len(found))))


def test_all_settings_of_a_small_grid() -> None:
    axes: dict[str, list[Any]] = {
        "width": [Fraction(1, 10), Fraction(1, 4), 1, Fraction(7, 5)],
        "input": [32, 96, 97, 224],
    }
    found = run("mobilenet_v2", axes)
    hold("mobilenet_v2", axes, found, [*range(16)])
    assert found.values(6) == {"width": Fraction(1, 4), "input": 97}
    assert [row["input"] for row in found.rows()][:5] == [32, 96, 97, 224, 32]


def test_layers_that_come_and_go_are_told_apart(tmp_path: Path) -> None:
    spec = tmp_path / "own.yaml"
    spec.write_text(
        "params: {k: 1, f: 8, kind: {default: maxpool, choices: [maxpool, avgpool]}, wide: false}\n"
        "input: {channels: 3, size: 12}\nlayers:\n"
        "  - {name: a, type: conv, filters: \"max(f, 4)\", kernel: 1 + 2 * (k % 3), padding: same,\n"
        "     repeat: k, when: f > 2}\n"
        "  - {name: p, type: kind, kernel: 2}\n"
        "  - {name: b, type: conv, filters: \"f * k if wide else f\", kernel: 1, groups: \"2 if f % 2 == 0 else 1\"}\n"
        "  - {name: n, type: conv, filters: \"6 + f // 2\", kernel: 1, when: channels > 5}\n",
        encoding="utf-8",
    )  # fmt: skip
    axes: dict[str, list[Any]] = {
        "k": [1, 2, 3, 4],
        "f": [*range(1, 14)],
        "kind": ["maxpool", "avgpool"],
        "wide": [True, False],
    }
    found = run(str(spec), axes)
    hold(str(spec), axes, found, [*range(len(found))])
    assert found.refused  # 3 maps are not cut into 2 groups


@pytest.mark.parametrize(
    "filters",
    [
        "8 / (w - w + 2)", "4 * w / (w * 0 + 2)", "8 / (w - w)", "8 // (w - 2)", "ceil(w * 1e-23)",
        "make_divisible(w / 7)", "max(1, round(w * 1e-23))", "w * 1e-30 * 1e30", "w if w * 1e-20 == 3e-20 else 5",
        "w ** 40 // 7 ** 30 + 1", "-8 // -w + 20", "(w / 7) ** 20 * 7 ** 20", "w % (w - w + 3) + 1",
        "8 if w / 3 < 1 / w else w",
    ],
)  # fmt: skip
def test_arithmetic_of_a_spec_is_that_of_each_setting(filters: str, tmp_path: Path) -> None:
    spec = tmp_path / "own.yaml"
    spec.write_text(
        "params: {w: 4}\ninput: {channels: 3, size: 4}\nlayers:\n"
        f'  - {{type: conv, filters: "{filters}", kernel: 1, when: w != 4}}\n'
        "  - {type: conv, filters: 2, kernel: 1}\n",
        encoding="utf-8",
    )
    axes = {"w": [1, 2, 3, 4, 5, Fraction(7, 2)]}
    hold(str(spec), axes, run(str(spec), axes), [*range(6)])


def test_windows_behind_upsampling_that_are_as_large_as_their_map(tmp_path: Path) -> None:
    """The work of following their cells depends on the setting, and is counted for all settings at once."""
    path = tmp_path / "net.yaml"
    path.write_text(
        "input: {channels: 3, size: 8}\nlayers:\n  - {type: upsample, scale: 2}\n  - {type: global_avgpool}\n",
        encoding="utf-8",
    )
    axes = {"input": [1, 2]}
    hold(str(path), axes, run(str(path), axes), [0, 1])


def test_gates_behind_an_adaptive_pool(tmp_path: Path) -> None:
    """Its stride is another at each input, and so is what a gate behind it sees."""
    path = tmp_path / "net.yaml"
    path.write_text(
        "input: {channels: 3, size: 8}\nlayers:\n  - {type: adaptive_avgpool, size: 5}\n"
        "  - {type: multiply, branches: [[], [{type: global_avgpool}]]}\n"
        "  - {type: conv, filters: 3, kernel: 3}\n",
        encoding="utf-8",
    )
    axes = {"input": [40, 41, 42, 43, 50]}
    hold(str(path), axes, run(str(path), axes), [0, 1, 2, 3, 4])


def test_values_that_a_param_may_choose_are_computed_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.yaml"
    known = ", ".join(map(str, range(1, 101)))
    line = "  - {type: conv, filters: maps, kernel: 1}"
    path.write_text(
        f"input: {{channels: 3, size: 8}}\nparams: {{maps: {{default: 8, choices: [{known}]}}}}\nlayers:\n{line}\n"
    )
    runs: list[list[Any]] = []
    call = Work.__call__

    def running(self: Work, values: list[Any]) -> list[Any] | str:
        runs.append(values)
        return call(self, values)

    monkeypatch.setattr(Work, "__call__", running)
    axes: dict[str, list[Any]] = {"maps": [*range(1, 101)], "input": [8, 9]}
    found = run(str(path), axes)
    assert found.columns["params"] == [4 * maps for maps in range(1, 101) for _ in (8, 9)]
    assert len(runs) == 1
    found = run(str(path), {"maps": [*range(90, 110)]})
    assert sum(len(each.places) for each in found.refused) == 9
    assert found.columns["params"] == [4 * maps if maps <= 100 else None for maps in range(90, 110)]


def test_a_param_with_the_name_of_a_figure_is_told_apart(tmp_path: Path) -> None:
    """A row has one place for each name."""
    spec = tmp_path / "own.yaml"
    spec.write_text(
        "params: {macs: 4}\ninput: {channels: 3, size: 4}\nlayers:\n  - {type: conv, filters: macs, kernel: 1}\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError) as caught:
        run(str(spec), {"macs": [1, 2]})
    problem = "macs is a param and a figure, and a table has one of them: name other figures (--columns)"
    assert str(caught.value) == problem
    assert run(str(spec), {"macs": [1, 2]}, ("params",)).columns["params"] == [4, 8]
    assert run(str(spec), {"input": [4, 5]}).columns["macs"] == [192, 300]


def test_a_setting_that_does_not_run_says_why() -> None:
    found = run("vgg16", {"input": [10, 31, 32, 33]}, ("params",))
    assert found.columns["params"] == [None, None, 37694248, 37694248]
    assert {place: each.problem for each in found.refused for place in each.places} == dict.fromkeys(
        [0, 1], "kernel 2×2 is larger than its input 1×1"
    )


def test_a_network_that_runs_nowhere_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^vgg16 runs at none of these settings: kernel 2×2 is larger than its input"):
        run("vgg16", {"input": [4, 5]})


MANY = "settings are more than 10,000,000; take larger steps"


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"widht": [1]}, "mobilenet_v2 has no param 'widht'; did you mean 'width'?"),
        ({"inptu": [1]}, "mobilenet_v2 has no param 'inptu'; did you mean 'input'?"),
        ({"width": []}, "width: expected at least one value"),
        ({"width": [*range(4000)], "input": [*range(4000)]}, f"16,000,000 {MANY}"),
        ({"width": ["wide"]}, "param width: expected a number, got wide"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be(axes: dict[str, list[Any]], message: str) -> None:
    with pytest.raises((UsageError, SpecError)) as caught:
        run("mobilenet_v2", axes)
    assert str(caught.value) == message


def test_processes_find_the_same_as_one() -> None:
    axes: dict[str, list[Any]] = {"n2": [1, 2, 3], "n3": [1, 2], "input": [64, 96, 128]}
    work = Work("resnet18", tuple(axes), ("params", "macs"))
    from cnnstat.effort import BASE, silent
    from cnnstat.sweeping.sweep import on_cores
    from cnnstat.sweeping.swept import begun

    gathering, left = begun(work, axes)
    on_cores(gathering, left, 2, silent, 0.0, effort := Effort())
    assert gathering.swept().columns == run("resnet18", axes, ("params", "macs")).columns
    assert 0 < effort.left < BASE
    gathering, left = begun(work, axes)
    on_cores(gathering, left, 2, silent, 0.0, small := Effort(100))
    assert small.reached
    assert gathering.done < 18


def stages(count: int) -> str:
    """A network with as many params, each of which says how often a layer is repeated."""
    lines = "".join(f"  - {{type: conv, filters: 4, kernel: 1, repeat: n{at}}}\n" for at in range(count))
    params = "".join(f"  n{at}: 4\n" for at in range(count))
    return f"input: {{channels: 3, size: 8}}\nparams:\n{params}layers:\n{lines}"


@pytest.mark.parametrize(
    ("most", "message"),
    [(100, "which params matter in so large a network is much work to find out"), (1000, " of 176 settings were as")],
)
def test_a_search_of_settings_that_nobody_named_is_bounded(
    most: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(stages(2))
    wish = read_wish("", "", "macs=1G", "")
    assert len(searched(str(path), [], wish).swept) == 176
    monkeypatch.setattr(views, "MOST_WORK", most)
    with pytest.raises(UsageError, match=message) as caught:
        searched(str(path), [], wish)
    assert str(caught.value).endswith(": name those to search with --set")
    assert len(searched(str(path), ["n0=2,4"], wish).swept) == 2


def test_finding_out_what_to_search_takes_of_the_same_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(stages(2))
    trying = Effort(10**9)
    axes = usual_axes(str(path), trying)
    searching = Effort(10**9)
    with searching.bounding():
        run(str(path), axes, ("params", "macs", "peak_bytes", "rf"))
    parts = [10**9 - each.left for each in (trying, searching)]
    wish = read_wish("", "", "macs=1G", "")
    monkeypatch.setattr(views, "MOST_WORK", max(parts) + 1)
    with pytest.raises(UsageError, match="as much work as is done unasked"):
        searched(str(path), [], wish)


def test_memory_at_several_settings_counts_all_operations_of_a_line(tmp_path: Path) -> None:
    spent = []
    for more in ("", ", norm: batchnorm, activation: relu"):
        path = tmp_path / "net.yaml"
        line = f"  - {{type: conv, filters: 4, kernel: 1, repeat: 300{more}}}\n"
        path.write_text(f"input: {{channels: 4, size: 8}}\nlayers:\n{line}")
        meter = Effort(10**9)
        with meter.bounding():
            run(str(path), {"input": [4, 5, 6, 7]}, ("peak_bytes", "training_bytes"))
        spent.append(10**9 - meter.left)
    assert spent[1] > spent[0] + 2 * 300 * 5


def test_portions_hold_every_setting_once() -> None:
    axes = [[*range(7)], ["a", "b"], [*range(5)]]
    parts = portions(whole(axes), 6)
    assert len(parts) > 3
    assert sorted(at for part in parts for group in part for at in group.order(axes)) == [*range(70)]


def test_groups_of_one_outcome_come_back_whole() -> None:
    axes = [[3, 1, 2], [10, 20]]
    found = [*alike(axes, whole(axes), lambda values: values[0] > 1 and values[1] > 15)]
    told = {at: answer for group, answer in found for at in group.order(axes)}
    assert [told[at] for at in range(6)] == [False, True, False, False, False, True]
    assert Group(((0, 2), (1,))).size == 2


def test_from_python() -> None:
    found = cnnstat.sweep("mobilenet_v2", {"width": [0.5, 1], "input": (160, 224)}, "macs")
    every = [{"width": width, "input": side} for width in (0.5, 1) for side in (160, 224)]
    assert found.columns == {
        "macs": [value for each in every for value in alone("mobilenet_v2", each, ("macs",)) or ()]
    }
    assert repr(found) == "<Swept mobilenet_v2: 4 settings of width, input>"
    frame = found.to_pandas()
    assert [*frame.columns] == ["width", "input", "macs"]
    assert len(frame) == 4
    for arguments, message in [
        (("mobilenet_v2", {}), "values: expected a mapping from params to their values, got {}"),
        (("mobilenet_v2", {"width": "1"}), "width: expected a list of values, got '1'"),
        (("mobilenet_v2", {"width": [1]}, "mac"), "there is no figure 'mac' of a network; did you mean 'macs'?"),
        ((3, {"width": [1]}), "expected the name of a network or a path, got 3"),
    ]:
        with pytest.raises(UsageError) as caught:
            cnnstat.sweep(*arguments)  # type: ignore[arg-type]
        assert str(caught.value) == message
    assert set(KEYS) <= set(FIGURES)


@pytest.mark.slow
def test_pieces_of_a_sweep_run_on_a_cluster() -> None:
    """The way that the guide shows for a sweep that is too large for one machine."""
    distributed = pytest.importorskip("distributed")
    depths, sides = [1, 2, 3], [64, 96]
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        pieces = [client.submit(cnnstat.sweep, "resnet18", {"n4": [n], "input": sides}, "macs") for n in depths]
        found = [value for swept in client.gather(pieces) for value in swept.columns["macs"]]
    assert found == run("resnet18", {"n4": depths, "input": sides}, ("macs",)).columns["macs"]
