"""The page that is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.errors import UsageError
from cnnstat.interactive.page import Wanted
from cnnstat.interactive.settings import Source, read_choices, usual_choices
from cnnstat.language import language_named
from cnnstat.spec import catalog
from cnnstat.views.request import Locate, read_settings
from cnnstat.views.sizes import read_range


def asked_for(
    network: str,
    inputs: str = "",
    settings: Sequence[str] = (),
    vary: Sequence[str] | None = None,
    lang: str = "en",
    locate: Locate = str,
) -> Wanted:  # fmt: skip
    """What a page is to hold; the arguments are those of the command.

    Args:
        vary: params that its reader can change, with their values; the usual one if None.
        locate: what a name of a network means, where that depends on who asks.

    Raises:
        UsageError: there is no such network, param, value or language.
    """
    language = language_named(lang)
    source = Source(*catalog.find(locate(network)), read_settings(settings))
    if "input" in source.chosen and "input" not in source.spec.params:
        raise UsageError("--set: the input is what a page changes; --inputs says which it has")
    choices = usual_choices(source) if vary is None else read_choices(source, vary)
    return Wanted(source, choices, read_range(inputs, "--inputs"), language)
