"""Mistakes on the command line that Typer finds, in this program's words.

Typer's messages and the classes of its errors change from version to version; the errors' names and attributes do not.
"""

from __future__ import annotations

import re
from typing import Any

from cnnstat.errors import near, shown

EXTRA = re.compile(r"extra arguments?(?:\(s\))? \((?P<words>.*)\)", re.DOTALL)


def usage_message(error: Any) -> str:
    """What is wrong, in one line."""
    name, kind = getattr(error, "option_name", None), type(error).__name__
    if kind == "NoSuchOption" and name:
        return f"there is no option {name}{near_option(name, error)}"
    if kind == "BadOptionUsage" and name:
        return f"{name}: expected {'no value' if 'does not take' in error.message else 'a value, got nothing'}"
    parameter = getattr(error, "param", None)
    if kind == "MissingParameter" and parameter is not None:
        word = parameter.metavar or parameter.name
        return f"{error.ctx.info_name}: expected {word.strip('[].').upper()}, got nothing"
    message = " ".join(error.format_message().split())
    extra = EXTRA.search(message)
    if extra and getattr(error, "ctx", None):
        words = extra["words"].split()
        return f"{error.ctx.info_name}: expected nothing more, got {' '.join(map(shown, words[:3]))}"
    return message


def near_option(name: str, error: Any) -> str:
    """A hint with a similar option, if there is one."""
    parameters = error.ctx.command.get_params(error.ctx) if getattr(error, "ctx", None) else ()
    known = {text.lstrip("-"): text for each in parameters for text in each.opts if text.startswith("--")}
    close = near(name.lstrip("-"), known)
    return f"; did you mean {known[close]}?" if close else ""
