"""Korean: the catalog of its messages, its particles, and numbers in units of 만 and 억."""

from __future__ import annotations

import re
import string
from functools import cached_property
from importlib import import_module
from typing import Any

from cnnstat.language import Language
from cnnstat.text import numbers

CATALOGS = ("charts", "drawing", "handouts", "page", "quizzes")
"""The files of messages, by the room that says them."""
PARTICLES = {"은": ("은", "는"), "이": ("이", "가"), "을": ("을", "를"), "과": ("과", "와"), "으로": ("으로", "로")}
"""Particles behind a final consonant and behind a vowel; a message asks for one as ``{layer:은}``."""
CLOSED_DIGITS, LIQUID_DIGITS = "013678", "178"
"""Digits that are read with a final consonant (영 일 삼 육 칠 팔, and 십 백 천 만), and with a final ㄹ."""
CLOSED_LETTERS, LIQUID_LETTERS = "LMNR", "LR"
"""Letters whose names end so: 엘, 엠, 엔, 알."""
CLOSED_ENDS, LIQUID_ENDS = "bgklmnpt", "l"
"""The last letters of words that are read with a final consonant, as kernel, flatten, AlexNet."""
SILENT = re.compile("(?<=[lmn])e$")
"""An e that is not read, as in module, frame and line."""
STOPPED = re.compile("[^aeiou][kpt]$")
"""Ends of words that are read with a vowel behind them, as in project, script and bank; but for block."""
ACRONYMS = ("MAC", "FLOP")
"""Those that are read as words, with a final consonant: 맥, 플롭."""
SPOKEN = re.compile(r"[0-9A-Za-z가-힣]")
WORD = re.compile(r"[A-Za-z]*[a-z]\Z")


def ending(text: str) -> str:
    """How a text ends as it is read: ``closed`` by a consonant, ``liquid`` by ㄹ, or ``open``."""
    signs = SPOKEN.findall(text)
    if not signs:
        return "open"
    last = signs[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return "open" if not final else "liquid" if final == 8 else "closed"
    read = "".join(signs)
    word = WORD.search(read)
    if read.endswith(ACRONYMS):
        return "closed"
    if last.isdigit():
        closed, liquid = CLOSED_DIGITS, LIQUID_DIGITS
    elif word and len(word[0]) > 1:
        if STOPPED.search(word[0]) and not word[0].endswith("ck"):
            return "open"
        last, closed, liquid = SILENT.sub("", word[0])[-1], CLOSED_ENDS, LIQUID_ENDS
    else:
        last, closed, liquid = last.upper(), CLOSED_LETTERS, LIQUID_LETTERS
    return "liquid" if last in liquid else "closed" if last in closed else "open"


def with_particle(text: str, particle: str) -> str:
    """A text with the form of a particle that it takes: AlexNet은, conv1을, MobileNetV2로."""
    closed, opened = PARTICLES[particle]
    end = ending(text)
    return text + (opened if end == "open" or (end == "liquid" and particle == "으로") else closed)


class Formatter(string.Formatter):
    """Fills messages; ``{layer:은}`` takes a particle."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return with_particle(str(value), format_spec) if format_spec in PARTICLES else str(value)


class Korean(Language):
    """Korean as lecturers write it."""

    code = "ko"
    _formatter = Formatter()

    @cached_property
    def messages(self) -> dict[str, str]:
        """Every message, by its English text."""
        found: dict[str, str] = {}
        for name in CATALOGS:
            found |= import_module(f"{__name__}.{name}").MESSAGES
        return found

    def say(self, text: str, **values: Any) -> str:
        return self._formatter.vformat(self.messages[text], (), values)

    def plural(self, one: str, many: str, count: int, **values: Any) -> str:
        return self.say(many, count=numbers.grouped(count), **values)

    def word(self, text: str) -> str:
        found: str = import_module(f"{__name__}.words").word(text)
        return found

    def place(self, text: str) -> str:
        found: str = import_module(f"{__name__}.places").place(text)
        return found

    def row(self, text: str) -> str:
        found: str = import_module(f"{__name__}.places").row(text)
        return found

    def short(self, number: int) -> str:
        """Rounded to 만; below 100만 to a tenth of it: ``6,097만``, ``7억 2,441만``, ``3.5만``."""
        if number < 10_000:
            return numbers.grouped(number)
        if number < 1_000_000:
            return f"{numbers.rounded(number, 10_000, 1).removesuffix('.0')}만"
        above, tens = divmod((number + 5_000) // 10_000, 10_000)
        parts = [(above, "억"), (tens, "만")]
        return " ".join(f"{numbers.grouped(count)}{unit}" for count, unit in parts if count)


KOREAN = Korean()
