"""Messages of ``cnnstat/handout`` in Korean."""

from __future__ import annotations

MESSAGES: dict[str, str] = {}
