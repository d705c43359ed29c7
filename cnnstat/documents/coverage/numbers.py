"""Numbers in a text, as readers see it, and which of them count.

Digits that name something do not: parts of names (ResNet-50, conv1), references (table 3), versions, dates, ordinals.
In doubt a number counts, since one that does not is never listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.judging.prose import FIGURE
from cnnstat.printed.words import MYRIAD

YEAR = r"(?:19[5-9][0-9]|20[0-3][0-9])"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
PLACE = (
    r"(?:[Tt]able|[Ff]ig(?:ure)?|[Ss]ec(?:tion)?|[Cc]hapter|[Aa]ppendix|[Ee]q(?:uation|n)?|[Pp]age|[Ll]isting|[Aa]lgorithm"
    r"|[Tt]heorem|[Ll]emma|[Ee]xercise|[Ee]xample|[Ss]lide|[Ll]ayer|[Ss]tage|[Bb]lock|[Ss]tep|[Pp]hase|[Pp]art|[Ll]evel"
    r"|[Ii]ssue|[Rr]ef)"
)
NO_FIGURE = rf"(?![0-9A-Za-z%]|[.,:][0-9]|\s?[×x*]\s?[0-9]|\s?(?:%|[KMGBT](?![A-Za-z])|[mb]illion|[{MYRIAD}]))"
LABEL = rf"\(?[0-9]{{1,4}}(?:\.[0-9]{{1,3}}){{0,4}}(?:\([a-z]\)|[a-z](?![A-Za-z]))?\)?{NO_FIGURE}"
PROGRAM = (
    r"(?:[Vv]ersion|[Rr]elease|[Oo]pset|버전|[Pp]ython|[Pp]y[Tt]orch|[Tt]orch(?:vision)?|[Tt]ensor[Ff]low|Keras|ONNX|CUDA|cuDNN"
    r"|NumPy|Ubuntu|Debian|Windows|macOS|Node(?:\.js)?|Java|GCC|HTML|SARIF|CC[ -]BY(?:-[A-Z]{2}){0,2}"
    r"|Apache(?: License)?,?(?: [Vv]ersion)?|L?GPL|MPL|BSD)"
)
NAMING = "|".join(
    [
        rf"(?<![A-Za-z]){PLACE}\.?[\s~]?{LABEL}(?:\s?[-–—]{{1,3}}\s?{LABEL})?",
        rf"(?<![A-Za-z]){PLACE}s\.?[\s~]?{LABEL}(?:(?:\s?[-–—]{{1,3}}\s?|,\s?(?:and\s)?|\s(?:and|to|or|&)\s){LABEL}){{0,9}}",
        rf"(?:§{{1,2}}|(?<![A-Za-z])pp?\.)\s?{LABEL}(?:\s?[-–—]{{1,3}}\s?{LABEL})?",
        rf"(?:표|그림|수식|식|부록|단계|제)\s?{LABEL}",
        r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}\s?(?:절(?![가-힣]{2})|번째)",
        r"\[[0-9]{1,3}(?:[-–][0-9]{1,3})?\]",
        rf"(?<![A-Za-z]){PROGRAM}:?\s?(?:[≥≤<>=~^]{{1,2}}\s?)?v?[0-9]{{1,4}}(?:\.[0-9]{{1,4}}){{0,3}}\+?{NO_FIGURE}",
        r"(?<![0-9A-Za-z_])(?=[A-Za-z_./@–-]{1,120}[0-9])[A-Za-z_][A-Za-z0-9_]{0,60}(?:[-–./@][A-Za-z0-9_]{1,60}){0,10}",
        r"(?<![0-9A-Za-z.])0[xX][0-9A-Fa-f]{1,40}(?![0-9A-Za-z])|(?<![0-9A-Za-z.])[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}\.x(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z.])v?[0-9]{1,9}(?:\.[0-9]{1,9}){2,9}(?![0-9])",
        r"(?<![0-9A-Za-z.])[0-9]{4}(?P<sign>[-./])(?:0[1-9]|1[0-2])(?:(?P=sign)[0-3][0-9])?(?![0-9])",
        r"(?<![0-9A-Za-z.])[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?![0-9])",
        rf"{YEAR}년(?:\s?[0-9]{{1,2}}월)?(?:\s?[0-9]{{1,2}}일)?|[0-9]{{1,2}}월\s?[0-9]{{1,2}}일",
        rf"(?<![A-Za-z]){MONTH}\s(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s)?{YEAR}(?![0-9])",
        rf"(?<![0-9A-Za-z.,])[0-9]{{1,2}}(?:st|nd|rd|th)?\s{MONTH}(?:\s{YEAR})?(?![A-Za-z0-9])",
        rf"(?<![0-9A-Za-z.,]){YEAR}\s?[-–—]\s?{YEAR}(?![0-9])",
        rf"\((?:[A-Z][^()0-9]{{0,80}},?\s)?{YEAR}[a-z]?(?=[);,])|et al\.,?\s\(?{YEAR}",
        rf"(?:©|\([Cc]\)|[Cc]opyright)\s{YEAR}(?:\s?[-–—,]\s?{YEAR}){{0,5}}",
        rf"(?<![A-Za-z])(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]efore|[Aa]fter)\s{YEAR}(?!\s[a-z가-힣]{{1,30}}s\b){NO_FIGURE}",
        rf"(?<![A-Za-z])[A-Z][a-z]{{0,9}}[A-Z][A-Za-z]{{0,20}}\s{YEAR}{NO_FIGURE}",
        r"(?<![0-9A-Za-z.,])[0-9]{1,6}(?:st|nd|rd|th)(?![A-Za-z0-9])|(?<![0-9A-Za-z.,])[1-4][Dd](?![A-Za-z0-9])",
        r"(?i:arxiv|doi|isbn|orcid):?\s?[0-9][0-9./xX-]{3,40}",
        r"(?<![0-9A-Za-z])(?=[0-9]{0,39}[a-f])[0-9a-f]{7,40}(?![0-9A-Za-z])",
    ]
)
"""Digits that name something."""
NUMBER = rf"(?<![0-9A-Za-z_^#])(?<![A-Za-z_][-–./@]){FIGURE}(?![0-9])"
SCAN = re.compile(rf"(?P<naming>{NAMING})|(?P<number>{NUMBER})")
HEADING = re.compile(
    r"[#\s]{0,20}(?:[0-9]{1,3}(?:\.[0-9]{1,3}){1,5}\.?|[0-9]{1,3}[.)]|[0-9]{1,3}(?=\s[A-Z]))\s+"
    rf"(?!(?:thousand|million|billion|trillion)\b|[KMGTB]?(?:FLOP|MAC|B\b)|[KMGT]\b|[%{MYRIAD}배개×x]|params|param)"
)
"""The number of a heading."""


def numbers(text: str, names: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int]]:
    """Where the numbers of a text stand that count.

    Args:
        text: as readers see it.
        names: where names stand in it that end in digits, in order.
    """
    at = 0
    for match in SCAN.finditer(text):
        if match["number"] is None:
            continue
        start, end = match.span()
        while at < len(names) and names[at][1] <= start:
            at += 1
        if at == len(names) or end <= names[at][0]:
            yield start, end
