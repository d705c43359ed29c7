"""Messages of ``cnnstat/drawing`` in Korean."""

from __future__ import annotations

MESSAGES: dict[str, str] = {}
