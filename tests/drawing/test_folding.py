"""Folding: by looks, and by shape with a table of widths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import cnnstat
from cnnstat.drawing.draw import Drawn, scene_of
from cnnstat.drawing.elements import Element, Series
from cnnstat.drawing.folding import details, in_runs, name_of, said_sign, short_last, units
from cnnstat.drawing.labels import DEFAULT, Labels, labels_for
from cnnstat.drawing.page import Page, page_named
from cnnstat.drawing.scene import Scene, Text
from cnnstat.drawing.structure import cells_of, in_blocks, take_apart
from cnnstat.drawing.ways import Wish


def texts(scene: Scene) -> list[str]:
    return [item.text for item in scene.items if isinstance(item, Text)]


def chain(name: str) -> tuple[list[Element], object]:
    analysis = cnnstat.analyze(name)
    cells = cells_of(analysis)
    labels = labels_for(analysis, cells, DEFAULT)
    blocks: Series = in_blocks(take_apart(cells), cells, analysis.network.blocks)
    return list(in_runs(tuple(units(blocks)), said_sign(labels, ()), cells, inside=False)), labels


def test_the_widths_of_googlenets_modules() -> None:
    """Table 1 of Szegedy et al. 2014: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj."""
    elements, labels = chain("googlenet")
    ((found, places),) = details(elements, labels)  # type: ignore[arg-type]
    assert found.title == "inception"
    assert len(places) == 9
    assert found.columns == ("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj")
    assert found.rows == (
        ("3a", "64", "96", "128", "16", "32", "32", "256×28×28"),
        ("3b", "128", "128", "192", "32", "96", "64", "480×28×28"),
        ("4a", "192", "96", "208", "16", "48", "64", "512×14×14"),
        ("4b", "160", "112", "224", "24", "64", "64", "512×14×14"),
        ("4c", "128", "128", "256", "24", "64", "64", "512×14×14"),
        ("4d", "112", "144", "288", "32", "64", "64", "528×14×14"),
        ("4e", "256", "160", "320", "32", "128", "128", "832×14×14"),
        ("5a", "256", "160", "320", "32", "128", "128", "832×7×7"),
        ("5b", "384", "192", "384", "48", "128", "128", "1024×7×7"),
    )
    assert ("3x3", "conv 3×3") in found.said


def test_the_runs_of_resnet152() -> None:
    elements, labels = chain("resnet152")
    assert [name_of(each, labels) for each in elements] == [  # type: ignore[arg-type]
        "conv1", "pool1", "conv2.1", "conv2.2–3", "conv3.1", "conv3.2–8", "conv4.1", "conv4.2–36", "conv5.1",
        "conv5.2–3", "pool5", "fc",
    ]  # fmt: skip
    scene = scene_of(cnnstat.analyze("resnet152"))
    assert "conv4.2–36 ×35" in texts(scene)
    assert "bottleneck A" in texts(scene)


def test_a_run_shows_what_its_last_one_makes(write_spec: Callable[[str], Path]) -> None:
    """Layers of DenseNet are alike, and yet each has more channels than the one before."""
    scene = scene_of(cnnstat.analyze(Path(__file__).parent.parent / "nets/densenet121.yaml"))
    at = texts(scene).index("dense2_1–12 ×12")
    assert texts(scene)[at : at + 3] == ["dense2_1–12 ×12", "dense", "512×28×28"]


def test_neighbours_that_say_other_things_are_no_run(write_spec: Callable[[str], Path]) -> None:
    lines = "".join(f"  - {{name: c{at}, type: conv, filters: 8, kernel: 1}}\n" for at in range(200))
    path = write_spec(f"input: {{channels: 4, size: 16}}\nlayers:\n{lines}")
    small = Wish(page=page_named("100x100mm"), style="graph")
    assert "c0–c199 ×200" in texts(scene_of(cnnstat.analyze(path), small))
    both = scene_of(cnnstat.analyze(path), small._replace(items=("kernel", "params")))
    assert "c0" in texts(both)  # 40 parameters with its biases, the others 72
    assert "c1–c199 ×199" in texts(both)


def test_repeated_pieces_without_blocks(write_spec: Callable[[str], Path]) -> None:
    conv, add = "{{name: a{0}, type: conv, filters: 4, kernel: 1}}", "{{name: b{0}, type: add, from: [a{0}, {1}]}}"
    piece = f"  - {conv}\n  - {add}\n"
    lines = "".join(piece.format(at, f"b{at - 1}" if at else "input") for at in range(60))
    path = write_spec(f"input: {{channels: 4, size: 16}}\nlayers:\n{lines}")
    found = texts(scene_of(cnnstat.analyze(path), Wish(page=page_named("80x80mm"))))
    assert any(each.endswith("×60") for each in found), found


@pytest.mark.parametrize(
    ("first", "last", "short"),
    [("conv2.2", "conv2.3", "3"), ("dense1_1", "dense1_6", "6"), ("fc6", "fc7", "fc7"), ("4a", "4c", "4c")],
)
def test_the_last_name_of_a_run(first: str, last: str, short: str) -> None:
    assert short_last(first, last) == short


def test_depths() -> None:
    scene = scene_of(cnnstat.analyze("resnet50"), Wish(depth=1))
    found = texts(scene)
    shown = [each for each in found if each.startswith("conv") and each != "convolution"]
    assert shown == ["conv1", "conv 7×7/2, 64", "conv2", "conv3", "conv4", "conv5"]
    assert found.count("stage") == 4


UNET = (
    "title: U-Net\ninput: {channels: 3, size: 64}\nblocks:\n  double:\n    args: {filters}\n    layers:\n"
    "      - {name: a, type: conv, filters: filters, kernel: 3, padding: 1, activation: relu}\n"
    "      - {name: b, type: conv, filters: filters, kernel: 3, padding: 1, activation: relu}\nlayers:\n"
    "  - {name: enc1, block: double, filters: 16}\n  - {name: enc2, block: double, filters: 32}\n"
    "  - {name: enc3, block: double, filters: 64}\n  - {name: enc4, block: double, filters: 128}\n"
    "  - {name: cat3, type: concat, from: [enc4, enc3]}\n  - {name: dec3, block: double, filters: 64}\n"
    "  - {name: cat2, type: concat, from: [dec3, enc2]}\n  - {name: dec2, block: double, filters: 32}\n"
    "  - {name: cat1, type: concat, from: [dec2, enc1]}\n  - {name: dec1, block: double, filters: 16}\n"
)


def test_the_skips_of_a_u_net_are_named_where_a_page_is_too_low(write_spec: Callable[[str], Path]) -> None:
    analysis = cnnstat.analyze(write_spec(UNET))
    slide = texts(scene_of(analysis, Wish(page=page_named("340x110mm"))))
    for end in ("to cat1", "concat cat1", "from enc1.b"):
        assert end in slide
    high = texts(scene_of(analysis, Wish(page=page_named("300x600mm"))))
    assert "to cat1" not in high  # there is room for lines


def test_figures_of_runs_are_each_ones() -> None:
    found = texts(scene_of(cnnstat.analyze("resnet50"), Wish(items=("params", "macs"))))
    at = found.index("conv4.2–6 ×5")
    assert found[at : at + 4] == ["conv4.2–6 ×5", "bottleneck B", "1.12 M params each", "218 M MACs each"]


def test_what_is_not_drawn_is_named() -> None:
    found = texts(scene_of(cnnstat.analyze("inception_v3")))
    assert "module_b" in found
    assert any(each.startswith("not drawn: ") and "module_a" in each for each in found)


def test_the_layer_before_a_flattening_shows_its_own_map() -> None:
    found = texts(scene_of(cnnstat.analyze("vgg16"), Wish(items=("output", "rf"))))
    at = found.index("pool5")
    assert found[at : at + 3] == ["pool5", "512×7×7", "RF 212"]


def test_long_names_lose_their_middle(write_spec: Callable[[str], Path]) -> None:
    name = "a" * 30 + "b" * 30
    path = write_spec(f"input: {{channels: 1, size: 8}}\nlayers: [{{name: {name}, type: relu}}]\n")
    assert f"{'a' * 16}…{'b' * 15}" in texts(scene_of(cnnstat.analyze(path)))


def test_what_boxes_say_is_written_once_for_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    written, moved = list[tuple[Sequence[int], Sequence[str]]](), list[int]()
    figures, moves = Labels._figures, Labels._moves

    def noted_figures(labels: Labels, cells: Sequence[int], items: Sequence[str]) -> list[str]:
        written.append((cells, items))
        return figures(labels, cells, items)

    def noted_moves(labels: Labels, cell: int) -> str:
        moved.append(cell)
        return moves(labels, cell)

    monkeypatch.setattr(Labels, "_figures", noted_figures)
    monkeypatch.setattr(Labels, "_moves", noted_moves)
    analysis, heights = cnnstat.analyze("googlenet"), (200, 300, 500)
    drawn = Drawn(analysis, Wish(bare=True))
    found = [scene for scene in (drawn.on(Page(510, height)) for height in heights) if scene is not None]
    assert len(set(written)) == len(written) > 100
    assert len(set(moved)) == len(moved) > 50
    for height, scene in zip(heights, found, strict=True):  # and says what one that is drawn alone says
        alone = Drawn(analysis, Wish(bare=True)).on(Page(510, height))
        assert alone is not None
        assert texts(alone) == texts(scene)
