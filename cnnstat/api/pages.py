"""Pages to play with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.api.arguments import Name, text_of
from cnnstat.errors import UsageError, shown

if TYPE_CHECKING:
    from cnnstat.interactive.page import Page


def page(
    network: Name,
    output: str | os.PathLike[str] | None = None,
    *,
    inputs: str | Iterable[int] = "",
    vary: Mapping[str, Iterable[Any]] | None = None,
    lang: str = "en",
    **params: Any,
) -> Page:
    """A web page on which a reader moves a network's input, like ``cnnstat page``.

    >>> cnnstat.page("lenet5", inputs="28-36")
    <Page 'LeNet-5': 9 inputs>

    Args:
        network: its name, or the path of a spec.
        output: a file to write, which ends in .html.
        inputs: sides of the image, as numbers or as "192-256/8,299"; a range around the spec's own when empty.
        vary: params that the reader can change, each with its values, as {"width": [0.5, 1]}; when None the first
            param of the spec that has other values worth a look.
        lang: "en" or "ko".
        params: params of the spec that are set.

    Returns:
        The page; ``html`` is its text, and ``save`` writes it.

    Raises:
        SpecError, UsageError: there is no such network or param, or it does not take a value; inputs and values are
            too many for one page; or the file cannot be written.
    """
    from cnnstat.interactive.page import Page, check_ending
    from cnnstat.views.page import asked_for

    if output is not None:
        check_ending(Path(output))
    given = [f"{name}={value}" for name, value in params.items()]
    name = os.fspath(network) if isinstance(network, os.PathLike) else text_of(network, "network")
    made = Page(asked_for(name, sides_of(inputs), given, varied(vary), text_of(lang, "lang")))
    if output is not None:
        made.save(Path(output))
    return made


def sides_of(inputs: object) -> str:
    """Sides as the command line has them."""
    if isinstance(inputs, str):
        return inputs
    sides = list(inputs) if isinstance(inputs, Iterable) else [inputs]
    for side in sides:
        if not isinstance(side, int) or isinstance(side, bool):
            raise UsageError(f"inputs: expected whole numbers or a text as '192-256/8', got {shown(side)}")
    return ",".join(map(str, sides))


def varied(vary: object) -> list[str] | None:
    """Params with their values as the command line has them; None for the usual one."""
    if vary is None:
        return None
    if not isinstance(vary, Mapping):
        raise UsageError(f"vary: expected params with their values as {{'width': [0.5, 1]}}, got {shown(vary)}")
    for name, values in vary.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise UsageError(f"vary: {name}: expected a list of values, got {shown(values)}")
    return [f"{name}={','.join(map(word_of, values))}" for name, values in vary.items()]


def word_of(value: object) -> str:
    """A param's value as the command line has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
