"""What a console prints in place of characters that its encoding lacks.

Only text for people follows the console's encoding; data is always UTF-8. A table stays readable on a Korean or Western
Windows console, or on one that knows only ASCII: ``11×11`` becomes ``11x11``, not ``11?11``.

A stream replaces characters after all that is done to make a stranger's text safe, so that nothing may begin to act
here: a fullwidth colon does not become a colon, which could begin a command of a CI log. Only letters and digits stand
for others, and what is typed for this program's own signs begins no command and no markup.
"""

from __future__ import annotations

import codecs
import re

READABLE = "cnnstat-readable"
"""The name of this error handler, for the ``errors=`` argument of a stream."""

_SIGNS = {
    "×": "x", "·": "*", "−": "-", "–": "-", "—": "-", "±": "+/-", "≈": "~", "∼": "~", "≤": "<=", "≥": ">=",
    "≠": "!=", "→": "->", "⁄": "/", "√": "sqrt", "Σ": "sum", "∑": "sum",
    "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")",
    "…": "...", "•": "*", "⋮": ";", "✓": "ok", "“": '"', "”": '"', "‘": "'", "’": "'",
    "─": "-", "│": "|", "┄": "-", "┆": ";", "▼": "v", **dict.fromkeys("┌┐└┘├┤┬┴┼", "+"),
    "█": "=", "▏": "|", **dict.fromkeys("▁▂▃▄▅▆▇", "="),
    "⁻": "-", **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)),
}  # fmt: skip
_RAISED = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_GREEK = "GREEK SMALL LETTER "
_QUIET = re.compile("[A-Za-z0-9/.+-][A-Za-z0-9 /.+-]*")
"""What may stand for a character that is none of our own signs; no blank first, behind which a command could stand."""


def register() -> None:
    """Make :data:`READABLE` known to Python's streams."""
    codecs.register_error(READABLE, _replaced)


def readable(text: str) -> str:
    """A text in ASCII: signs as one would type them, letters without accents, and anything else as an escape."""
    raised = _RAISED.sub(lambda match: f"^{match[0]}", text)
    return "".join(map(_typed, raised))


def _typed(sign: str) -> str:
    if sign.isascii() or sign in _SIGNS:
        return _SIGNS.get(sign, sign)
    import unicodedata  # imported here because few consoles need it

    name = unicodedata.name(sign, "")
    if name.startswith(_GREEK):
        return name.removeprefix(_GREEK).lower()
    parts = unicodedata.normalize("NFKD", sign)
    plain = "".join(_part(part) for part in parts if not unicodedata.combining(part))
    quiet = _QUIET.fullmatch(plain) or sign.isspace()
    return plain if quiet and plain.isascii() else sign.encode("ascii", "backslashreplace").decode()


def _part(part: str) -> str:
    """A part of a character as it is typed; nothing that is quiet where it is punctuation of ASCII."""
    return "\0" if part.isascii() and not part.isalnum() and part != " " else _SIGNS.get(part, part)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """The error handler: replaces a run of characters that the encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return readable(error.object[error.start : error.end]), error.end
