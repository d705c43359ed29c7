"""The drawing of a network, and its charts beside the figures of the whole."""

from __future__ import annotations

from cnnstat.handouts.amount import Amount
from cnnstat.handouts.charts import growth_chart, share_chart
from cnnstat.handouts.topic import Topic
from cnnstat.language import Language
from cnnstat.publishing.content import Beside, Block, Grid, Heading, Picture
from cnnstat.quantities.totals import TOTALS

WIDTH = 510.0
"""Points of the text's width on A4."""
HIGHER = (1.0, 1.35, 1.8, 2.4)
"""What is tried where a drawing does not fit the height that it should have."""
FACTS = ("layers", "depth", "params", "macs", "neurons", "rf", "weight_bytes", "peak_bytes", "training_bytes")


def drawing_part(topic: Topic, amount: Amount, language: Language) -> list[Block]:
    """The network as a drawing."""
    return drawing_of(topic, amount.drawing, language)


def drawing_of(topic: Topic, high: float, language: Language) -> list[Block]:
    """A network as a drawing in the width of the text, of that height, or as much higher as it must be."""
    drawn = topic.drawn(language)
    for factor in HIGHER:
        scene = drawn.of(WIDTH, high * factor, shorten=factor == HIGHER[-1])
        if scene is not None:
            return [Picture(scene, "drawing")]
    return []


def shares_part(topic: Topic, amount: Amount, language: Language) -> list[Block]:
    """Where parameters and MACs are."""
    counts = topic.analysis.counts
    charts = [
        Picture(share_chart(topic, what, amount.bars, language), what)
        for what in ("params", "macs") if getattr(counts, what)
    ]  # fmt: skip
    if not charts:
        return []
    return [Heading(language.say("Where the work is")), Beside(charts[:1], charts[1:])]


def growth_part(topic: Topic, amount: Amount, language: Language) -> list[Block]:
    """The growth of the receptive field, beside the figures of the whole network."""
    values = {key: TOTALS[key].of(topic.analysis) for key in FACTS}
    titles = {key: language.word(TOTALS[key].title) for key in FACTS}
    titles["rf"] = language.say("receptive field, last map")  # behind it a global pool or a linear layer sees all
    rows = [[titles[key], value.text] for key, value in values.items() if value is not None]
    grid = Grid([language.say("The network"), ""], [False, True], rows)
    if sum(not layer.output.flat for layer in topic.analysis.layers) < 2:
        return [grid]  # nothing grows
    return [Beside([Picture(growth_chart(topic, language), "rf")], [grid])]
