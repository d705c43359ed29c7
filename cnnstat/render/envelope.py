"""What every JSON document of the program begins with, and how it is laid out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cnnstat._version import __version__

SCHEMA_VERSION = 1
"""Keys are only ever added; this changes when one changes its meaning."""


def envelope(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data with the version of its schema and the program that wrote it in front."""
    return {"schema_version": SCHEMA_VERSION, "tool": {"name": "cnnstat", "version": __version__}, **data}


def document(data: Mapping[str, Any], ascii_only: bool = False) -> str:
    """A whole JSON document.

    Args:
        data: what it holds behind the envelope.
        ascii_only: whether other signs are escaped.
    """
    return json.dumps(envelope(data), indent=1, ensure_ascii=ascii_only) + "\n"
