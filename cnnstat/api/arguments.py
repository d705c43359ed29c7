"""Checks of the arguments of Python functions, since type annotations do not stop anybody from passing other things."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import DEFAULT, Setting, read_setting
from cnnstat.errors import UsageError, shown
from cnnstat.layers.shape import LARGEST_SIDE
from cnnstat.network.graph import Network
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand

Size = int | tuple[int, int] | None
Name = str | os.PathLike[str]


def named_network(name: object, size: object, params: Mapping[str, Any]) -> Network:
    """The network of a name or a path, with settings applied."""
    if not isinstance(name, str | os.PathLike) or isinstance(os.fspath(name), bytes):
        raise UsageError(f"expected the name of a network or a path, got {shown(name)}")
    sides = checked_size(size)
    spec, variant = catalog.find(str(os.fspath(name)))
    return expand(spec, variant, sides, params)


def checked_size(size: object) -> tuple[int, int] | None:
    """(height, width) of an ``input`` argument; ``UsageError`` for anything but sides from 1 to 1,000,000."""
    if size is None:
        return None
    sides = size if isinstance(size, tuple | list) else (size, size)
    if len(sides) != 2 or not all(type(side) is int and 1 <= side <= LARGEST_SIDE for side in sides):
        limit = f"a whole number from 1 to {LARGEST_SIDE:,}"
        raise UsageError(f"input: expected {limit} or (height, width), got {shown(size)}")
    height, width = sides
    return height, width


def setting_of(params: Mapping[str, Any], training: object, *others: object) -> Setting:
    """The setting that arguments ask for; UsageError if ``params`` contains the command line's ``mode``."""
    if not isinstance(training, bool):
        raise UsageError(f"training: expected True or False, got {shown(training)}")
    if "mode" in params:
        training = str(params["mode"]).startswith("train")
        raise UsageError(f"mode: from Python it is training={training}, got mode={shown(params['mode'])}")
    words = dict(zip(("batch", "dtype", "optimizer", "flops"), others, strict=True))
    return read_setting(words)._replace(training=training)


def as_network(network: object, size: object, params: Mapping[str, Any]) -> Network:
    """A loaded network unchanged, or the one with that name."""
    if not isinstance(network, Network | str | os.PathLike):
        raise UsageError(f"expected a network, its name or a path, got {shown(network)}")
    if not isinstance(network, Network):
        return named_network(network, size, params)
    if size is not None or params:
        raise UsageError("input and params are settings of load(); this network is loaded already")
    return network


def as_analysis(
    network: object, size: object, params: Mapping[str, Any], setting: Setting, partial: bool = False
) -> Analysis:  # fmt: skip
    """An analysis unchanged, or that of a network, which may be known in part only where ``partial`` is set."""
    if not isinstance(network, Analysis):
        return analyze_network(as_network(network, size, params), setting, partial)
    if size is not None or params or setting != DEFAULT:
        raise UsageError("settings are those of analyze(); this network is analysed already")
    return network


def text_of(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{what}: expected a name, got {shown(value)}")
    return value


def words_of(values: object, what: str) -> list[str]:
    """Several names as a list; a single name need not be in a list."""
    if isinstance(values, str):
        return [values]
    if not isinstance(values, Iterable):
        raise UsageError(f"{what}: expected names, got {shown(values)}")
    return [text_of(each, what) for each in values]
