"""The words that occur in printed figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain

MULTIPLIERS = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9, "b": 10**9, "g": 10**9,
    "trillion": 10**12, "t": 10**12,
    "천": 10**3, "만": 10**4, "십만": 10**5, "백만": 10**6, "천만": 10**7, "억": 10**8,
    "십억": 10**9, "백억": 10**10,
    "천억": 10**11, "조": 10**12,
    "万": 10**4, "萬": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "億": 10**8,
}  # fmt: skip
"""Words and letters after a number that multiply it; the letters in either case."""

MYRIAD = "천만억조万萬亿億"
MYRIADS = f"[십백천][만억]|[百千]万|[{MYRIAD}]"
"""Korean, Chinese and Japanese multipliers, which stand behind a number: those of one sign, and all."""
HUNDREDS = r"\s?천\s?[1-9]\s?(?=백[만억])"
"""Between the thousands of a Korean multiplier and its hundreds, as ``천 8`` in ``3천 8백만``."""

BYTES = {
    **{f"{letter}b": 10**power for letter, power in (("k", 3), ("m", 6), ("g", 9), ("t", 12))},
    **{f"{letter}ib": 2**power for letter, power in (("k", 10), ("m", 20), ("g", 30), ("t", 40))},
}
"""Units of memory: MB is 10⁶ bytes, MiB 2²⁰."""

COUNTS = {
    word: number
    for number, word in enumerate(
        (*("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
         *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"))
    )
}  # fmt: skip
_LATIN = (  # each from its first number on; words that mean something else in another language are left out
    (2, "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"),
    (3, "tres cuatro cinco seis siete ocho nueve diez"),
    (3, "três quatro cinco seis sete oito nove dez"),
    (2, "deux trois quatre cinq six sept huit neuf dix"),
    (3, "tre quattro cinque"), (7, "sette otto nove dieci"),
)  # fmt: skip
_KOREAN = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_HAN = "一二三四五六七八九"
LATIN = tuple({word: number for number, word in enumerate(words.split(), first)} for first, words in _LATIN)
"""Numbers in words of other languages with Latin letters."""
KOREAN = {
    f"{ten}{one}": tens + ones
    for tens, ten in ((0, ""), (10, "열"))
    for ones, one in enumerate(("", *_KOREAN))
    if tens + ones > 1  # 한 is an article, too
}
HAN = {
    f"{tens if tens != '一' else ''}十{ones}": 10 * (_HAN.index(tens) + 1) + (_HAN.index(ones) + 1 if ones else 0)
    for tens in _HAN
    for ones in ("", *_HAN)
} | {each: number for number, each in enumerate(_HAN, 1)} | {"两": 2, "兩": 2}  # fmt: skip
NUMERALS = (COUNTS, *LATIN, KOREAN, HAN)
"""Numbers in words, a language each."""


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


NUMERAL = (  # ahead of each list of words a sign tells at once that none of them begins
    rf"(?:(?<![A-Za-z])(?=[a-z])(?:{_longest_first(chain(COUNTS, *LATIN))})(?![A-Za-zÀ-ÿ])"
    rf"|(?=[가-힣])(?<![가-힣])(?:{_longest_first(KOREAN)})(?=\s?(?:층|개(?:[의로가를는은이씩나와과만인]|(?![가-힣]))))"
    rf"|(?=[{_HAN}十两兩])(?<![第{_HAN}十百千万亿])(?:{_longest_first(each for each in HAN if each != '一')})"
    rf"(?=\s?[个個层層つ]))"
)
"""A number in words; Korean, Chinese and Japanese ones where they count something."""
WORD = rf"[A-Za-zÀ-ÖØ-öø-ÿ]+|{_longest_first(chain(KOREAN, HAN))}"
"""A word that may be a number."""
NUMBERS = _longest_first(chain(*NUMERALS))
"""All of them."""
PARTS = {
    word: number
    for number, words in enumerate(
        ("half halves", "third thirds", "quarter quarters fourth fourths", "fifth fifths", "sixth sixths",
         "seventh sevenths", "eighth eighths", "ninth ninths", "tenth tenths"), 2,
    )
    for word in words.split()
}  # fmt: skip
"""Fractions in words, as in ``one eighth``, with their denominators."""

UNITS = frozenset({
    "parameters", "parameter", "params", "param", "weights", "weight", "biases", "bias", "neurons", "neuron",
    "units", "unit", "connections", "connection", "macs", "mac", "mult-adds", "multiply-adds", "mult-add",
    "multiply-add", "multiply-accumulates", "multiply", "adds", "madds", "flops", "flop", "operations", "operation",
    "layers", "layer", "features", "feature", "maps", "map", "classes", "class", "pixels", "pixel", "kernels",
    "kernel", "filters", "filter", "inputs", "input", "outputs", "output", "values", "value", "crops", "crop",
    "bytes", "byte", "trainable", "free", "independent", "learnable", "total", "weighted", "deep",
    "dimensional", "times", "fewer", "less", "more", "smaller", "larger", "deeper", "cheaper", "higher", "faster",
    "of", "image", "images", "개", "个", "個", "층", "層", "배", "차원", "화소", "가지",
})  # fmt: skip
"""Words that may follow a figure: they say what is counted, and do not change its value."""

COUNTED = (
    frozenset({"parameters", "parameter", "params", "param"}),
    frozenset({
        "macs", "mac", "mult-adds", "multiply-adds", "mult-add", "multiply-add", "multiply-accumulates", "madds",
        "flops", "flop", "operations", "operation",
    }),
    frozenset({"neurons", "neuron"}),
    frozenset({"connections", "connection"}),
)  # fmt: skip
"""The words of quantities that are counted in the same figures and must not be taken for each other."""

ABOUT_WORDS = (
    r"(?:about|around|roughly|approximately|approx|nearly|almost|some|ca"
    r"|unos|unas|cerca de|alrededor de|aproximadamente|casi|quase|environ|presque|circa|quasi)\b\.?"
)
ABOUT_SIGNS = "~|≈|∼|약|대략|约|約|およそ"
ABOUT = re.compile(rf"(?:{ABOUT_WORDS}|{ABOUT_SIGNS})\s*", re.IGNORECASE)
ONLY = re.compile(r"(?:only|just|a total of|(?:by )?a factor of|an?|총)\s+", re.IGNORECASE)
BOUND_WORDS = {
    "at most": (
        r"(?:at (?:the )?most|up to|(?:no|not) (?:more|greater|larger|higher) than|(?:a )?maximum of"
        r"|less than or equal to|hasta|até|jusqu['’]à|fino a)\b|최대"
    ),
    "at least": (
        r"(?:at (?:the )?least|(?:no|not) (?:less|fewer|smaller|lower) than|(?:a )?minimum of"
        r"|(?:more|greater) than or equal to|al menos|pelo menos|ao menos|au moins|almeno)\b|최소"
    ),
    "below": r"(?:(?:less|fewer|smaller|lower) than|under|below|menos de|moins de|meno di)\b",
    "above": (
        r"(?:(?:more|greater|larger|higher) than|over|above|past|beyond|exceed(?:s|ing)?|in excess of"
        r"|más de|mais de|plus de|più di|oltre)\b"
    ),
}
"""Words in front of a figure that only bound it; the longer ones first."""
BOUND_SIGNS = {"at most": "≤|<=", "at least": "≥|>=", "below": "<(?!=)", "above": ">(?!=)"}
BOUNDS = {
    word: re.compile(rf"(?:{said}|{BOUND_SIGNS[word]})\s*", re.IGNORECASE) for word, said in BOUND_WORDS.items()
}  # fmt: skip
BEHIND_WORDS = {
    "about": "쯤|정도|가량|안팎|내외|or so", "at least": "이상|以上|or (?:more|above)",
    "at most": "이하|이내|以[下内]|or (?:less|fewer|below)", "below": "미만|未[满満]",
    "above": r"초과|(?:[이가을를]\s?)?넘(?:는|게|어)",
}  # fmt: skip
"""Words after a figure and its unit that loosen or bound it."""
BEHIND: dict[str, re.Pattern[str]] = {
    word: re.compile(rf"\s*(?:{said})\.?\Z", re.IGNORECASE) for word, said in BEHIND_WORDS.items()
}
BETWEEN = re.compile(r"between\s+", re.IGNORECASE)
RANGE = re.compile(r"\s*(?:–|—|~|-|\bto\b|에서)\s*")
AND = re.compile(r"\s*(?:–|—|-|\bto\b|\band\b)\s*")
MAPS = re.compile(r"\s*(?:feature )?maps? (?:of (?:size )?)?\(?(?=[0-9])", re.IGNORECASE)
SQUARED = re.compile(r"([0-9]{1,6})\s*(?:\^|\*\*)\s*2(?=\s*[×x*]\s*[0-9])", re.ASCII)
"""``112² × 32``, once raised digits have been translated to ``112^2``."""


def counted(text: str) -> Fraction | None:
    """The whole number that digits, or a word such as ``eight``, stand for; None if it is not a number."""
    found = next((each[text.lower()] for each in NUMERALS if text.lower() in each), None)
    return Fraction(text) if text.isdecimal() else Fraction(found) if found is not None else None


def in_words(number: Fraction, like: str) -> str:
    """A number in words of the language of another one; "" if it has none for it."""
    own = next((each for each in NUMERALS if like.lower() in each), COUNTS)
    return next((word for word, each in own.items() if each == number), "")
