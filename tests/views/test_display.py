"""How results show themselves: at a prompt, printed, in a notebook, as plain data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from conftest import others_slow

import cnnstat
from cnnstat.quantities.summary import summarize
from cnnstat.render import View, rendered
from cnnstat.spec import catalog

NETWORKS = ("lenet5", "alexnet", "googlenet", "resnet152", "inception_v3")

# Short texts


def test_an_analysis_at_a_prompt() -> None:
    assert repr(cnnstat.analyze("alexnet")) == (
        "Analysis of alexnet\n  input   3×227×227\n  layers  14\n  params  60,965,224\n  MACs    724,406,816"
    )


def test_parts_at_a_prompt() -> None:
    analysis = cnnstat.analyze("alexnet")
    assert repr(analysis[0]) == ("<LayerAnalysis conv1 (conv): output 96×55×55, 34,944 params, 105,415,200 MACs>")
    assert repr(analysis.network) == "<Network alexnet: input 3×227×227, 14 layers>"
    assert repr(analysis.network.nodes[1]) == "<Node norm1 (lrn)>"


def test_reports_at_a_prompt() -> None:
    table = cnnstat.table("lenet5", columns=["name", "params"])
    assert repr(table) == "<Table 'LeNet-5': 8 rows of name, params>"
    assert repr(cnnstat.explain("lenet5", "C1", ["params", "rf"])) == "<Explanation of 'LeNet-5, C1': params, rf>"
    assert repr(summarize(cnnstat.analyze("lenet5"))) == "<Summary 'LeNet-5 (lenet5)'>"


@pytest.mark.parametrize("network", others_slow(catalog.networks()))
def test_short_texts_are_short(network: str) -> None:
    analysis = cnnstat.analyze(network)
    assert repr(analysis).count("\n") == 4
    shown = [analysis.network, analysis[0], analysis.network.nodes[0], *analysis[-1:], cnnstat.table(analysis)]
    assert all(len(repr(each)) < 200 and "\n" not in repr(each) for each in [*shown, *repr(analysis).split("\n")])


# Printed


def test_printed_is_what_the_program_prints(inside: Callable[..., Any]) -> None:
    analysis = cnnstat.analyze("googlenet")
    assert f"{analysis}\n" == inside("googlenet").out
    assert f"{cnnstat.table(analysis, '3a', depth=1)}\n" == inside("googlenet", "3a", "--depth", "1").out
    assert f"{cnnstat.table('lenet5', columns=['name', 'rf'])}\n" == inside("lenet5", "-c", "name,rf").out
    explained = cnnstat.explain(analysis, "3a.5x5", ["macs", "rf"])
    assert f"{explained}\n" == inside("explain", "googlenet", "3a.5x5", "macs", "rf").out
    compared = cnnstat.compare("alexnet", "vgg16")
    words = inside("explain", "alexnet", "--compare", "vgg16").out
    assert f"{compared}\n" == words


def test_settings_reach_what_is_printed(inside: Callable[..., Any]) -> None:
    analysis = cnnstat.analyze("googlenet", training=True, batch=8, dtype="float16", optimizer="adam", flops="all")
    words = ("--mode", "train", "--flops", "all", "--dtype", "float16")
    assert f"{analysis}\n" == inside("googlenet", *words, "--batch", "8", "--optimizer", "adam").out
    assert f"{cnnstat.table(analysis)}\n" == inside("googlenet", "--table", *words).out
    assert f"{cnnstat.explain(analysis, '', ['flops'])}\n" == inside("explain", "googlenet", "flops", *words).out


def test_an_input_that_does_not_fit_is_said() -> None:
    analysis = cnnstat.analyze("alexnet", input=224)
    for text in (str(analysis), str(cnnstat.table(analysis)), analysis._repr_html_()):
        assert "1 row and 1 column of its input never read" in text
        assert "--table" not in text
    assert "never read" not in str(cnnstat.analyze("alexnet"))


# In notebooks

VOID = {"meta", "br", "img"}


class Page(HTMLParser):
    """Checks that tags are closed in order; collects the texts outside of styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if "svg" not in self.open:  # drawings have titles of their own
            self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts.append(data)


@pytest.mark.parametrize("network", NETWORKS)
def test_html_is_a_part_of_a_page(network: str) -> None:
    analysis = cnnstat.analyze(network)
    for result in (analysis, cnnstat.table(analysis), summarize(analysis)):
        html = result._repr_html_()
        page = Page(html)
        assert html.startswith('<div class="cnnstat">')
        assert html.endswith("</div>\n")
        assert not {"html", "head", "body", "title", "script", "link", "h1", "h2"} & page.tags
        assert analysis.network.title in "".join(page.texts)


def test_html_leaves_the_styles_of_the_page_alone() -> None:
    (style,) = re.findall(r"<style>\n(.*?)</style>", cnnstat.analyze("lenet5")._repr_html_(), re.DOTALL)
    rules = re.findall(r"([^{}]+)\{[^{}]*\}", style)
    assert len(rules) > 10
    assert all(each.strip().startswith(".cnnstat") for rule in rules for each in rule.split(","))


@pytest.mark.parametrize("network", others_slow(catalog.networks()))
def test_html_of_an_analysis_is_bearable(network: str) -> None:
    analysis = cnnstat.analyze(network)
    html = analysis._repr_html_()
    assert len(html) < 60_000
    folded = "Blocks (cnnstat.table shows every layer)" in html
    assert ("<summary>Layers</summary>" in html) == (not folded) == (len(analysis) <= 60)
    assert f"{analysis.params:,}" in html


def test_html_of_a_table_has_every_row() -> None:
    analysis = cnnstat.analyze("resnet152")
    assert cnnstat.table(analysis)._repr_html_().count("<tr>") == len(analysis) + 2


def test_texts_of_strangers_are_escaped() -> None:
    """Specs with control characters are refused; a network may be made otherwise."""
    title = '<script>alert(1)</script> & "q" \x1b[31m \u202e $x$ | *b*'
    about = "</div></style><img src=x onerror=alert(1)>\n::error::no"
    strange = cnnstat.analyze(replace(cnnstat.load("lenet5"), title=title, about=about))
    explained = cnnstat.explain(strange, "C1", ["params"])
    for html in (strange._repr_html_(), cnnstat.table(strange)._repr_html_()):
        page = Page(html)
        assert not {"script", "img"} & page.tags
        assert '<script>alert(1)</script> & "q"' in "".join(page.texts)
    shown = [strange._repr_html_(), explained._repr_markdown_(), str(strange), repr(strange), repr(explained)]
    shown += [str(explained), repr(strange.network), repr(cnnstat.table(strange))]
    for text in shown:
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert r"&#60;script\>" in explained._repr_markdown_()
    assert r"\$x\$" in explained._repr_markdown_()


def test_derivations_in_notebooks_are_mathematics() -> None:
    explained = cnnstat.explain("alexnet", "conv1", ["params"])
    shown = explained._repr_markdown_()
    assert shown.startswith("**AlexNet, conv1**\n\nconv 11×11/4, then relu\n\n**Params: 34,944**\n\n")
    assert r"&= 11^{2} \times 3 \times 96 + 96 = 34{,}944" in shown
    assert not re.search("^#", shown, re.MULTILINE), "headings would be entries of the notebook's contents"
    written = rendered(View("explanation", explained), "markdown")
    assert shown.replace("**", "") == re.sub("^#+ ", "", written, flags=re.MULTILINE)
    assert not hasattr(explained, "_repr_html_"), "which notebooks would prefer"


# As plain data


@pytest.mark.parametrize("network", NETWORKS)
def test_data_is_that_of_json(network: str, inside: Callable[..., Any]) -> None:
    data = cnnstat.analyze(network, training=True, flops="all").to_dict()
    assert data == json.loads(inside(network, "--mode", "train", "--flops", "all", "--format", "json").out)


def test_data_of_a_table() -> None:
    table = cnnstat.table("googlenet", "3a", ["name", "output_shape", "rf", "inputs", "params_share"], depth=1)
    data = table.to_dict()
    assert data["rows"] == json.loads(json.dumps(data))["rows"]
    share = round(cnnstat.get("share(googlenet.3a.params)", float), 6)
    rf = cnnstat.get("googlenet.3a.rf")
    assert data["rows"] == [
        {"name": "3a", "output_shape": [256, 28, 28], "rf": rf, "inputs": ["pool2"], "params_share": share},
    ]


def test_data_of_a_comparison_are_numbers_where_no_letter_is_in_them() -> None:
    one, other = "conv kernel=3 filters=C", "conv kernel=3 filters=8"
    data = cnnstat.compare(one, other, quantities=["params", "biases", "rf"]).to_dict()
    assert [list(row.values()) for row in data["rows"]] == [
        ["Params", "9 × C² + C", "72 × C + 8", "depends on C"], ["Biases", "C", 8, ""], ["RF", 3, 3, "same"],
    ]  # fmt: skip
    assert json.loads(json.dumps(data)) == data
