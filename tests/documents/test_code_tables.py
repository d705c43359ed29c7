"""``check --suggest`` on tables of layers in blocks of code, and in what programs printed in notebooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Reader = Callable[..., dict[str, str]]


@pytest.fixture
def told(suggested: Callable[..., list[dict[str, Any]]]) -> Reader:
    """What is said of a document: by figure, the query."""

    def of(text: str, name: str = "a.md") -> dict[str, str]:
        return {each["printed"]: each["query"] for each in suggested(text, name)}

    return of


BARS = """
┏━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┓
┃ Layer (type)          ┃ Output Shape         ┃     Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━┩
│ conv2d_9 (Conv2D)     │ (None, 224, 224, 64) │       1,792 │
├───────────────────────┼──────────────────────┼─────────────┤
│ max_pooling2d_4 (Max) │ (None, 112, 112, 64) │           0 │
├───────────────────────┼──────────────────────┼─────────────┤
│ dense_8 (Dense)       │ (None, 4096)         │ 102,764,544 │
└───────────────────────┴──────────────────────┴─────────────┘
 Total params: 138,357,544 (527.79 MB)
"""
BLANKS = """
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
conv2d_9 (Conv2D)            (None, 224, 224, 64)      1792
_________________________________________________________________
max_pooling2d_4 (MaxPooling) (None, 112, 112, 64)      0
_________________________________________________________________
dense_8 (Dense)              (None, 4096)              102764544
=================================================================
Total params: 138,357,544
"""
TREE = """
Layer (type:depth-idx)                   Output Shape              Param #
├─Sequential: 1-1                        [1, 512, 7, 7]            --
│    └─Conv2d: 2-1                       [1, 64, 224, 224]         1,792
│    └─MaxPool2d: 2-5                    [1, 64, 112, 112]         --
│    └─Linear: 2-1                       [1, 4096]                 102,764,544
"""
LAYERS = {
    "1,792": "vgg16.conv1_1.params", "224, 224, 64": "vgg16.conv1_1.output_shape",
    "112, 112, 64": "vgg16.pool1.output_shape", "4096": "vgg16.fc6.neurons", "102,764,544": "vgg16.fc6.params",
}  # fmt: skip


def test_bars(told: Reader) -> None:
    totals = {"138,357,544": "vgg16.params", "527.79 MB": "vgg16.weight_bytes"}
    assert told(f"# VGG-16\n\n```\n{BARS}```\n") == {**LAYERS, **totals}


def test_columns_with_blanks(told: Reader) -> None:
    found = {figure.replace(",", "") if "." not in figure and ", " not in figure else figure: query
             for figure, query in LAYERS.items()}  # fmt: skip
    assert told(f"# VGG-16\n\n```\n{BLANKS}```\n") == {**found, "138,357,544": "vgg16.params"}


def test_trees_of_modules(told: Reader) -> None:
    found = told(f"# VGG-16\n\n```\n{TREE}```\n")
    assert found["64, 224, 224"] == "vgg16.conv1_1.output_shape"
    assert found["102,764,544"] == "vgg16.fc6.params"


def test_of_a_listing_that_fits_no_network_only_totals_are_read(told: Reader) -> None:
    other = BARS.replace("224", "96").replace("112", "48").replace("1,792", "7,776").replace("102,764,544", "9,216")
    assert told(f"# VGG-16\n\n```\n{other}```\n") == {"138,357,544": "vgg16.params", "527.79 MB": "vgg16.weight_bytes"}


WRAPPED = """
 Layer (type)                Output Shape         Param #   Connected to
==========================================================================
 input_1 (InputLayer)        [(None, 224, 224, 3  0         []
                             )]
 stem (Conv2D)               (None, 112, 112, 64  9472      ['input_1[0][0]']
                             )
 pool_a (MaxPooling2D)       (None, 56, 56, 64)   0         ['stem[0][0]']
 reduce (Conv2D)             (None, 56, 56, 64)   4160      ['pool_a[0][0]']
 conv_b (Conv2D)             (None, 56, 56, 192)  110784    ['reduce[0][0]']
 pool_b (MaxPooling2D)       (None, 28, 28, 192)  0         ['conv_b[0][0]']
 inception (Inception_mod    (None, 28, 28, 256)  163696    ['pool_b[0][0]']
 ule)
 inception_1 (Inception_mod  (None, 28, 28, 480)  388736    ['inception[0][0]']
 ule)
"""


def test_lines_that_go_on_in_the_next_one_and_names_of_modules(told: Reader) -> None:
    found = told(notebook({"output_type": "stream", "text": WRAPPED}).replace("VGG-16", "A module"), "a.ipynb")
    assert found["112, 112, 64"] == "googlenet.conv1.output_shape"
    assert found["4160"] == "googlenet.conv2_reduce.params"
    assert found["163696"] == "googlenet.3a.params"
    assert found["28, 28, 480"] == "googlenet.3b.output_shape"


def test_vectors_and_the_size_of_all_parameters(told: Reader) -> None:
    block = f"{TREE}Total params: 138,357,544\nParams size (MB): 553.43\n"
    found = told(f"# VGG-16\n\n```\n{block}```\n")
    assert found["4096"] == "vgg16.fc6.neurons"
    assert found["553.43"] == "vgg16.params * 4"


def notebook(*outputs: dict[str, Any]) -> str:
    """A notebook about VGG-16 with what a program printed."""
    cells = [
        {"cell_type": "markdown", "source": ["# VGG-16"]},
        {"cell_type": "code", "source": ["model.summary()"], "outputs": outputs},
    ]
    return json.dumps({"cells": cells, "nbformat": 4}, indent=1)


COLOURED = BARS.replace("1,792", "\x1b[38;5;34m1,792\x1b[0m").replace("Total params: ", "Total params: \x1b[0m\x1b[1m")


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": BARS.splitlines(keepends=True)},
        {"output_type": "stream", "name": "stdout", "text": BARS},
        {"output_type": "display_data", "data": {"text/plain": COLOURED.splitlines(keepends=True)}},
    ],
)
def test_outputs_of_notebooks(output: dict[str, Any], told: Reader) -> None:
    assert told(notebook(output), "a.ipynb") == {
        **LAYERS, "138,357,544": "vgg16.params", "527.79 MB": "vgg16.weight_bytes",
    }  # fmt: skip


def test_other_pages_than_printed_text_and_errors_are_not_read(told: Reader) -> None:
    page = {"output_type": "display_data", "data": {"text/html": [f"<div>{BARS}</div>"], "image/png": "138,357,544"}}
    assert told(notebook(page, {"output_type": "error", "traceback": [BARS]}), "a.ipynb") == {}


def test_no_mark_is_set_in_an_output(tmp_path: Path, program: Callable[..., Any]) -> None:
    text = notebook({"output_type": "stream", "text": BARS})
    (tmp_path / "a.ipynb").write_text(text)
    program("check", "--suggest", "--fix", "--min-claims", "0", cwd=tmp_path)
    assert (tmp_path / "a.ipynb").read_text() == text
