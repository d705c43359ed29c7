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
    "network for ImageNet": "ImageNet용 신경망", "table of modern networks": "최신 신경망 표",
    "available models": "사용할 수 있는 모델", "unrounded": "반올림 안 함",
}  # fmt: skip
ROWS = {
    "last": "마지막 줄", "the last": "마지막", "third row": "셋째 줄", "fourth row": "넷째 줄",
    "smallest net": "가장 작은 신경망", "first convolution": "첫 합성곱", "second convolution": "둘째 합성곱",
    "last 1×1 convolution": "마지막 1×1 합성곱", "last convolution of the stem": "스템의 마지막 합성곱",
    "3×3 convolution behind the pool": "풀링 뒤의 3×3 합성곱", "convolution with stride 2": "보폭 2인 합성곱",
    "padded convolution": "패딩이 있는 합성곱", "auxiliary heads": "보조 분류기", "input": "입력",
    "first auxiliary head": "첫째 보조 분류기", "second auxiliary head": "둘째 보조 분류기",
    "one 7×7 layer": "7×7 층 하나", "three 3×3 layers": "3×3 층 세 개", "D and E": "D와 E",
    "one net E": "신경망 E 하나",
    "one net and crop": "신경망 하나, 크롭 하나", "one net": "신경망 하나", "seven nets": "신경망 일곱 개",
    "one crop": "크롭 하나", "10 crops": "크롭 10개", "144 crops": "크롭 144개",
}  # fmt: skip
"""Rows that are described and not printed so in the paper."""
RANGE = re.compile(r"([A-Z]) in ([0-9]+) to ([0-9]+)")
"""What a setting runs over: ``S in 256 to 512``."""
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


def row(text: str) -> str:
    """A row in Korean, part by part; what a paper prints stays as it is."""
    if text in ROWS:
        return ROWS[text]
    return ", ".join(ROWS.get(part, RANGE.sub(r"\1 \2~\3", part)) for part in text.split(", "))
