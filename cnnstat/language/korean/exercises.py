"""Messages of ``cnnstat/exercises`` in Korean."""

from __future__ import annotations

MESSAGES: dict[str, str] = {}
