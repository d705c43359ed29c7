"""How much work a handout may be: inputs of merges, and layouts where nothing fits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.charts import fields
from cnnstat.handouts.amount import LADDER
from cnnstat.handouts.charts import growth_chart
from cnnstat.handouts.fitting import fitted
from cnnstat.handouts.make import Maker, Wanted
from cnnstat.handouts.topic import Topic
from cnnstat.language import ENGLISH
from cnnstat.publishing.content import Document, Heading, flat
from cnnstat.publishing.formats import typst
from cnnstat.typesetting import compiling
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


def high(parts: dict[str, float]) -> Callable[[Document], compiling.Taken]:
    """Paper as a printer takes it for which a part is so many pages high, and nothing else takes room."""

    def take(document: Document) -> compiling.Taken:
        found = {each.text for each in flat(document.blocks) if isinstance(each, Heading)}
        pages, part = divmod(sum(parts.get(each, 0.0) for each in found), 1)
        return compiling.Taken(1 + int(pages), typst.TOP + part * (typst.BOTTOM - typst.TOP))

    return take


def names_of(topic: Topic) -> dict[str, str]:
    """The headings of the parts that may be left out, in the order in which they go."""
    maker = Maker(topic, Wanted())
    found = dict[str, str]()
    for name in maker.droppable:
        heads = [each.text for each in flat(maker.blocks(name, LADDER[-1])) if isinstance(each, Heading)]
        found |= {name: heads[0]} if heads else {}
    return found


@pytest.mark.parametrize(
    ("heights", "left_out"),
    [
        ({}, 0),
        ({0: 3.0, 2: 3.0}, 2),
        ({0: 0.9, 1: 0.9, 2: 0.9}, 1),
        *(
            pytest.param(*each, marks=pytest.mark.slow)
            for each in (({0: 3.0}, 1), ({2: 3.0}, 1), ({1: 3.0, 2: 3.0}, 2))
        ),
    ],
)
def test_parts_that_have_no_room_are_left_out(heights: dict[int, float], left_out: int) -> None:
    topic = topic_of(["alexnet"])
    assert isinstance(topic, Topic)
    names = names_of(topic)
    take = high({list(names.values())[at]: height for at, height in heights.items()})
    found = fitted(topic, Wanted(), take).left_out
    assert len(found) == left_out
    assert {name for name, height in zip(names, range(9), strict=False) if heights.get(height, 0) >= 2} <= set(found)


def test_what_never_fits_is_laid_out_twice() -> None:
    tries = list[Document]()

    def take(document: Document) -> compiling.Taken:
        tries.append(document)
        return compiling.Taken(9, typst.TOP)

    with pytest.raises(cnnstat.UsageError, match=r"^alexnet: not even the least of a handout fits 2 pages; --pages"):
        fitted(topic_of(["alexnet"]), Wanted(), take)
    assert len(tries) == 2
