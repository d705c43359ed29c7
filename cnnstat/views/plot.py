"""The charts that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.analysis.setting import read_setting
from cnnstat.charts import BARS, Accuracies, Bars, Fields, accuracies, bars, fields
from cnnstat.comparing.subject import Subject
from cnnstat.errors import UsageError
from cnnstat.language import Language, language_named
from cnnstat.views.request import Locate, check_choice

FIELD, ACCURACY = "rf", "accuracy"
CHARTS = (*BARS, FIELD, ACCURACY)
Charts = list[Bars | Fields] | Accuracies


def charts(networks: Sequence[str], chosen: str = "", locate: Locate = str, lang: str = "en", **asked: Any) -> Charts:
    """The charts of networks, each with settings as in queries, ``mobilenet_v2@width=0.5``.

    Args:
        networks: their names.
        chosen: of :data:`CHARTS`; else all by layer of one network, and the accuracies of several.
        locate: what a name of a network means, where that depends on who asks.
        lang: the language of the words.
        asked: mode, batch, dtype, optimizer and flops.

    Raises:
        UsageError: there is no such chart or language, or it is none of several networks.
    """
    wanted = [each.strip() for each in chosen.split(",") if each.strip()]
    for each in wanted:
        check_choice("--chart", each, CHARTS)
    language = language_named(lang)
    setting = read_setting(asked, "--")
    from cnnstat.views.sides import sides

    found = sides(networks[0], networks[1:], setting, "plot", locate)
    if any(each.layer for each in found):
        raise UsageError("plot: expected networks, got a layer; cnnstat explain shows how its figures come about")
    wanted = wanted or ([ACCURACY] if len(found) > 1 else [*BARS, FIELD])
    if ACCURACY in wanted:
        if len(wanted) > 1:
            raise UsageError("--chart accuracy stands alone: it is about networks, the others are about layers")
        return accuracies(found, language)
    if len(found) > 1 and wanted != [FIELD]:
        raise UsageError("--chart params, macs and memory are about the layers of one network; rf takes several")
    return [each for side in found for each in by_layer(side, wanted, language)]


def by_layer(side: Subject, wanted: Sequence[str], language: Language) -> list[Bars | Fields]:
    """Charts of the layers of one network."""
    analysis = side.analysis
    return [fields(analysis, language) if each == FIELD else bars(analysis, each, language=language) for each in wanted]
