"""Writing a value in the style of a printed figure: ``61.1M`` with 60,965,224 is ``61.0M``.

Only the number is rewritten: the text before and after it stays. A value is rounded to the figure's last printed digit,
or to its last nonzero digit if the figure looks rounded: 650,000 becomes 660,000, but 61,100,840 becomes 138,357,544.
A single digit followed only by zeros would be read as exact, so two are written: 60,000,000 becomes 61,000,000. The
new text is read again and must be right by the rule of precision; otherwise one more digit is tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import prod

from cnnstat.errors import UsageError
from cnnstat.printed.figure import Figure
from cnnstat.printed.precision import DEFAULT, LARGE, Precision
from cnnstat.printed.read import LONGEST, MOST, NUMBER, PLAIN, RATIO, SIDE, SUPERSCRIPTS, read_figure
from cnnstat.printed.words import MULTIPLIERS, MYRIADS, NUMBERS, PARTS, counted, in_words

COUNT = rf"(?:{NUMBERS})(?![a-z])"
SHARE = rf"(?:{'|'.join(PARTS)})(?![a-z])"
RAISED = "[⁰¹²³⁴⁵⁶⁷⁸⁹]"
DIGIT = re.compile(rf"[0-9]|{RAISED}")
START = re.compile(rf"[0-9]|(?<![a-z])(?:{COUNT}|{SHARE})", re.IGNORECASE | re.ASCII)
"""The start of the number: no word that may come before it contains digits or is a number."""
TENS = re.compile(
    rf"(?:(?P<digits>{NUMBER})\s*[×x*·]\s*)?10\s*"
    rf"(?:(?:\^|\*\*)\s*(?P<power>[-−]?[0-9]{{1,2}})|(?P<raised>⁻?{RAISED}{{1,2}}))"
)
EXPONENT = re.compile(rf"(?P<digits>{NUMBER})\s*[eE](?P<power>[-+]?[0-9]{{1,2}})(?P<raised>)")
COMPOUND = re.compile(rf"{NUMBER}\s*(?:{MYRIADS})(?:\s*{NUMBER}(?:\s*(?:{MYRIADS})|(?=\s*(?:$|개|个|個))))+")
PIECE = re.compile(rf"(\s*)({NUMBER})(\s*(?:{MYRIADS}|))")
SHARED = re.compile(rf"(?:(?P<count>{COUNT})\s+)?(?P<share>{SHARE})", re.IGNORECASE | re.ASCII)
COUNTED = re.compile(COUNT, re.IGNORECASE | re.ASCII)
ARTICLE = re.compile(r"\ban?\s+$", re.IGNORECASE | re.ASCII)
SIDES = re.compile(SIDE)
SQUARE = re.compile(rf"({SIDE})\s*(?:²|(?:\^|\*\*)\s*2)(?=\s*[×x*])")
TO_RAISED = {plain: raised for raised, plain in SUPERSCRIPTS.items()}
LIMIT = Fraction(10) ** LONGEST
Numbers = Iterator[tuple[Fraction, int]]


def write_figure(
    printed: Figure, value: int | Fraction | tuple[int, ...], precision: Precision = DEFAULT
) -> str | None:  # fmt: skip
    """A value in the style of a printed figure; None if no such text would be right for it.

    There is none for ranges, bounds and equations, except for the right side of an equation whose product is the value.
    A product of sizes is written from the sides of a volume: channels, height and width; height and width; or features.
    The figure must have its whole text, as from :func:`read_figure`: without its unit it reads as another number."""
    if printed.bound:
        return None
    if isinstance(value, tuple):
        if printed.shape or len(value) != 1:
            return write_product(printed, value)
        (value,) = value
    if printed.shape:
        return write_equation(printed, value, precision)
    size = abs(Fraction(value))
    turned = value * printed.value < 0 or (not value and printed.value < 0)
    if turned or "=" in printed.text or size >= LIMIT:
        return None
    style = printed._replace(round=precision.unit(printed))
    return next((text for text in write_number(style, size) if holds(text, printed, value, precision)), None)


def holds(text: str, printed: Figure, value: int | Fraction, precision: Precision) -> bool:
    """Whether a text is right for ``value``, with the same unit, bound and *about* as the printed figure."""
    try:
        again = read_figure(text)
    except UsageError:
        return False
    same = (again.about, again.bound, again.unit) == (printed.about, printed.bound, printed.unit)
    return same and precision._replace(truncated=False).accepts(again, value)


def write_number(printed: Figure, size: Fraction) -> Iterator[str]:
    """Texts with another number, the best one first; none if a second number follows, as in a range."""
    text = printed.text
    start = START.search(text)
    for pattern, write in WRITERS:
        match = pattern.match(text, start.start()) if start else None
        if match:
            tail = text[match.end() :]
            if not DIGIT.search(tail):
                yield from (f"{text[: match.start()]}{number}{tail}" for number in write(match, printed, size))
            return


def write_plain(match: re.Match[str], printed: Figure, size: Fraction) -> Iterator[str]:
    whole = printed.multiplier == 1 and size.denominator == 1 and size >= 1000  # nobody prints 15,470.0
    for number, places in roundings(printed, size, decimals(match[0]), *precision(printed)):
        yield digits_of(number, 0 if whole else places, commas(match[0]))


def write_count(match: re.Match[str], printed: Figure, size: Fraction) -> Iterator[str]:
    """``eight``: a word if there is one for the number, otherwise digits."""
    for number, places in roundings(printed, size, 0, *precision(printed)):
        word = in_words(number, match[0])
        yield like(word, match[0]) if word else digits_of(number, places, True)


def write_compound(match: re.Match[str], printed: Figure, size: Fraction) -> Iterator[str]:
    """``6억 3,000만``: at least three digits, since such figures show more of them than single numbers."""
    pieces = list(PIECE.finditer(match[0]))
    factors = [MULTIPLIERS.get(piece[3].strip(), 1) for piece in pieces]
    grouped = all(commas(piece[2]) for piece in pieces) or "," in match[0]
    for number, places in roundings(printed, size, decimals(pieces[-1][2]), *precision(printed, True)):
        rest, text = number * printed.multiplier, ""
        for piece, factor in zip(pieces[:-1], factors, strict=False):
            amount, rest = divmod(rest, factor)
            if amount:
                text += f"{piece[1] if text else ''}{digits_of(Fraction(amount), 0, grouped)}{piece[3]}"
        if rest or not text:
            gap, _, unit = pieces[-1].groups()
            text += f"{gap if text else ''}{digits_of(rest / factors[-1], places, grouped)}{unit}"
        yield text


def write_scientific(match: re.Match[str], printed: Figure, size: Fraction) -> Iterator[str]:
    """``1.8×10⁹``: the exponent changes if one digit came before the point; ``10⁹`` is the nearest power of ten."""
    digits = match["digits"]
    if not digits:
        yield from (with_power(match, "", power) for power in ((lead(size), lead(size) + 1) if size else ()))
        return
    heads = (each // printed.multiplier for each in (abs(printed.value), rounded(size, printed.step)))
    if size and (not printed.value or any(1 <= each < 10 for each in heads)):
        power, last = lead(size), printed.step / printed.multiplier
        power += rounded(size / Fraction(10) ** power, last) >= 10
        number = rounded(size / Fraction(10) ** power, last)
        yield with_power(match, digits_of(number, decimals(digits), commas(digits)), power)
        return
    for number, places in roundings(printed, size, decimals(digits), printed.step, 1):
        yield with_power(match, digits_of(number, places, commas(digits)), lead(printed.multiplier))


def with_power(match: re.Match[str], digits: str, power: int) -> str:
    """The matched text with other digits and another exponent, which keeps its style: ``⁹``, ``+9``, ``09``, ``−9``."""
    old = match["raised"] or match["power"]
    plain = old.lstrip("+-−")
    sign = ("−" if "−" in old else "-") if power < 0 else "+" if old.startswith("+") else ""
    new = f"{sign}{abs(power):0{len(plain) if plain.startswith('0') else 1}d}"
    between = match[0][len(match["digits"] or "") : -len(old)]
    return f"{digits}{between}{new.translate(TO_RAISED) if match['raised'] else new}"


def write_ratio(match: re.Match[str], _: Figure, size: Fraction) -> Iterator[str]:
    for below in below_of(int(match[1]), size):
        yield f"{match[0][: -len(match[2])]}{below}"


def write_share(match: re.Match[str], _: Figure, size: Fraction) -> Iterator[str]:
    """``one eighth``, ``half``: a word if there is one, otherwise ``1/12``."""
    count, share = match["count"], match["share"]
    above = int(counted(count) or 1) if count else 1
    plural = share.lower().endswith("s")
    for below in below_of(above, size):
        word = next((word for word, part in PARTS.items() if part == below and word.endswith("s") == plural), "")
        if PARTS[share.lower()] == below:
            yield match[0]
        elif not word:
            yield f"{above}/{below}"
        elif count:
            yield f"{match[0][: -len(share)]}{like(word, share)}"
        else:  # half of them, but one quarter of them
            bare = below == 2 or plural or ARTICLE.search(match.string[: match.start()])
            yield like(word if bare else f"one {word}", share)


def below_of(above: int, size: Fraction) -> list[int]:
    """The denominators under ``above`` whose fractions come closest to a value, the nearest first."""
    if not size or not above:
        return []
    low = max(1, int(above / size))
    return sorted((low, low + 1), key=lambda below: abs(Fraction(above, below) - size))


def write_equation(printed: Figure, value: int | Fraction, precision: Precision) -> str | None:
    """``55×55×96 = 290,400``: rewrites the right side if the left one is the value; None otherwise."""
    left, _, right = printed.text.partition("=")
    if prod(printed.shape) != value:
        return None
    try:
        text = f"{left}={write_figure(read_figure(right), value, precision) or ''}"
    except UsageError:
        return None
    return text if holds(text, printed, value, precision) else None


def write_product(printed: Figure, value: tuple[int, ...]) -> str | None:
    """``55×55×96``, ``112² × 32``, ``6 maps of size 28x28``: rewrites each side."""
    text = printed.text
    marks = list(SIDES.finditer(text))
    square = SQUARE.search(text)
    if square:
        marks = [marks[0], *(mark for mark in marks if mark.start() >= square.end())]
    if "=" in text or printed.value < 0 or len(marks) < 2:
        return None
    sides = arranged(printed.shape, value, "map" in text[marks[0].end() : marks[1].start()].lower())
    if len(sides) != len(marks) + bool(square):
        return None
    for mark, side in zip(reversed(marks), reversed(sides), strict=False):
        text = f"{text[: mark.start()]}{digits_of(Fraction(side), 0, ',' in printed.text)}{text[mark.end() :]}"
    return text if holds(text, printed, prod(sides), DEFAULT) and read_figure(text).shape == sides else None


def arranged(shape: tuple[int, ...], value: tuple[int, ...], channels_first: bool) -> tuple[int, ...]:
    """The sides of a volume in the order in which a document gives them; empty if they do not match."""
    if not all(1 <= side < LIMIT for side in value):
        return ()
    if len(shape) == 3 and len(value) == 1 and shape.count(1) >= 2:  # features as 1×1×4096
        value = (*value, 1, 1)
    if len(shape) == 2 and len(value) in (2, 3) and not channels_first:
        return value[-2:]
    if len(shape) != 3 or len(value) != 3:
        return ()
    last = (*value[1:], value[0])
    alike, turned = (sum(map(int.__eq__, shape, sides)) for sides in (value, last))
    if channels_first or alike > turned or (alike == turned and shape[0] != shape[1]):
        return value
    return last


def precision(printed: Figure, compound: bool = False) -> tuple[Fraction, int]:
    """The unit to which a value is rounded, and the least number of units for which it may be coarser than the step."""
    step, whole = printed.step, abs(printed.value)
    if not whole:
        return step, 1
    coarse = step
    while step == printed.multiplier and whole % (10 * coarse) == 0:
        coarse *= 10
    finer, digits = max(step, coarse / 10), lead(whole / coarse) + 1
    if printed.about:  # what read.margin allows: a whole unit of the last nonzero digit, at most a tenth
        return (finer if digits == 1 else step if digits > MOST and not compound else coarse), 10
    if compound:
        return max(step, min(printed.round, Fraction(10) ** (lead(whole) - 2))), 100
    return (finer if digits == 1 and printed.round == step else printed.round), 1


def roundings(printed: Figure, size: Fraction, places: int, unit: Fraction, least: int) -> Numbers:
    """Candidates for the number before the multiplier, each with its count of decimals, the coarsest first."""
    last = unit if printed.about or min(abs(printed.value), size) >= LARGE else printed.step
    while last >= (step := printed.step):
        near = rounded(size, last)
        if near >= least * last or (last == step and (near or not size)):
            yield near / printed.multiplier, places
        last /= 10
    if size and not rounded(size, step):  # 0.03M in the style of 0.1M: 0.0M would say that there is nothing
        number = size / printed.multiplier
        needed = len(str(abs(printed.value) // unit)) - 1 - lead(number)
        yield rounded(number, Fraction(1, 10**needed)), needed


def rounded(size: Fraction, unit: Fraction) -> Fraction:
    """The nearest multiple of a unit; halves are rounded up."""
    return (2 * size + unit) // (2 * unit) * unit


def lead(size: Fraction) -> int:
    """The power of ten of a positive number's first digit."""
    power = 0
    while size >= 10 ** (power + 1):
        power += 1
    while size < Fraction(10) ** power:
        power -= 1
    return power


def decimals(digits: str) -> int:
    return len(digits.partition(".")[2])


def commas(digits: str) -> bool:
    """Whether groups of three digits are separated by commas; assumed for numbers below 1000, which do not show it."""
    return "," in digits or int(digits.partition(".")[0]) < 1000


def digits_of(number: Fraction, places: int, grouped: bool) -> str:
    """Format a number that has exactly this many decimals."""
    whole, rest = divmod(int(number * 10**places), 10**places)
    return f"{whole:{',' if grouped else ''}d}" + (f".{rest:0{places}d}" if places else "")


def like(word: str, printed: str) -> str:
    """A word with the capitalization of another."""
    return word.upper() if printed.isupper() else word[0].upper() + word[1:] if printed[0].isupper() else word


WRITERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Figure, Fraction], Iterator[str]]], ...] = (
    (TENS, write_scientific),
    (EXPONENT, write_scientific),
    (RATIO, write_ratio),
    (COMPOUND, write_compound),
    (PLAIN, write_plain),
    (SHARED, write_share),
    (COUNTED, write_count),
)
