"""Figures as people print them, and what their precision allows.

``60 million``, ``61.1M``, ``60,965,224``, ``1.8×10⁹``, ``1.8e9``, ``94.86%``, ``1/12``, ``12x``, ``55×55×96``,
``55×55×96 = 290,400``, ``3 to 5 million``, ``6억 3,000만 개``. A printed figure stands for every value that rounds to
it: half a unit of its last printed digit to each side. Where it says ``about`` (``~``, ``≈``, ``약``) a whole unit of
its last digit that is not a zero is allowed: about 60,000 is 50,000 to 70,000. A figure printed to the last unit
allows only itself among whole numbers. Text that is no such figure is an error, never a zero.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from cnnstat.errors import UsageError, nearest, shown

MULTIPLIERS = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9, "b": 10**9, "g": 10**9,
    "trillion": 10**12, "t": 10**12,
    "천": 10**3, "만": 10**4, "백만": 10**6, "천만": 10**7, "억": 10**8, "조": 10**12,
}  # fmt: skip
"""Words and letters behind a number; the letters in either case."""

UNITS = frozenset({
    "parameters", "parameter", "params", "param", "weights", "weight", "biases", "bias", "neurons", "neuron",
    "units", "unit", "connections", "connection", "macs", "mac", "mult-adds", "multiply-adds", "mult-add",
    "multiply-add", "multiply-accumulates", "flops", "flop", "operations", "operation", "layers", "layer",
    "features", "feature", "maps", "map", "classes", "class", "pixels", "pixel", "kernels", "kernel", "filters",
    "filter", "inputs", "input", "outputs", "output", "values", "value", "trainable", "free", "independent",
    "learnable", "total", "weighted", "dimensional", "times", "fewer", "less", "more", "smaller", "larger",
    "deeper", "개", "층", "배", "차원", "화소", "가지",
})  # fmt: skip
"""What may stand behind a figure: it says what is counted, and changes nothing."""

ABOUT = re.compile(
    r"(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|ca\.?|~|≈|∼|약|대략)\s*", re.IGNORECASE
)
ONLY = re.compile(r"(?:only|just|a total of|총)\s+", re.IGNORECASE)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
PREFIXED = re.compile(r"\s*([kmgt])(?=(?:flops?|macs?)\b)", re.IGNORECASE)
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
PLAIN = re.compile(NUMBER, re.ASCII)
TENS = r"[×x*·]\s*10\s*(?:\^|\*\*)\s*([-−]?[0-9]{1,2})"
SCIENTIFIC = re.compile(rf"({NUMBER})\s*(?:{TENS}|[eE]([-+]?[0-9]{{1,2}}))", re.ASCII)
SHAPE = re.compile(r"[0-9][0-9,]*(?:\s*[×x*]\s*[0-9][0-9,]*)+(?![0-9^])", re.ASCII)
RATIO = re.compile(r"([0-9]+)\s*/\s*([1-9][0-9]*)", re.ASCII)
TIMES = re.compile(rf"({NUMBER})\s*[x×](?![0-9])", re.ASCII)
RANGE = re.compile(r"\s*(?:–|—|~|-|\bto\b|에서)\s*")
LONGEST = 200


class Figure(NamedTuple):
    """A printed figure.

    Attributes:
        text: as it was printed.
        value: the number it states, a percentage as a fraction of 1.
        low, high: the values that it allows, both included.
        about: whether it says that it is not exact.
        shape: the sides where it is a product of sizes.
        unit: the words behind it.
    """

    text: str
    value: Fraction
    low: Fraction
    high: Fraction
    about: bool = False
    shape: tuple[int, ...] = ()
    unit: str = ""

    def allows(self, value: int | Fraction) -> bool:
        """Whether a value may be printed so."""
        return self.low <= value <= self.high


class Part(NamedTuple):
    """A number as it stands in a text, the unit of its last digit and of its last digit that is no zero."""

    value: Fraction
    step: Fraction
    coarse: Fraction
    shape: tuple[int, ...] = ()


def read_figure(text: str) -> Figure:
    """The figure that ``text`` prints.

    Raises:
        UsageError: it prints none; names the word that is not known, or what was expected.
    """
    rest = " ".join(text.split())
    if not rest or len(rest) > LONGEST:
        raise UsageError(f"expected a figure such as 61.1M, 60,965,224 or 6,000만, got {shown(text)}")
    rest = ONLY.sub("", rest, count=1) if ONLY.match(rest) else rest
    loose = ABOUT.match(rest)
    rest = rest[loose.end() :] if loose else rest
    negative = rest[:1] in ("-", "−")
    part, rest = read_part(rest[1:] if negative else rest, text)
    part, other, rest = read_range(part, rest, text)
    if rest.startswith("="):
        part, rest = read_equation(part, rest, text)
    unit = read_unit(rest, text)
    margin = part.coarse if loose else part.step / 2
    top = other or part
    upper = top.coarse if loose else top.step / 2
    low, high = part.value - margin, top.value + upper
    if negative:
        part, low, high = part._replace(value=-part.value), -high, -low
    return Figure(text, part.value, low, high, bool(loose), part.shape, unit)


def read_range(part: Part, rest: str, text: str) -> tuple[Part, Part | None, str]:
    """The other end of ``3 to 5 million``, where there is one; a word behind it holds for both."""
    between = RANGE.match(rest)
    if not between or not rest[between.end() :][:1].isdigit():
        return part, None, rest
    other, after = read_part(rest[between.end() :], text)
    scale = Fraction(1)
    if part.step >= 1 and other.value > part.value and multiplier_of(rest[between.end() :]) > 1:
        scale = Fraction(multiplier_of(rest[between.end() :]))
    if part.step < scale or scale == 1:
        part = Part(part.value * scale, part.step * scale, part.coarse * scale, part.shape)
    if other.value < part.value:
        raise UsageError(f"{shown(text)}: the second end of a range is smaller than its first")
    return part, other, after


def multiplier_of(text: str) -> int:
    """The multiplier behind the number with which a text begins."""
    match = PLAIN.match(text)
    word = re.match(r"\s*([A-Za-z가-힣]+)", text[match.end() :]) if match else None
    return MULTIPLIERS.get(word[1].lower(), 1) if word else 1


def read_equation(part: Part, rest: str, text: str) -> tuple[Part, str]:
    """``55×55×96 = 290,400``: both sides must agree; the right one is the figure."""
    other, after = read_part(rest[1:].lstrip(), text)
    if not other.value - other.step / 2 <= part.value <= other.value + other.step / 2:
        raise UsageError(f"{shown(text)}: the two sides are not equal: {part.value} and {other.value}")
    return other._replace(shape=part.shape), after


def read_part(text: str, whole: str) -> tuple[Part, str]:
    """The number with which a text begins, and what stands behind it."""
    plain = RAISED.sub(lambda found: "^" + found[0].translate(SUPERSCRIPTS), text)
    for reader in (read_scientific, read_ratio, read_shape, read_times):
        found = reader(plain)
        if found is not None:
            return found[0], plain[found[1] :].lstrip()
    match = PLAIN.match(plain)
    if not match:
        raise UsageError(f"expected a figure such as 61.1M, 60,965,224 or 6,000만, got {shown(whole)}")
    rest = plain[match.end() :]
    if re.match(r"[,.]?[0-9]", rest):
        raise UsageError(f"{shown(whole)}: groups of digits have three each, as 60,965,224")
    if rest.lstrip().startswith("%"):
        return scaled(match[0], Fraction(1, 100)), rest.lstrip()[1:].lstrip()
    return read_scaled(match[0], rest)


def read_scaled(digits: str, rest: str) -> tuple[Part, str]:
    """A number with its multiplier; Korean ones may follow each other: ``6억 3,000만``."""
    total: Part | None = None
    while True:
        word = PREFIXED.match(rest) or re.match(r"\s*(백만|천만|[천만억조]|[A-Za-z]+)", rest)
        factor = MULTIPLIERS.get(word[1].lower(), 1) if word else 1
        korean = bool(word and factor > 1 and not word[1].isascii())
        if word and factor > 1:
            rest = rest[word.end() :]
        part = scaled(digits, Fraction(factor))
        total = part if total is None else Part(total.value + part.value, part.step, part.coarse)
        following = re.match(rf"\s*({NUMBER})(?=\s*(?:[천만억조]|$|개))", rest) if korean else None
        if not following:
            return total, rest.lstrip()
        digits, rest = following[1], rest[following.end() :]


def scaled(digits: str, factor: Fraction) -> Part:
    """A number as printed, times what stands behind it."""
    plain = digits.replace(",", "")
    value, decimals = Fraction(plain), len(plain.partition(".")[2])
    step = factor / 10**decimals
    zeros = len(plain.replace(".", "")) - len(plain.replace(".", "").rstrip("0"))
    return Part(value * factor, step, step * 10**zeros if value else step)


def read_scientific(text: str) -> tuple[Part, int] | None:
    match = SCIENTIFIC.match(text)
    if not match:
        return None
    power = int((match[2] or match[3]).replace("−", "-"))
    return scaled(match[1], Fraction(10) ** power), match.end()


def read_ratio(text: str) -> tuple[Part, int] | None:
    """``1/12``: half a unit of the number below."""
    match = RATIO.match(text)
    if not match:
        return None
    above, below = int(match[1]), int(match[2])
    value = Fraction(above, below)
    step = 2 * (Fraction(2 * above, 2 * below - 1) - value)
    return Part(value, step, 2 * step), match.end()


def read_shape(text: str) -> tuple[Part, int] | None:
    match = SHAPE.match(text)
    if not match:
        return None
    sides = tuple(int(side.replace(",", "")) for side in re.split(r"\s*[×x*]\s*", match[0]))
    value = Fraction(1)
    for side in sides:
        value *= side
    return Part(value, Fraction(1), Fraction(1), sides), match.end()


def read_times(text: str) -> tuple[Part, int] | None:
    """``12x``, ``9.4× less``."""
    match = TIMES.match(text)
    return (scaled(match[1], Fraction(1)), match.end()) if match else None


def read_unit(rest: str, text: str) -> str:
    """The words behind a figure, all of which must be known."""
    words = rest.strip().rstrip(".").replace("-dimensional", "dimensional").split()
    for word in words:
        plain = word.lower().strip("()")
        if plain not in UNITS:
            raise UsageError(
                f"{shown(text)}: unknown word {shown(word)}{nearest(plain, [*UNITS, *MULTIPLIERS]).split('; known')[0]}"
            )
    return " ".join(words)
