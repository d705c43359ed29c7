"""The settings behind the name of a network, ``mobilenet_v1@width=0.5,input=192``, where no whole query is read."""

from __future__ import annotations

import re

from cnnstat.query.syntax import KEY, SIZE, VALUE

_VALUE = rf"(?:{SIZE.pattern}(?![A-Za-z0-9_.])|{VALUE.pattern})"
_KEY = KEY.pattern.replace("(", "(?:", 1)
GIVEN = rf"@{_KEY}{_VALUE}(?:,{_KEY}{_VALUE})*"
"""A pattern of them all."""
BEHIND = re.compile(rf"{GIVEN}\Z", re.ASCII)
PAIR = re.compile(rf"{KEY.pattern}({_VALUE})", re.ASCII)


def divided(network: str) -> tuple[str, str]:
    """A network's name, or the path of its spec, which may hold the sign too; and its settings, with the sign."""
    found = BEHIND.search(network)
    at = found.start() if found else len(network)
    return network[:at], network[at:]


def pairs(given: str) -> tuple[tuple[str, str], ...]:
    """Settings by their names, as they are written."""
    return tuple((match[1], match[2]) for match in PAIR.finditer(given))
