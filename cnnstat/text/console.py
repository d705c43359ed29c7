"""What a console prints in the place of signs that its encoding lacks.

Only text for people follows the console's encoding; data is UTF-8 wherever it goes. A table on a Korean or Western
Windows console, or one that knows ASCII alone, stays readable: ``11×11`` becomes ``11x11``, not ``11?11``.
"""

from __future__ import annotations

import codecs
import re

READABLE = "cnnstat-readable"
"""The name of the way to handle what cannot be encoded, for ``errors=`` of a stream."""

_SIGNS = {
    "×": "x", "·": "*", "−": "-", "–": "-", "—": "-", "±": "+/-", "≈": "~", "∼": "~", "≤": "<=", "≥": ">=",
    "≠": "!=", "→": "->", "⁄": "/", "√": "sqrt", "Σ": "sum", "∑": "sum",
    "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")",
    "…": "...", "•": "*", "⋮": ":", "✓": "ok", "“": '"', "”": '"', "‘": "'", "’": "'",
    "─": "-", "│": "|", "┄": "-", "┆": ":", "▼": "v", **dict.fromkeys("┌┐└┘├┤┬┴┼", "+"),
    "█": "#", "▏": "|", **dict.fromkeys("▁▂▃▄▅▆▇", "#"),
    "⁻": "-", **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)),
}  # fmt: skip
_RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_GREEK = "GREEK SMALL LETTER "


def register() -> None:
    """Make :data:`READABLE` known to Python's streams."""
    codecs.register_error(READABLE, _replaced)


def readable(text: str) -> str:
    """A text in ASCII: signs as they are typed, letters without accents, and what has no such form as an escape."""
    raised = _RAISED.sub(lambda match: f"^{match[0]}", text)
    return "".join(map(_typed, raised))


def _typed(sign: str) -> str:
    if sign.isascii() or sign in _SIGNS:
        return _SIGNS.get(sign, sign)
    import unicodedata  # hardly a console needs it

    name = unicodedata.name(sign, "")
    if name.startswith(_GREEK):
        return name.removeprefix(_GREEK).lower()
    parts = unicodedata.normalize("NFKD", sign)
    plain = "".join(_SIGNS.get(part, part) for part in parts if not unicodedata.combining(part))
    return plain if plain.isascii() and plain else sign.encode("ascii", "backslashreplace").decode()


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """The signs that an encoding lacks, as Python asks for them: a run of such signs at a time."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return readable(error.object[error.start : error.end]), error.end
