"""Numbers as text: the one place where anything is rounded."""

from __future__ import annotations

_PREFIXES = (("", 1), ("k", 10**3), ("M", 10**6), ("G", 10**9), ("T", 10**12), ("P", 10**15))
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def grouped(number: int) -> str:
    """All digits, in groups of three: ``60,965,224``."""
    return f"{number:,}"


def rounded(numerator: int, denominator: int, digits: int) -> str:
    """``numerator / denominator`` with that many decimals, halves up, computed in integers."""
    scaled = (2 * numerator * 10**digits + denominator) // (2 * denominator)
    whole, rest = divmod(scaled, 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)


def si(number: int) -> str:
    """Three significant digits with a decimal prefix: ``61.0 M`` (1 M = 10⁶)."""
    if number < 1000:
        return str(number)
    for (prefix, unit), following in zip(_PREFIXES, (*_PREFIXES[1:], ("", 10**30)), strict=True):
        if number >= following[1]:
            continue
        for digits in (2, 1, 0):
            text = rounded(number, unit, digits)
            if len(text.partition(".")[0]) == 3 - digits:
                return f"{text} {prefix}"
        # 999.6 k rounds up to 1000 k, which is 1.00 M.
        return f"1.00 {following[0]}"
    return grouped(number)


def binary(size: int) -> str:
    """Bytes with a binary prefix: ``232.6 MiB`` (1 MiB = 2²⁰ bytes)."""
    power = 0
    while power < len(_BINARY) - 1 and size * 20 >= 1024 ** (power + 1) * 20:
        power += 1
    return f"{size} B" if power == 0 else f"{rounded(size, 1024**power, 1)} {_BINARY[power]}"


def percent(part: int, whole: int, digits: int = 1) -> str:
    """A share: ``61.9 %``; ``-`` of nothing."""
    return f"{rounded(100 * part, whole, digits)} %" if whole else "-"
