"""Words of formulas in Korean."""

from __future__ import annotations

WORDS = {
    "kernel": "커널",
}
"""Names in formulas; ``kernel of conv1`` is put together from its parts."""
MESSAGES: dict[str, str] = {}
