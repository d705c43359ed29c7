"""Reading figures as people print them.

``60 million``, ``61.1M``, ``60,965,224``, ``1.8×10⁹``, ``1.8e9``, ``94.86%``, ``1/12``, ``one eighth``, ``12x``,
``29MB``, ``55×55×96``, ``55×55×96 = 290,400``, ``6 feature maps of size 28x28``, ``3 to 5 million``, ``less than 25
million``, ``6억 3,000만 개``. A printed figure stands for every value that rounds to it: half a unit of its last
printed digit to each side. If it says ``about`` (``~``, ``≈``, ``약``), a whole unit of its last nonzero digit is
allowed, but at most a tenth of the figure: about 2600 is 2500 to 2700, about 60,000 is 54,000 to 66,000. A
figure printed to the last unit allows only itself among whole numbers. Text that is not a figure is an error, never
read as zero.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import cast

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.printed.figure import Bound, Figure, Part
from cnnstat.printed.words import (
    ABOUT,
    AND,
    BEHIND,
    BETWEEN,
    BOUNDS,
    BYTES,
    HUNDREDS,
    MAPS,
    MULTIPLIERS,
    MYRIADS,
    ONLY,
    PARTS,
    RANGE,
    SQUARED,
    UNITS,
    counted,
)
from cnnstat.printed.words import WORD as WORD_OF_NUMBER

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
PREFIXED = re.compile(r"\s*([kmgbt])(?=(?:flops?|macs?)\b)", re.IGNORECASE)
SIZED = re.compile(r"\s*([kmgt]i?b)\b", re.IGNORECASE)
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
PLAIN = re.compile(NUMBER, re.ASCII)
WORD = re.compile(WORD_OF_NUMBER)
TENS = r"10\s*(?:\^|\*\*)\s*([-−]?[0-9]{1,2})"
SCIENTIFIC = re.compile(rf"(?:({NUMBER})\s*(?:[×x*·]\s*{TENS}|[eE]([-+]?[0-9]{{1,2}}))|{TENS})", re.ASCII)
SIDE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
SHAPE = re.compile(rf"{SIDE}(?:\s*[×xX*]\s*{SIDE})+(?![0-9^]|,[0-9])", re.ASCII)
RATIO = re.compile(r"([0-9]+)\s*/\s*([1-9][0-9]*)", re.ASCII)
TIMES = re.compile(rf"({NUMBER})\s*[x×](?![0-9])", re.IGNORECASE | re.ASCII)
PERCENT = re.compile(r"\s*\bper ?cent\b", re.IGNORECASE)
LONGEST = 200
SMALLEST = Fraction(1, 10**40)
EXPECTED = "expected a figure such as 61.1M, 60,965,224 or 6,000만"
FEWEST, MOST = 2, 4
"""Trailing zeros after this many other digits may be a rounding; after five digits or more they are digits too, as in
60,965,220."""


def read_figure(text: str) -> Figure:
    """The figure that ``text`` prints.

    Raises:
        UsageError: it prints none. The message names the unknown word, or what was expected.
    """
    rest = RAISED.sub(lambda found: "^" + found[0].translate(SUPERSCRIPTS), " ".join(text.split()))
    rest = PERCENT.sub("%", rest)
    if not rest or len(rest) > LONGEST:
        raise UsageError(f"{EXPECTED}, got {shown(text)}")
    rest, loose, bound, between = read_qualifiers(rest)
    for word, pattern in BEHIND.items():
        if pattern.search(rest) and not bound:
            rest = pattern.sub("", rest)
            loose, bound = loose or word == "about", bound if word == "about" else cast("Bound", word)
    negative = rest[:1] in ("-", "−")
    part, rest = read_part(rest[1:] if negative else rest, text)
    part, top, rest = read_range(part, rest, text, AND if between else RANGE)
    if negative and top is not part:
        raise UsageError(f"{shown(text)}: expected a range of positive numbers")
    if rest.startswith("="):
        part, rest = read_equation(part, rest, text, loose)
        top = part
    unit = read_unit(rest, text)
    if not SMALLEST <= part.step <= 1 / SMALLEST:
        raise UsageError(f"{EXPECTED}, got {shown(text)}, which is too large or too small")
    low, high = part.value - margin(part, loose), top.value + margin(top, loose)
    last = top.value
    if negative:
        part, low, high, last = part._replace(value=-part.value), -high, -low, -last
    return Figure(
        text, part.value, low, high, part.step, part.round, part.multiplier, loose, bound, part.shape, unit, last,
        part.coarse,
    )  # fmt: skip


def margin(part: Part, about: bool) -> Fraction:
    """How far a value may lie from the figure."""
    exact = part.step / 2
    return max(exact, min(part.coarse, part.value / 10)) if about else exact


def read_qualifiers(rest: str) -> tuple[str, bool, Bound, bool]:
    """Take off the words before a figure: the remaining text; about or not; the bound; whether it says between."""
    about, between = False, False
    bound: Bound = ""
    for _ in range(4):
        for pattern in (ONLY, ABOUT, BETWEEN):
            match = pattern.match(rest)
            if match and match.end():
                rest = rest[match.end() :]
                about, between = about or pattern is ABOUT, between or pattern is BETWEEN
        for word, pattern in BOUNDS.items():
            match = pattern.match(rest)
            if match and not bound:
                rest, bound = rest[match.end() :], cast("Bound", word)
    return rest, about, bound, between


def read_range(part: Part, rest: str, text: str, sign: re.Pattern[str]) -> tuple[Part, Part, str]:
    """Both ends of ``3 to 5 million``, where the multiplier holds for both; twice the number if it is not a range."""
    gap = sign.match(rest)
    if not gap or not rest[gap.end() :][:1].isdigit():
        return part, part, rest
    other, after = read_part(rest[gap.end() :], text)
    if part.multiplier == 1 != other.multiplier:
        carried = part.times(other.multiplier)
        if part.value < 1000 or carried.value <= other.value:  # 1000 to 2000 million; not 950,000 to 5 million
            part = carried
    if (part.multiplier < 1) != (other.multiplier < 1):
        raise UsageError(f"{shown(text)}: expected both ends of a range in percent, or neither")
    if other.value < part.value < 1 and part.multiplier == 1:
        return other, part, after  # 1/8 to 1/9
    if other.value < part.value:
        raise UsageError(f"{shown(text)}: the second end of a range is smaller than its first")
    return part, other, after


def read_equation(part: Part, rest: str, text: str, loose: bool) -> tuple[Part, str]:
    """``55×55×96 = 290,400``: both sides must agree; the right-hand one is the figure."""
    other, after = read_part(rest[1:].lstrip(), text)
    if abs(part.value - other.value) > margin(other, loose):
        left, right = (f"{float(each.value):.12g}" for each in (part, other))
        raise UsageError(f"{shown(text)}: the two sides are not equal: {left} and {right}")
    return other._replace(shape=part.shape), after


def read_part(text: str, whole: str) -> tuple[Part, str]:
    """The number with which a text begins, and the text after it."""
    for reader in (read_scientific, read_shape, read_ratio, read_times):
        found = reader(text)
        if found is not None:
            return found[0], text[found[1] :].lstrip()
    match = PLAIN.match(text)
    if not match:
        return read_words(text, whole)
    rest = text[match.end() :]
    if re.match(r"[,.]?[0-9]", rest):
        raise UsageError(f"{shown(whole)}: groups of digits have three each, as 60,965,224")
    if rest.lstrip().startswith("%"):
        return scaled(match[0], Fraction(1, 100)), rest.lstrip()[1:].lstrip()
    maps = MAPS.match(rest)
    side = SHAPE.match(rest[maps.end() :]) if maps and match[0].isdigit() else None
    if maps and side:
        return product(f"{match[0]}x{side[0]}"), rest[maps.end() + side.end() :].removeprefix(")").lstrip()
    return read_scaled(match[0], rest, whole)


def read_words(text: str, whole: str) -> tuple[Part, str]:
    """``eight``, ``one eighth``, ``half``."""
    first = WORD.match(text)
    value = counted(first[0]) if first else None
    after = text[first.end() :].lstrip() if first and value is not None else text
    second = WORD.match(after)
    if second and second[0].lower() in PARTS:
        part = ratio(int(value) if value is not None else 1, PARTS[second[0].lower()])
        return part, after[second.end() :].lstrip()
    if value is None or not first:
        raise UsageError(f"{EXPECTED}, got {shown(whole)}")
    return read_scaled(str(value), text[first.end() :], whole)


def read_scaled(digits: str, rest: str, whole: str) -> tuple[Part, str]:
    """A number with its multiplier; Korean ones may follow each other: ``6억 3,000만``."""
    total: Part | None = None
    while True:
        if hundreds := re.match(HUNDREDS, rest):
            digits, rest = f"{digits}{hundreds[0].strip(' 천')}", rest[hundreds.end() :]
        word = PREFIXED.match(rest) or re.match(rf"\s*({MYRIADS}|[A-Za-z]+)", rest)
        size = SIZED.match(rest)
        factor = BYTES[size[1].lower()] if size else MULTIPLIERS.get(word[1].lower(), 1) if word else 1
        korean = word and not word[1].isascii()
        if word and factor > 1:
            rest = f" bytes{rest[size.end() :]}" if size else rest[word.end() :]
        part = scaled(digits, Fraction(factor))
        if total is not None and part.multiplier >= total.multiplier:
            raise UsageError(f"expected Korean units in falling order, as 6억 3,000만, got {shown(whole)}")
        total = part if total is None else together(total, part)
        following = re.match(rf"\s*({NUMBER})(?=\s*(?:{MYRIADS}|$|개|个|個))", rest) if korean else None
        if not following:
            return total, rest.lstrip()
        digits, rest = following[1], rest[following.end() :]


def together(total: Part, part: Part) -> Part:
    """A Korean figure with its next part added: as precise as that part, but with the digits of both (``kept``)."""
    value = total.value + part.value
    digits = value / part.multiplier
    if part.step < part.multiplier or digits.denominator > 1:  # with decimals, no trailing zeros tell the rounding
        return part._replace(value=value)
    return scaled(str(digits), part.multiplier, total.kept + part.kept)


def scaled(digits: str, factor: Fraction, kept: int | None = None) -> Part:
    """A number as printed, times its multiplier.

    Args:
        digits: the number, with or without commas and decimals.
        factor: its multiplier.
        kept: as in :class:`Part`; given only if the number was printed in several parts.
    """
    plain = digits.replace(",", "")
    decimals = len(plain.partition(".")[2])
    whole = plain.lstrip("0") if not decimals else ""
    zeros = len(whole) - len(whole.rstrip("0"))
    step = Fraction(1, 10**decimals)
    kept = len(whole) - zeros if kept is None else kept
    coarse = step * 10**zeros if kept <= MOST else step
    rounded = coarse if kept >= FEWEST else step
    return Part(Fraction(plain), step, rounded, coarse, kept=kept).times(factor)


def read_scientific(text: str) -> tuple[Part, int] | None:
    match = SCIENTIFIC.match(text)
    if not match:
        return None
    power = int((match[2] or match[3] or match[4]).replace("−", "-"))
    return scaled(match[1] or "1", Fraction(10) ** power), match.end()


def read_ratio(text: str) -> tuple[Part, int] | None:
    """``1/12``."""
    match = RATIO.match(text)
    return (ratio(int(match[1]), int(match[2])), match.end()) if match else None


def ratio(above: int, below: int) -> Part:
    """A fraction, precise to half a unit of its denominator."""
    value = Fraction(above, below)
    step = 2 * (Fraction(2 * above, 2 * below - 1) - value)
    return Part(value, step, step, step)


def read_shape(text: str) -> tuple[Part, int] | None:
    """``55×55×96``, ``112^2 x 32``."""
    square = SQUARED.match(text)
    plain = f"{square[1]}x{square[1]}{text[square.end() :]}" if square else text
    match = SHAPE.match(plain)
    return (product(match[0]), match.end() + len(text) - len(plain)) if match else None


def product(text: str) -> Part:
    """A product of sizes, such as ``55×55×96``."""
    sides = tuple(int(side.replace(",", "")) for side in re.split(r"\s*[×xX*]\s*", text))
    value = Fraction(1)
    for side in sides:
        value *= side
    return Part(value, Fraction(1), Fraction(1), Fraction(1), shape=sides)


def read_times(text: str) -> tuple[Part, int] | None:
    """``12x``, ``9.4× less``."""
    match = TIMES.match(text)
    return (scaled(match[1], Fraction(1)), match.end()) if match else None


def read_unit(rest: str, text: str) -> str:
    """The words after a figure, all of which must be known."""
    words = re.sub(r"^-(?=[A-Za-z])", "", rest.strip()).rstrip(".").split()
    for word in words:
        plain = word.lower().strip("()")
        if plain in MULTIPLIERS:
            raise UsageError(f"{shown(text)}: {shown(word)} stands behind another multiplier")
        if plain not in UNITS:
            hint = nearest(plain, [*UNITS, *MULTIPLIERS], "")
            raise UsageError(f"{shown(text)}: unknown word {shown(word)}{hint}")
    return " ".join(words)
