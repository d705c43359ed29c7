"""Exercises on networks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import DEFAULT
from cnnstat.api.arguments import Name, Size, as_analysis, setting_of, text_of, words_of
from cnnstat.errors import UsageError, shown
from cnnstat.network.graph import Network

if TYPE_CHECKING:
    from cnnstat.quizzes.made import Exercises

Subject = Analysis | Network | Name


def exercises(
    network: Subject,
    *others: Subject,
    count: int = 10,
    seed: int = 1,
    kinds: str | Iterable[str] = (),
    variants: int = 1,
    lang: str = "en",
    output: str | os.PathLike[str] | None = None,
    key: str | os.PathLike[str] | None = None,
    format: str = "",  # noqa: A002
    input: Size = None,  # noqa: A002
    training: bool = DEFAULT.training,
    **params: Any,
) -> Exercises:
    """Exercises on networks with a key, like ``cnnstat exercises``.

    >>> cnnstat.exercises("alexnet", count=1, kinds="params").questions[0].answer
    '663,936'

    Args:
        network: its analysis; or a network or a name, and then also settings as :func:`analyze` takes them.
        others: further ones, at their own settings; questions then also compare them.
        count: how many questions; there are fewer where no more differ.
        seed: which ones: the same seed gives the same ones.
        kinds: which kinds, as "params", "output" or "predict"; all if empty.
        variants: how many sheets, no two alike.
        lang: "en" or "ko".
        output: a file for the questions, by whose ending the format is chosen, as the command does.
        key: a file for the answers.
        format: "gift", "qti12" or "qti21", where the ending leaves that open.

    Returns:
        The exercises: ``questions`` has those of the first sheet, ``variants`` all sheets; ``save`` writes them.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or nothing can be asked, or there are fewer sheets that differ; or a
            file cannot be written, or its format needs an extra.
    """
    from cnnstat.language import language_named
    from cnnstat.quizzes.made import Exercises, check

    for what, value in (("count", count), ("seed", seed), ("variants", variants)):
        if type(value) is not int:
            raise UsageError(f"{what}: expected a whole number, got {shown(value)}")
    language = language_named(text_of(lang, "lang"))
    output_file, key_file = (None if each is None else Path(each) for each in (output, key))
    check(output_file, key_file, text_of(format, "format"))
    setting = setting_of(params, training, DEFAULT.batch, DEFAULT.dtype, DEFAULT.optimizer, DEFAULT.flops)
    asked = [(network, as_analysis(network, input, params, setting))]
    asked += [(each, as_analysis(each, None, {}, setting)) for each in others]
    studies = [studied(each, analysis, params) for each, analysis in asked]
    made = Exercises(studies, count, seed, language, words_of(kinds, "kinds") or None, variants)
    made.save(output_file, key_file, format)
    return made


def studied(network: Subject, analysis: Analysis, params: Any) -> Any:
    """A network, and how commands call it, if it was given by its name."""
    from cnnstat.quizzes.studied import Studied

    if isinstance(network, Analysis | Network):
        return Studied("", analysis)
    mode = (("mode", "train"),) if analysis.setting.training else ()
    settings = tuple((key, str(value)) for key, value in analysis.network.settings.items() if key in params)
    return Studied(os.fspath(network), analysis, (*settings, *mode))
