"""Places in papers, and what specs of the catalog say: in Korean, with syllables that the fonts have."""

from __future__ import annotations

import re
from itertools import chain

import pytest

import cnnstat
from cnnstat.claims import catalog_claims
from cnnstat.language import ENGLISH, Told
from cnnstat.language.korean import KOREAN
from cnnstat.language.korean.places import ROWS
from cnnstat.language.korean.words import WORDS
from cnnstat.spec import catalog


class Catalog:
    """What the catalog's specs and claims say; read when a test asks, as that takes longer than to collect tests."""

    def __init__(self) -> None:
        self.networks = [cnnstat.load(name) for name in catalog.networks()]
        self.places = (
            {each.place for each in catalog_claims()}
            | {each.source["section"] for each in self.networks if "section" in each.source}
            | {witness.section for each in self.networks for witness in each.witnesses}
        )
        self.rows = {each.row for each in catalog_claims()}
        self.texts = [
            text for each in self.networks for text in (each.about, *(witness.says for witness in each.witnesses))
        ]


@pytest.fixture(scope="module")
def known() -> Catalog:
    return Catalog()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("section 4.1", "4.1절"),
        ("section 4.1 and table 5", "4.1절, 표 5"),
        ("sections 3 and 4", "3, 4절"),
        ("tables 4 to 9", "표 4~9"),
        ("tables 5 and 7", "표 5, 7"),
        ("table I", "표 I"),
        ("section II.B and appendix A", "II.B절, 부록 A"),
        ("abstract and table 1", "초록, 표 1"),
        ("caption of figure 2", "그림 2 설명"),
        ("pages 399 to 402, table 1", "399~402쪽, 표 1"),
        ("4, figure 2(b), table 1", "4절, 그림 2(b), 표 1"),
        ("3.3 to 3.5 and 4.2, figure 2", "3.3~3.5, 4.2절, 그림 2"),
        ("3 to 6, table 1, figures 5 to 7", "3~6절, 표 1, 그림 5~7"),
        ("slide 12 of the talk", "slide 12 of the talk"),
        ("section 2 and the talk", "section 2 and the talk"),
        ("", ""),
    ],
)
def test_a_place(place: str, told: str) -> None:
    assert KOREAN.place(place) == told
    assert ENGLISH.place(place) == place


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("last", "마지막 줄"),
        ("smallest net", "가장 작은 신경망"),
        ("D, S in 256 to 512", "D, S 256~512"),
        ("Conv dw / s2, 3×3×1024, the last", "Conv dw / s2, 3×3×1024, 마지막"),
        ("seven nets, 10 crops", "신경망 일곱 개, 크롭 10개"),
        ("bottleneck 16", "bottleneck 16"),
        ("", ""),
    ],
)
def test_a_row(row: str, told: str) -> None:
    assert KOREAN.row(row) == told
    assert ENGLISH.row(row) == row


def test_every_described_row_stands_in_the_catalog(known: Catalog) -> None:
    assert set(ROWS) <= {part for row in known.rows for part in (row, *row.split(", "))}


def test_places_of_the_catalog_have_no_english(known: Catalog) -> None:
    assert len(known.places) > 50
    assert [place for place in sorted(known.places) if re.search(r"\b[a-z]{3}", KOREAN.place(place))] == []


def test_every_network_says_in_korean_what_it_is(known: Catalog) -> None:
    assert all(isinstance(text, Told) and re.search("[가-힣]", KOREAN.of(text)) for text in known.texts)
    assert len({KOREAN.of(each.title) for each in known.networks}) == len(known.networks)


def test_the_font_has_every_syllable(known: Catalog) -> None:
    """KS X 1001, which the fonts that come along hold, has the syllables that Python's euc_kr codec writes."""
    told = chain(
        KOREAN.messages.values(), WORDS.values(), ROWS.values(),
        map(KOREAN.place, known.places), map(KOREAN.of, known.texts),
    )  # fmt: skip
    syllables = {sign for text in told for sign in text if "가" <= sign <= "힣"}
    assert len(syllables) > 200
    assert not {sign for sign in syllables if len(sign.encode("euc_kr", "replace")) != 2}
