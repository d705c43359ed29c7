"""The guide's pages of handouts are those that the program makes: each picture carries the digest of its source."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import struct
import zlib
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

import cnnstat
from cnnstat.analysis.setting import DEFAULT
from cnnstat.guide import source
from cnnstat.handouts.course import FAMILIES
from cnnstat.handouts.handed import Handout
from cnnstat.handouts.make import Wanted
from cnnstat.language import language_named
from cnnstat.publishing.formats import typst
from cnnstat.typesetting import compiling
from cnnstat.views.handout import topics_of

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None and not os.environ.get("CNNSTAT_REQUIRE_TORCH"),
    reason="typst is not installed: pip install 'cnnstat[pdf]'",
)
PICTURES = ROOT / "cnnstat/guide/pictures"
SHOWN = {
    "handout-alexnet-1": (("alexnet",), "en", 0), "handout-alexnet-2": (("alexnet",), "en", 1),
    "handout-mobilenet_v2-ko-1": (("mobilenet_v2",), "ko", 0), "handout-overview-1": ((*FAMILIES,), "en", 0),
}  # fmt: skip
"""Names of pictures: the networks, the language, and which page."""
DOTS = 80


@cache
def page_of(networks: tuple[str, ...], language: str) -> str:
    """The source of a handout, but for the version in its foot."""
    made = Handout(topics_of([*networks], None, (), DEFAULT), Wanted(language_named(language)))
    return re.sub(r"cnnstat \d[\w.+]*", "cnnstat", typst.source(made.document))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_digest(picture: bytes, digest: str) -> bytes:
    """A PNG with a text behind its header, which is the first chunk and 25 bytes long."""
    begin = 8 + 25
    return picture[:begin] + chunk(b"tEXt", b"Source\0" + digest.encode()) + picture[begin:]


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_of_todays_handout(name: str, request: pytest.FixtureRequest) -> None:
    networks, language, page = SHOWN[name]
    text = page_of(networks, language)
    digest = hashlib.sha256(text.encode()).hexdigest()
    path = PICTURES / f"{name}.png"
    if request.config.getoption("--accept"):
        path.write_bytes(with_digest(compiling.images(text, dots=DOTS)[page], digest))
    assert b"Source\0" + digest.encode() in path.read_bytes()[:200], "run pytest --accept, and look at the picture"


def test_all_of_them_are_shown() -> None:
    shown = re.findall(r"!\[[^\]]{20,}\]\(pictures/([\w-]+)\.png\)", source("handouts"))
    assert sorted(shown) == sorted(SHOWN)


def test_a_handout_is_saved_under_a_text_too(tmp_path: Path) -> None:
    made = cnnstat.handout("lenet5")
    assert made.save(str(tmp_path / "a.md")) == tmp_path / "a.md"
    assert made.save_key(tmp_path / "key.html").stat().st_size > 10_000
