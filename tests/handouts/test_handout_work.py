"""How much work a handout may be: inputs of merges, and layouts where nothing fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.charts import fields
from cnnstat.handouts.charts import growth_chart
from cnnstat.handouts.topic import Topic
from cnnstat.language import ENGLISH
from cnnstat.views.handout import topic_of


def merging(branches: int, repeat: int) -> str:
    """Blocks in which a layer adds one output to itself so often."""
    return (
        f"input: {{channels: 3, size: 8}}\nlayers:\n  - {{block: b, repeat: {repeat}}}\nblocks:\n  b:\n    layers:\n"
        f"      - {{name: a, type: add, branches: [{', '.join(['[]'] * branches)}]}}\n"
        "      - {name: c, type: conv, filters: 3, kernel: 1}\n"
    )


@pytest.mark.parametrize("branches", [2, 900])
def test_the_chart_of_fields_has_one_line_from_a_layer_to_another(
    branches: int, write_spec: Callable[[str], Path]
) -> None:
    topic = topic_of([str(write_spec(merging(branches, 3)))])
    assert isinstance(topic, Topic)
    assert [len(each) for each in fields(topic.analysis).reads] == [0, 1, 1, 1, 1, 1]
    assert len(growth_chart(topic, ENGLISH).items) < 40


def test_networks_whose_layers_have_very_many_inputs_are_refused(write_spec: Callable[[str], Path]) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.handout(write_spec(merging(999, 13)))
    assert str(caught.value) == "handout: expected layers that have at most 12,000 inputs in all, got 13,000"
