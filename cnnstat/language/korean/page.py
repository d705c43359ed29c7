"""Messages of ``cnnstat/page`` in Korean."""

from __future__ import annotations

MESSAGES: dict[str, str] = {}
