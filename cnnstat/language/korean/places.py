"""Places in a paper, in Korean: ``section 4.1 and table 5`` is 4.1절, 표 5."""

from __future__ import annotations

import re
from itertools import groupby

NUMBER = r"[0-9IVX]+(?:\.[0-9A-Z]+)*(?:\([a-z]\))?|[A-Z]"
KINDS = {"section": "{}절", "figure": "그림 {}", "table": "표 {}", "page": "{}쪽", "appendix": "부록 {}"}
"""Kinds of places that have numbers."""
WORDS = {
    "abstract": "초록", "text": "본문", "caption": "그림 설명", "description": "설명", "list of models": "모델 목록",
    "abstract on the proceedings' web page": "학회 누리집의 초록", "overview of our model": "모델 개요",
    "network for ImageNet": "ImageNet용 신경망",
}  # fmt: skip
PART = re.compile(rf"(?:({'|'.join(KINDS)})s? )?({NUMBER})(?: to ({NUMBER}))?")
CAPTION = "caption of "


def place(text: str) -> str:
    """A place in Korean; as it is where a part of it is none that is known."""
    if text in WORDS:
        return WORDS[text]
    if text.startswith(CAPTION):
        return f"{place(text.removeprefix(CAPTION))} 설명"
    told: list[tuple[str, str]] = []
    kind = "section"  # a bare number is one, as in the sources of specs
    for part in re.split(", | and ", text):
        found = PART.fullmatch(part)
        if found is None and part not in WORDS:
            return text
        if found is None:
            told.append(("", WORDS[part]))
            continue
        kind = found[1] or kind
        told.append((kind, f"{found[2]}~{found[3]}" if found[3] else found[2]))
    return ", ".join(
        KINDS.get(kind, "{}").format(", ".join(number for _, number in group))
        for kind, group in groupby(told, key=lambda each: each[0])
    )
