"""Volumes: sizes that grow with the figures, two rows where there are two groups, what is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.labels import DEFAULT, input_lines, labels_for
from cnnstat.drawing.scene import Scene, Shape, Text
from cnnstat.drawing.structure import cells_of
from cnnstat.drawing.volumes import Volume, lengths, volumes
from cnnstat.drawing.ways import Wish


def of(name: str, **settings: object) -> list[Volume]:
    analysis = cnnstat.analyze(name, **settings)  # type: ignore[arg-type]
    labels = labels_for(analysis, cells_of(analysis), DEFAULT)
    return volumes(labels, analysis.network.input, input_lines(labels))


def alarms(scene: Scene) -> list[str]:
    return [item.text for item in scene.items if isinstance(item, Text) and item.color == "alarm"]


def test_alexnet_stands_in_two_rows() -> None:
    """As in figure 2 of Krizhevsky et al. 2012: all maps; conv3 alone reads both halves."""
    found = of("alexnet")
    halves = [each.lines[0] for each in found if each.split]
    assert halves == ["conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5"]
    assert [each.lines[0] for each in found if each.split and each.mixes] == ["conv1", "conv3"]
    assert found[1].lines == ["conv1", "11×11/4", "2×48×55×55"]
    assert [each.lines[0] for each in found if not each.split] == ["input", "fc6–fc7 ×2", "fc8"]


def test_one_tower_is_one_row() -> None:
    assert not any(each.split for each in of("alexnet-owt"))
    assert not any(each.split for each in of("vgg16"))


def test_lengths_grow_slower_than_figures() -> None:
    found = of("vgg16")
    sizes = [lengths(each.size, 100, 224) for each in found if not each.size.flat]
    heights, channels = [tall for _, tall, _ in sizes], [each.size.channels for each in found]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == 100
    assert heights[3] == pytest.approx(100 * 0.5**0.5)  # 112 of 224
    widths = dict(zip(channels, (wide for wide, _, _ in sizes), strict=False))
    assert widths[512] / widths[64] < 512 / 64
    assert widths[64] < widths[128] < widths[256] < widths[512]


def test_what_an_input_loses_is_marked() -> None:
    assert alarms(scene_of(cnnstat.analyze("alexnet"))) == []
    # conv1: (224 − 11) / 4 leaves a row; of 54 rows pool1 leaves one, of 26 pool2 and of 12 pool5 too
    assert alarms(scene_of(cnnstat.analyze("alexnet", input=224))) == ["1 row unread"] * 4
    graph = scene_of(cnnstat.analyze("alexnet", input=224), Wish(style="graph"))
    assert alarms(graph) == ["1 row unread"] * 4


def test_rows_and_columns(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        "input: {channels: 1, height: 8, width: 10}\nlayers: [{name: p, type: maxpool, kernel: 3, stride: [2, 4]}]\n"
    )
    # (8 − 3) / 2 leaves a row; (10 − 3) / 4 leaves 3 columns, of which one is a gap as between the windows
    assert alarms(scene_of(cnnstat.analyze(path))) == ["1 row, 2 columns unread"]


def test_flat_layers_are_capped() -> None:
    found = of("vgg16")
    assert all(lengths(each.size, 100, 224)[1] <= 95 for each in found if each.size.flat)


def test_the_ids_are_the_layers_names() -> None:
    scene = scene_of(cnnstat.analyze("alexnet"))
    keys = [item.key for item in scene.items if isinstance(item, Shape) and item.key]
    assert list(dict.fromkeys(keys)) == [
        "conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5", "fc6", "fc8",
    ]  # fmt: skip
