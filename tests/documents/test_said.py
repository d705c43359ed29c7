"""What the words of a sentence say of its figures, before anything is looked up: the tokens that are no plain words,
and what each figure may count, of which network and part.

Each line of ``said.txt`` is a sentence; ``--accept`` writes the golden text anew, and then its lines are read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnstat.documents.reading.claim import Claim
from cnnstat.documents.reading.names import Mention, coordinated, mentions
from cnnstat.documents.reading.sentence import claims
from cnnstat.documents.reading.tokens import Part, Token, sentences, tokens
from cnnstat.query import Bench

BENCH = Bench()
LINES = (Path(__file__).parent / "said.txt").read_text(encoding="utf-8").splitlines()
MANY = 20


def layers(part: Part) -> str:
    """A part of a network, of what is not as usual all."""
    named = [f"{name} {value}" for name, value in part._asdict().items() if value != Part._field_defaults[name]]
    return f"[{', '.join(named)}]"


def network(mention: Mention) -> str:
    """A network that is named."""
    said = "/".join(mention.networks) or "another"
    return f"{said}{'' if mention.exact else ' perhaps'}{' compared' if mention.object else ''}"


def token(each: Token) -> str:
    """A token and what is known of it."""
    said = [f"{each.text!r} {each.kind} {each.key}".rstrip()]
    said += [layers(each.part)] if each.part is not None else []
    said += [network(each.network)] if each.network is not None else []
    return " ".join(said + ["in words"] * each.word)


def claim(text: str, each: Claim) -> str:
    """What a figure may count."""
    said = [f"{text[each.start : each.end]}: {each.key}"]
    said += [f"of {network(each.network)}"] if each.network is not None else []
    said += [f"to {network(each.other)}"] if each.other is not None else []
    said += [layers(each.part)] if each.part is not None else []
    said += [f"by {each.of}"] * (each.of != "params")
    said += [name for name in ("firm", "late", "changed", "aside") if getattr(each, name)]
    return " ".join(said)


def said(text: str) -> str:
    """What the sentences of a text say."""
    lines = []
    named = coordinated(mentions(text, BENCH, {}), text)
    for start, end in sentences(text):
        own = [each for each in named if start <= each.start < end]
        row = [token(each) for each in tokens(text, start, end, own) if each.kind != "word"]
        lines += [f"    {'; '.join(row)}"] if row else []
        lines += [f"    = {claim(text, each)}" for each in claims(text, start, end, own)]
    return "\n".join(lines)


@pytest.mark.parametrize("at", range(0, len(LINES), MANY))
def test_what_is_said(at: int, accept: Callable[[str, str], str]) -> None:
    found = "".join(f"{each}\n{said(each)}\n" for each in LINES[at : at + MANY])
    assert found == accept(f"said/{at // MANY + 1}.txt", found)
