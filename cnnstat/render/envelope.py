"""The beginning of every JSON document of the program, and its layout."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cnnstat._version import __version__

SCHEMA_VERSION = 1
"""Changes when a key changes its meaning; adding keys does not change it."""


def envelope(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data, preceded by the version of its schema and the program that wrote it."""
    return {"schema_version": SCHEMA_VERSION, "tool": {"name": "cnnstat", "version": __version__}, **data}


def document(data: Mapping[str, Any], ascii_only: bool = False) -> str:
    """A whole JSON document.

    Args:
        data: its content after the envelope.
        ascii_only: whether other characters are escaped.
    """
    return json.dumps(envelope(data), indent=1, ensure_ascii=ascii_only) + "\n"
