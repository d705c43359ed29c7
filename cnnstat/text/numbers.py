"""Numbers as text: the one place where anything is rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # takes 4 ms to import, and few commands need it
    from fractions import Fraction

_PREFIXES = ("", "k", "M", "G", "T", "P", "E")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def grouped(number: int) -> str:
    """All digits, in groups of three: ``60,965,224``."""
    return f"{number:,}"


def rounded(numerator: int, denominator: int, digits: int) -> str:
    """``numerator / denominator`` with ``digits`` decimals, halves rounded away from 0, computed in integers."""
    scaled = (2 * abs(numerator) * 10**digits + denominator) // (2 * denominator)
    sign = "-" if numerator < 0 and scaled else ""
    whole, rest = divmod(scaled, 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def change(now: int, before: int) -> str:
    """How much more or less a number is than another, as a share: ``−18.9 %``."""
    return f"{'−' if now < before else '+'}{percent(abs(now - before), before)}"


def si(number: int) -> str:
    """Three significant digits with a decimal prefix: ``61.0 M`` (1 M = 10⁶); all digits if no prefix is enough."""
    if number < 1000:
        return str(number)
    for power, prefix in enumerate(_PREFIXES[1:], 1):
        unit = 1000**power
        digits = 2 if number < 10 * unit else 1 if number < 100 * unit else 0
        text = rounded(number, unit, digits)
        if digits and len(text) > 4:  # 9.999 rounds up to 10.00: one decimal fewer
            text = rounded(number, unit, digits - 1)
        if digits or int(text) < 1000:
            return f"{text} {prefix}"
    return grouped(number)


def binary(size: int) -> str:
    """Bytes with a binary prefix: ``232.6 MiB`` (1 MiB = 2²⁰ bytes)."""
    power = 0
    while power < len(_BINARY) - 1 and size >= 1024 ** (power + 1):
        power += 1
    return f"{size} B" if power == 0 else f"{rounded(size, 1024**power, 1)} {_BINARY[power]}"


def percent(part: int, whole: int, digits: int = 1) -> str:
    """``part`` as a share of ``whole``: ``61.9 %``; ``-`` if ``whole`` is 0."""
    return f"{rounded(100 * part, whole, digits)} %" if whole else "-"


def number(value: int | Fraction, digits: int = 6) -> str:
    """Any number: a whole one with all digits, others with ``digits`` significant ones; ``≈ 27.2009`` if rounded."""
    if value.denominator == 1:
        return grouped(value.numerator).replace("-", "−")
    sign = "−" if value < 0 else ""
    above, below = abs(value.numerator), value.denominator
    whole = above // below
    places = digits - len(str(whole)) if whole else digits + leading_zeros(above, below)
    head, _, tail = rounded(above, below, max(0, places)).partition(".")
    exact = above * 10 ** max(0, places) % below == 0
    tail = tail.rstrip("0")
    return f"{'' if exact else '≈ '}{sign}{grouped(int(head))}{'.' + tail if tail else ''}"


def leading_zeros(above: int, below: int) -> int:
    """The number of zeros between the decimal point and the first other digit of a fraction below 1."""
    count = 0
    while above * 10 ** (count + 1) < below:
        count += 1
    return count


def ratio(value: int | Fraction) -> str:
    """A number as a fraction where it is none of the whole ones: ``3/2``."""
    below = value.denominator
    return grouped(value.numerator) + ("" if below == 1 else f"/{grouped(below)}")


def value_text(value: int | Fraction | tuple[int | Fraction, ...]) -> str:
    """A value as people read it: ``60,965,224``, ``96×55×55``, ``≈ 27.2009``."""
    if isinstance(value, tuple):
        return "×".join(ratio(each).replace("-", "−") for each in value)
    return number(value)
