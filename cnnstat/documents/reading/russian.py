"""Words of sentences about networks in Russian, whose nouns have cases: ``параметров``, ``слоёв``."""

from __future__ import annotations

BEGIN, END = "(?<![А-Яа-яЁё])", "(?![а-яё])"
"""The beginning and the end of a word."""
LAYER = rf"[Сс]ло(?:й|я|и|ями|ях|[её]в){END}"
TYPES = {
    "conv": rf"[Сс]в[её]рточн(?:ый|ого|ых|ые|ыми){END}",
    "linear": rf"[Пп]олносвязн(?:ый|ого|ых|ые|ыми){END}",
    "pool": rf"(?:пулинг|подвыборк|субдискретизаци)[а-яё]{{0,3}}{END}",
}
"""Kinds of layers, in front of the word for layers."""
QUANTITIES = {
    "params": rf"(?:обучаемых )?[Пп]араметр(?:ов|а|ы|ами)?{END}",
    "weights": rf"[Вв]ес(?:ов|а|ами)?{END}",
    "flops": rf"[Оо]пераци(?:й|и|ями){END}",
    "neurons": rf"[Нн]ейрон(?:ов|а|ы)?{END}",
    "filters": rf"(?:[Фф]ильтр|[Кк]анал)(?:ов|а|ы)?{END}",
    "classes": rf"[Кк]ласс(?:ов|а|ы)?{END}",
    "depth": rf"{LAYER}|[Гг]лубин(?:а|ы|ой){END}",
}
"""What a figure may count, by the keys of the lexicon."""


def quantity(key: str) -> str:
    """The words for what a figure may count; a pattern that finds nothing if there are none."""
    return f"{BEGIN}(?:{QUANTITIES[key]})" if key in QUANTITIES else "(?!)"


_MULTIPLIERS = "млн млрд тыс тысяч тысячи миллион миллиона миллионов миллиард миллиарда миллиардов"
MULTIPLIERS = frozenset(_MULTIPLIERS.split())
"""Multipliers behind a figure."""
MILLION, BILLION, THOUSAND = "млн|миллион(?:а|ов)?", "млрд|миллиард(?:а|ов)?", "тыс|тысячи?"
_LINKS = (
    "имеет содержит состоит насчитывает использует требует из в с у на около примерно всего порядка и это равно его"
)
LINKS = frozenset(_LINKS.split())
"""Words that may stand between a quantity and its figure."""
DOUBT = (
    f"{BEGIN}(?:[Нн]аш[а-яё]{{0,3}}|[Пп]редлож[а-яё]+|модифицир[а-яё]+|[Бб]ез|[Вв]место|[Ее]сли|урезанн[а-яё]+"
    f"|заморо[зж][а-яё]+){END}"
)
"""Words about a changed network."""
