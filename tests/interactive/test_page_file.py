"""The page as a file: its size, what strangers' texts can do in it, what is refused, and the columns in it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import Done
from hypothesis import given
from hypothesis import strategies as st
from reading import Reader, page_html

import cnnstat
from cnnstat.analysis.repeated import Walks
from cnnstat.interactive.columns import Columns, written
from cnnstat.interactive.states import MOST, MOST_INPUTS, Variant, usual
from cnnstat.language import CODES

HOSTILE = "</script></template></title>'\"><img src=x onerror=alert(1)>&amp;{}`${1}*/ url(//x.invalid)"


class Tags(HTMLParser):
    """The elements of a page, with what stands in its scripts, styles and templates."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside.setdefault(self._open[-1], []).append(data)


@pytest.mark.parametrize("lang", CODES)
def test_alexnet_is_smaller_than_150_kilobytes(lang: str) -> None:
    assert len(page_html("alexnet", lang).encode()) <= 150_000


@pytest.mark.slow
@pytest.mark.parametrize("lang", CODES)
def test_resnet152_is_smaller_than_400_kilobytes(lang: str) -> None:
    page = cnnstat.page("resnet152", lang=lang)
    assert len(page.html.encode()) <= 400_000
    assert len(Reader(page.html).sides) == 481


def test_equal_input_gives_equal_bytes() -> None:
    assert cnnstat.page("lenet5").html == page_html("lenet5")


def hostile_spec() -> str:
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    return f'''
        title: "{quoted}"
        about: "{quoted}"
        source: {{paper: "{quoted}", section: "{quoted}"}}
        params:
          width: {{default: 1, about: "{quoted}"}}
        input: {{channels: 3, size: 20}}
        layers:
          - {{name: a, type: conv, filters: 4 * width, kernel: 3, stride: 2}}
          - {{name: p, type: maxpool, kernel: 2}}
        '''


@pytest.mark.parametrize("lang", CODES)
def test_strangers_texts_stay_texts(write_spec: Callable[[str], Path], lang: str) -> None:
    html = cnnstat.page(write_spec(hostile_spec()), lang=lang).html
    plain = page_html("lenet5", lang)
    tags = Tags(html)
    names = {tag for tag, _ in tags.elements}
    assert names <= {tag for tag, _ in Tags(plain).elements} | {"select", "option", "div"}
    assert not any(name.startswith("on") for _, attributes in tags.elements for name in attributes)
    titles = [attributes["title"] for _, attributes in tags.elements if "title" in attributes]
    assert len(titles) == 1
    assert titles[0] is not None
    assert titles[0].startswith("</script></template></title>'\"><img")
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))


def test_what_is_packed_is_escaped_too(write_spec: Callable[[str], Path]) -> None:
    """The script sets derivations and drawings as markup, which the analyzer wrote."""
    reader = Reader(cnnstat.page(write_spec(hostile_spec())).html)
    markup = [*reader.data["forms"], *(each["drawing"] for each in reader.data["variants"])]
    tags = Tags("".join(markup))
    known = {"div", "math", "mtable", "mtr", "mtd", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msup"}
    drawn = {
        "svg",
        "title",
        "desc",
        "defs",
        "pattern",
        "path",
        "marker",
        "rect",
        "text",
        "tspan",
        "polygon",
        "polyline",
    }
    assert {tag for tag, _ in tags.elements} <= known | drawn
    assert not any(name.startswith("on") or name == "style" for _, attributes in tags.elements for name in attributes)


def test_only_its_own_script_and_style_may_be_used() -> None:
    tags = Tags(page_html("lenet5"))
    (policy,) = [each["content"] for tag, each in tags.elements if each.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    hashes = {
        name: f"'sha256-{b64encode(sha256(''.join(tags.inside[name]).encode()).digest()).decode()}'"
        for name in ("script", "style")
    }
    assert rules == {
        "default-src": "'none'", "script-src": hashes["script"], "style-src": hashes["style"], "font-src": "data:",
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    assert not any({"src", "href", "style", "action"} & each.keys() for _, each in tags.elements)


def test_without_the_script_it_shows_the_network_at_its_own_input() -> None:
    html = page_html("alexnet")
    assert "<noscript>" in html
    for layer in cnnstat.analyze("alexnet"):
        assert f'<th scope="row" class="plain">{layer.name}</th>' in html
        assert f'<td class="plain number">{layer.output}</td>' in html


REFUSED = [
    (["alexnet"], "page: expected a file to write, as -o alexnet.html"),
    (["alexnet", "-o", "a.pdf"], "page: expected a file ending in .html, got 'a.pdf'"),
    (["alexnt", "-o", "a.html"], "there is no network 'alexnt'; did you mean 'alexnet'?"),
    (["alexnet", "-o", "a.html", "--inputs", "9-3"], "--inputs: '9-3' is empty: its second size is smaller than its"),
    (["alexnet", "-o", "a.html", "--inputs", "x"], "--inputs: expected 224, 192-256 or 192-256/8, got 'x'"),
    (["resnet1202", "-o", "a.html", "--inputs", "1-999"], "--inputs: 1,8"),
    (["alexnet", "-o", "a.html", "--vary", "groups"], "--vary: expected NAME=VALUE,VALUE, got 'groups'"),
    (["alexnet", "-o", "a.html", "--vary", "group=1"], "alexnet has no param 'group'; did you mean 'groups'?"),
    (["alexnet", "-o", "a.html", "--vary", "groups=1", "--set", "groups=2"], "--vary: groups is also given to --set"),
    (["alexnet", "-o", "a.html", "--vary", "groups=1", "--vary", "groups=2"], "--vary: groups is given twice"),
    (["alexnet", "-o", "a.html", "--vary", "groups=a"], "param groups: expected a number, got a"),
    (["alexnet", "-o", "a.html", "--vary", "groups=7"], "layer conv2"),
    (["alexnet", "-o", "a.html", "--set", "input=224"], "--set: the input is what a page changes; --inputs says which"),
    (["alexnet", "-o", "a.html", "--lang", "kr"], "--lang: expected en or ko, got 'kr'"),
    (["alexnet", "-o", "no/a.html", "--inputs", "227"], "no/a.html: cannot write: No such file or directory"),
    (["mobilenet_v2", "-o", "a.html", "--vary", "classes=" + ",".join(map(str, range(1, 15)))], "--vary: classes: exp"),
    (
        ["mobilenet_v2", "-o", "a.html", "--vary", "classes=1,2,3,4,5,6", "--vary", "expansion=1,2,3,4,5"],
        "--vary: expected at most 32 combinations, got 42",
    ),
]


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=lambda each: each if isinstance(each, str) else None)
def test_one_message_and_no_file(
    inside: Callable[..., Done], tmp_path: Path, words: list[str], message: str
) -> None:  # fmt: skip
    done = inside("page", *words, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written(inside: Callable[..., Done], tmp_path: Path) -> None:
    done = inside("page", "lenet5", "-o", "lenet.html", "--inputs", "28-36", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "", "")
    html = (tmp_path / "lenet.html").read_text(encoding="utf-8")
    assert html == cnnstat.page("lenet5", inputs=range(28, 37)).html
    assert Reader(html).sides == [(side, side) for side in range(28, 37)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"vary": {"groups": 1}}, "vary: groups: expected a list of values, got 1"),
        ({"vary": "groups=1"}, "vary: expected params with their values as {'width': [0.5, 1]}, got 'groups=1'"),
        ({"inputs": [1.5]}, "inputs: expected whole numbers or a text as '192-256/8', got 1.5"),
        ({"lang": 3}, "lang: expected a name, got 3"),
        ({"output": "a.txt"}, "page: expected a file ending in .html, got 'a.txt'"),
    ],
)
def test_arguments_of_python(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.page("alexnet", **arguments)
    assert message in str(caught.value)


def test_the_usual_choices_and_inputs() -> None:
    """By rule: choices of the spec, values of the file's other networks, quarters of a multiplier."""
    found = {
        name: [Reader(cnnstat.page(name, inputs="64-65").html).data["variants"][at]["values"] for at in (0, -1)]
        for name in ("alexnet", "mobilenet_v2", "googlenet", "lenet5")
    }
    assert found == {
        "alexnet": [{"groups": "2"}, {"groups": "1"}],
        "mobilenet_v2": [{"width": "1"}, {"width": "1.25"}],
        "googlenet": [{"stem": "plain"}, {"stem": "separable"}],
        "lenet5": [{}, {}],
    }


@pytest.mark.slow
def test_a_network_with_more_rows_than_a_page_holds_has_fewer_inputs() -> None:
    data = Reader(cnnstat.page("resnet1202").html)
    assert (32, 32) in data.sides
    assert 4 <= len(data.sides) <= 20
    contents = sum(len(set(data.column(row["at"]))) for row in data.data["variants"][0]["rows"])
    assert contents <= MOST


def test_a_huge_input_whose_maps_are_all_alike_has_fewer_inputs(write_spec: Callable[[str], Path]) -> None:
    """Two million inputs have few different rows behind a large stride, and took a minute all the same."""
    line = "{type: conv, filters: 1, kernel: 9999, stride: 9973, padding: 5000, repeat: 2}"
    network = cnnstat.load(write_spec(f"input: {{channels: 1, size: 1000000}}\nlayers: [{line}]"))
    sides = usual([Variant({}, lambda side: network, network, Walks(network))])
    assert 1_000_000 in sides
    assert MOST_INPUTS // 2 < len(sides) <= MOST_INPUTS
    assert len({after - before for before, after in pairwise(sides)}) == 1


@given(st.lists(st.integers(-(10**20), 10**20) | st.integers(-9, 9), min_size=1))
def test_a_column_is_read_as_it_was_written(column: list[int]) -> None:
    reader = Reader.__new__(Reader)
    reader.data, reader._columns = {"numbers": [written(column)]}, {}
    assert [reader.number(0, at) for at in range(len(column))] == column
    assert written(column).startswith("b") == (max(map(abs, column)) >= 2**53)


TEXTS = st.lists(
    st.lists(
        st.text(alphabet="ab×, .−<", max_size=4)
        | st.integers(0, 10**7).map("{:,}".format)
        | st.integers(0, 9999).map(str),
        max_size=5,
    ).map("".join),
    min_size=1, max_size=8,
)  # fmt: skip


@given(TEXTS)
def test_texts_are_filled_as_they_were(column: list[str]) -> None:
    columns = Columns()
    place = columns.of_texts(column)
    reader = Reader.__new__(Reader)
    reader.data = {"numbers": columns.numbers.all, "forms": columns.forms.all, "texts": columns.texts.all}
    reader._columns = {}
    assert [reader.text(place, at) for at in range(len(column))] == column
