"""A page in a browser: what readers see, hear and press."""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Browser, browsing, program
from conftest import ROOT
from reading import Reader, page_html

import cnnstat
from cnnstat.guide import source

pytestmark = pytest.mark.browser
Make = Callable[..., Path]
NAMES = ("alexnet", "googlenet")


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
            known[key].write_text(page_html(name, lang), encoding="utf-8")
        return known[key]

    return make


def text(browser: Browser, selector: str) -> str:
    """The text of an element."""
    found: str = browser.run(f"document.querySelector({json.dumps(selector)}).textContent")
    return found


def figure(row: int, key: str) -> str:
    return f'button[data-row="{row}"][data-key="{key}"]'


def focused(browser: Browser) -> str:
    """What has the focus: an id, or a row and a column of the table."""
    script = "(e => e.id || (e.dataset.row !== undefined ? `${e.dataset.row} ${e.dataset.key || 'name'}` : e.tagName))"
    found: str = browser.run(f"{script}(document.activeElement)")
    return found


def quiet(browser: Browser, path: Path) -> None:
    """Nothing was said on the console, and nothing was asked for but the page."""
    assert browser.messages == []
    asked = {each.partition("#")[0] for each in browser.requests if not each.startswith("data:")}  # its own font
    assert asked == {path.as_uri()}


def test_224_gives_54_and_says_what_is_lost(browser: Browser, page_of: Make) -> None:
    path = page_of("alexnet")
    browser.look(1400)
    browser.open(path)
    assert text(browser, "#verdict-text") == "Every window ends where its map ends."
    assert text(browser, figure(0, "output_shape")) == "96×55×55"
    browser.point('#presets button[data-input="192"]', click=True)
    assert browser.run("document.getElementById('size').value") == "224"
    assert text(browser, figure(0, "output_shape")) == "96×54×54"
    assert text(browser, figure(0, "fit")) == "▲ 1 row, 1 column"
    assert text(browser, "#verdict-text") == "4 layers lose cells, conv1 first."
    assert text(browser, "#losses li").startswith("conv1 (224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 54: 1 row")
    params = f"{cnnstat.analyze('alexnet', input=224).params:,}"
    assert (text(browser, "#params"), text(browser, "#sum-params")) == (params, params)
    assert "2×48×54×54" in text(browser, "#drawn svg")
    assert browser.run("document.querySelector('#d0-layer-conv1').classList.contains('loses')")
    browser.wait("location.hash.startsWith('#input=224&groups=2')")
    browser.wait("document.getElementById('spoken').textContent.startsWith('Input 224: 4 layers lose cells')")
    quiet(browser, path)


def test_the_keyboard_is_enough(browser: Browser, page_of: Make) -> None:
    path = page_of("alexnet")
    browser.look(1400)
    browser.open(path)
    stops = []
    for _ in range(40):
        browser.key("Tab")
        stops.append(focused(browser))
        if stops[-1] == "BODY":
            break
    assert stops[:3] == ["size", "param-groups", "slider"]
    assert sum(" " in each for each in stops) == 1  # the table is one stop
    assert stops.count("INPUT") == 1  # so are the three units
    browser.run("document.getElementById('slider').focus()")
    browser.key("ArrowLeft", 3)
    assert text(browser, figure(0, "output_shape")) == "96×54×54"
    browser.key("ArrowRight", 3)
    browser.run("document.getElementById('drawn').focus()")
    browser.key("Tab")
    assert focused(browser) == "0 name"
    browser.key("ArrowRight")
    assert focused(browser) == "0 output_shape"
    assert not browser.run("document.getElementById('tip').hidden")
    assert "227" in text(browser, "#tip-body")
    assert browser.run("document.activeElement.getAttribute('aria-describedby')") == "tip"
    browser.key("Escape")
    assert browser.run("document.getElementById('tip').hidden")
    assert focused(browser) == "0 output_shape"
    browser.key("ArrowDown", 3)
    assert focused(browser) == "3 output_shape"
    browser.key("ArrowRight", 2)
    assert focused(browser) == "3 params"
    assert f"{cnnstat.analyze('alexnet')['conv2'].params:,}" in text(browser, "#tip-body")
    browser.key("ArrowUp")  # norm1 and pool1 have no parameters
    assert focused(browser) == "0 params"
    browser.key("End")
    assert focused(browser) == "13 params"
    browser.key("Home")
    browser.key("ArrowLeft", 3)
    browser.key("ArrowDown", 3)
    assert focused(browser) == "3 name"
    browser.key("Enter")
    assert browser.run("document.getElementById('row').value") == "conv2"
    assert text(browser, "#sees").startswith("The unit in row 13 and column 13 of conv2's 27×27 map")
    quiet(browser, path)


def test_pointing_shows_how_a_figure_comes_about(browser: Browser, page_of: Make) -> None:
    browser.look(1400)
    browser.open(page_of("alexnet"))
    browser.point(figure(3, "macs"))
    assert text(browser, "#tip-title") == "conv2 · MACs"
    assert browser.run("document.querySelector('#tip math') !== null")
    browser.key("Escape")
    assert browser.run("document.getElementById('tip').hidden")
    browser.point(figure(0, "fit"))
    assert text(browser, "#tip-body") == "The last window ends where the map ends."
    browser.point("h1")
    browser.wait("document.getElementById('tip').hidden")


def test_the_address_holds_the_state(browser: Browser, page_of: Make) -> None:
    path = page_of("alexnet")
    browser.open(path, "#input=231&groups=1&row=conv5&unit=last")
    own = cnnstat.analyze("alexnet", input=231, groups=1)
    assert text(browser, "#params") == f"{own.params:,}"
    assert browser.run("document.getElementById('param-groups').value") == "1"
    assert browser.run("document.getElementById('row').value") == "conv5"
    assert browser.run("document.querySelector('#units input:checked').value") == "last"
    browser.run("location.hash = '#input=227&groups=2'")
    browser.wait(f"document.getElementById('params').textContent === '{cnnstat.analyze('alexnet').params:,}'")
    browser.run("location.hash = '#input=1e9&groups=<b>&row=__proto__&unit=constructor'")
    browser.wait("location.hash.startsWith('#input=227&groups=2&row=conv5')")
    quiet(browser, path)


def test_an_impossible_input_says_which_layer_breaks(browser: Browser, page_of: Make) -> None:
    browser.open(page_of("alexnet"), "#input=60")
    assert text(browser, "#verdict-text") == "Does not run: pool5: kernel 3×3 is larger than its input 2×2."
    assert (text(browser, figure(8, "output_shape")), text(browser, figure(9, "output_shape"))) == ("256×2×2", "–")
    assert text(browser, figure(9, "fit")) == "✕ breaks here"
    drawn = text(browser, "#drawn svg")
    assert "3×60×60" in drawn
    assert "2×128×–×–" in drawn
    browser.open(page_of("alexnet", "ko"), "#input=60")
    assert text(browser, "#verdict-text") == "pool5에서 막힌다: 창 3×3이 입력 2×2보다 크다."


def test_a_typed_input(browser: Browser, page_of: Make) -> None:
    browser.open(page_of("alexnet"))
    browser.run("document.getElementById('size').select(); document.getElementById('size').focus()")
    browser.type("700")
    assert text(browser, "#outside") == "This page has inputs from 32 to 512."
    assert text(browser, figure(0, "output_shape")) == "96×55×55"
    browser.run("document.getElementById('size').select()")
    browser.type("195")
    assert (text(browser, "#outside"), text(browser, figure(0, "output_shape"))) == ("", "96×47×47")


def test_params_that_the_address_has_words_for(browser: Browser, tmp_path: Path) -> None:
    """A param may be called row, as the address calls the row whose figure is explained."""
    head = "params: {row: 4, unit: 3}\ninput: {channels: 3, size: 8}\n"
    line = "layers:\n  - {type: conv, filters: row, kernel: unit}\n"
    (tmp_path / "net.yaml").write_text(head + line, encoding="utf-8")
    path = tmp_path / "net.html"
    cnnstat.page(tmp_path / "net.yaml", path, vary={"row": [4, 6], "unit": [1, 3]}, inputs=[8, 9])
    browser.open(path, "#input=9&param.row=6&param.unit=1&row=conv1&unit=last")
    own = cnnstat.analyze(tmp_path / "net.yaml", input=9, row=6, unit=1)
    assert text(browser, "#params") == f"{own.params:,}"
    browser.point(figure(0, "fit"))
    browser.wait("location.hash.startsWith('#input=9&param.row=6&param.unit=1&row=conv1&unit=')")


def test_blocks_open(browser: Browser, page_of: Make) -> None:
    browser.look(1400)
    browser.open(page_of("googlenet"))
    assert not browser.run("[...document.querySelectorAll('tr.inner')].some(each => !each.hidden)")
    browser.point('tr.block button[aria-expanded="false"]', click=True)
    shown = browser.run(
        "[...document.querySelectorAll('tr.inner')].filter(each => !each.hidden)"
        ".map(each => each.querySelector('.name').getAttribute('aria-label'))"
    )
    assert shown == [each.name for each in cnnstat.analyze("googlenet") if each.name.startswith("3a.")]


@pytest.mark.parametrize("name", NAMES)
def test_the_script_reads_what_python_reads(browser: Browser, page_of: Make, name: str) -> None:
    path = page_of(name)
    reader = Reader(path.read_text(encoding="utf-8"))
    for side in (64, 224, 301):
        browser.open(path, f"#input={side}")
        at = reader.sides.index((side, side))
        shown = browser.run(
            "[...document.querySelectorAll('#rows tr')].map(each => [...each.querySelectorAll('button.figure')]"
            ".map(each => each.textContent))"
        )
        rows = reader.rows(at)
        keys = ("output_shape", "fit", "params", "macs", "rf")
        for (label, row), cells in zip(rows.items(), shown, strict=True):
            if row is not None:
                assert cells == [row[key] for key in keys], label
        assert text(browser, "#verdict-text") == reader.totals(at)["verdict"]


@pytest.mark.parametrize("width", [320, 1400, *(pytest.param(each, marks=pytest.mark.slow) for each in (390, 800))])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_the_window(browser: Browser, page_of: Make, name: str, width: int) -> None:
    browser.look(width)
    for address in ("#input=224", "#input=60", "#input=227"):
        browser.open(page_of(name), address)
        assert browser.run("document.documentElement.scrollWidth") <= width


def test_less_motion_where_a_reader_wants_less(browser: Browser, page_of: Make) -> None:
    browser.look(1400)
    browser.open(page_of("alexnet"))
    for wanted, lasts in (("no-preference", True), ("reduce", False)):
        browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": wanted}])
        seconds = browser.run("getComputedStyle(document.getElementById('seen')).transitionDuration")
        assert any(float(each.strip("s ")) for each in seconds.split(",")) == lasts


PICTURE = ROOT / "cnnstat/guide/pictures/page-alexnet-224.png"


def test_the_guide_shows_a_page(browser: Browser, page_of: Make, request: pytest.FixtureRequest) -> None:
    """With --accept the picture is taken anew; its bytes depend on the browser and on the fonts of the machine."""
    if request.config.getoption("--accept"):
        browser.look(1200)
        browser.open(page_of("alexnet"), "#input=224")
        browser.picture(PICTURE)
    width, height = struct.unpack(">II", PICTURE.read_bytes()[16:24])
    assert width == 1200
    assert height > 1000
    assert re.search(r"!\[[^\]]{20,}\]\(pictures/page-alexnet-224\.png\)", source("page"))


AXE = os.environ.get("CNNSTAT_AXE", "")
"""The path of axe-core's axe.min.js, version 4."""


@pytest.mark.skipif(not AXE, reason="CNNSTAT_AXE names no axe.min.js (npm pack axe-core)")
@pytest.mark.parametrize("width", [390, pytest.param(1400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("lang", ["en", pytest.param("ko", marks=pytest.mark.slow)])
@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_axe_finds_nothing(browser: Browser, page_of: Make, width: int, lang: str, dark: bool) -> None:
    browser.look(width, dark=dark)
    for name in NAMES:
        for address in ("#input=227", "#input=224", "#input=60"):
            browser.open(page_of(name, lang), address)
            if name == "googlenet":
                browser.point('tr.block button[aria-expanded="false"]', click=True)
            browser.run(f"document.querySelector('{figure(0, 'output_shape')}').focus()")
            browser.run(f"{Path(AXE).read_text(encoding='utf-8')}; 0")
            found = browser.run("axe.run({resultTypes: ['violations']}).then(each => each.violations)")
            assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []
