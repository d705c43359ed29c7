"""A browser for all tests of pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Browser, browsing, program

import cnnstat


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A headless Chromium; tests are skipped where there is none, but where CI demands one."""
    if not program():
        if os.environ.get("CNNSTAT_REQUIRE_BROWSER"):
            raise RuntimeError("there is no Chromium, and CNNSTAT_REQUIRE_BROWSER demands one")
        pytest.skip("there is no Chromium: apt-get install chromium")
    with browsing(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that gives the file of a network's page, made once."""
    folder, known = tmp_path_factory.mktemp("pages"), dict[str, Path]()

    def make(name: str, lang: str = "en") -> Path:
        key = f"{name}-{lang}"
        if key not in known:
            known[key] = folder / f"{key}.html"
            cnnstat.page(name, known[key], lang=lang)
        return known[key]

    return make
