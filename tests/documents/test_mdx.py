"""MDX, whose comments are ``{/* … */}``, and in which nothing is code because it is indented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done
from hypothesis import given
from hypothesis import strategies as st
from test_marks import MARK, found

from cnnstat.documents.formats import mdx

Inside = Callable[..., Done]
MDX = "{/*=alexnet.params*/}61M{/*/*/}"
HTML = "<!--=alexnet.params-->61M<!--/-->"


@pytest.mark.parametrize("mark", [MDX, HTML, "{/* cnnstat: alexnet.params */}61M{ /* /cnnstat */ }"])
@pytest.mark.parametrize(
    "text",
    [
        "AlexNet has {}.",
        "| a | b |\n|---|---|\n| x | {} |",
        "a\n\n    AlexNet has {}",
        "- a\n\n          AlexNet has {}\n",
        "> a\n>\n>     AlexNet has {}",
        "a\n\n\tAlexNet has {}",
        "<div>\n    <div>\n\n        AlexNet has {}\n\n    </div>\n</div>",
        '<TabItem value="a">\n    AlexNet has {}\n</TabItem>',
        "<B style={{{{color: 'red'}}}}>AlexNet has {}</B>",
        ":::note[AlexNet has {}]\n\na\n\n:::",
        "{{/* a comment\n\nof paragraphs */}}\n\nAlexNet has {}",
        "    ```\n    code\n    ```\n\n    AlexNet has {}",
    ],
)
def test_marks(text: str, mark: str) -> None:
    page = text.format(mark)
    for ends in ("\n", "\r\n"):
        assert found(page.replace("\n", ends), ".mdx") == MARK
        assert found(f"\ufeff{page}".replace("\n", ends), ".mdx") == MARK


@pytest.mark.parametrize("deep", [3, 8, 9, 12, 30])
@pytest.mark.parametrize("opened", ["<A>", "- a", "> a", "<div>", "1. a\n\n<A>"])
def test_marks_however_deep_they_are_indented(opened: str, deep: int) -> None:
    page = "".join(f"{'    ' * step}{opened}\n\n" for step in range(deep)) + f"{'    ' * deep}AlexNet has {MDX}\n"
    assert found(page, ".mdx") == MARK


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", ["    a {}", "\ta {}", ">     a {}", "b{end}{end}    a {}", "<A>{end}{end}\ta {}"])
def test_marks_in_one_indented_line(text: str, ends: str) -> None:
    """However lines end, and with a byte order mark, too."""
    page = text.replace("{end}", ends).replace("{}", MDX)
    assert found(page, ".mdx") == MARK
    assert found(f"\ufeff{page}", ".mdx") == MARK


@pytest.mark.parametrize(
    "text",
    [
        f"`{MDX}`",
        f"```\n{MDX}\n```",
        f"    ```\n    {MDX}\n    ```",
        "{/* AlexNet has 61M */}",
        "`/*=alexnet.params*/`",
        "```\n/*=alexnet.params*/\n```",
        "{/* see /*=alexnet.params */}",
    ],
)
def test_code_is_left_alone(text: str) -> None:
    assert found(text, ".mdx") == []


@pytest.mark.parametrize(
    "mark",
    [
        "{\n/*=alexnet.params*/}99M{\n/*/*/}", "{/*=alexnet.params*/ /* a */}99M{/*/*/ /* b */}",
        "{/*=alexnet.params*/\n}99M{/*/*/\n}", '{"" /*=alexnet.params*/}99M{/*/*/ ""}', "{// =alexnet.params\n}99M",
        "{/* a */ /* cnnstat: alexnet.params */}99M{/**/ /* /cnnstat */}", "<A b={/*=alexnet.params*/ 3}>99M</A>",
        "<div>\n{ '' /*=alexnet.params*/}99M{''/*/*/}\n</div>", "/*=alexnet.params*/99M/*/*/",
    ],
)  # fmt: skip
def test_a_mark_with_something_else_in_its_braces_is_told(mark: str) -> None:
    """The page shows the figure alone, so that a mark which nobody reads would look like one that holds."""
    told = [each for each in found(f"AlexNet has {mark}.\n\nVGG-16 has {MDX}\n", ".mdx") if each != MARK[0]]
    assert told, mark


def test_in_markdown_braces_are_text() -> None:
    assert found(f"AlexNet has {MDX}.") == []


BEFORE = """\
---
title: Nets
---
{/*=alexnet.params*/}62M{/*/*/} parameters, { /* cnnstat: vgg16.params */ }138M{/* /cnnstat */}

<Tabs>
    <TabItem value="a">
        - AlexNet has {/*=alexnet.params*/}62M{/*/*/}.

        {/* cnnstat: lenet5 --table --columns name,params */}
        {/* /cnnstat */}
    </TabItem>
</Tabs>
"""


def test_fix_keeps_every_other_byte(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_text(BEFORE, newline="")
    done = inside("check", "a.mdx", "--fix", cwd=tmp_path)
    assert done.out == "3 findings mended; no findings; 4 figures checked in 1 document.\n"
    after = (tmp_path / "a.mdx").read_text()
    begin, end = after.index("{/* cnnstat: lenet5"), after.index("{/* /cnnstat sum=")
    assert "| C1" in after[begin:end]
    assert "<!--" not in after
    closing = after.index("*/}", end)
    assert f"{after[:begin]}{{/* cnnstat: lenet5 --table --columns name,params */}}" + (
        f"\n        {{/* /cnnstat {after[closing:]}"
    ) == BEFORE.replace("62M", "61M")
    assert inside("check", "a.mdx", cwd=tmp_path).out == "no findings; 4 figures checked in 1 document.\n"


def test_messages_and_places(inside: Inside, tmp_path: Path) -> None:
    marks = ("a { /*=alexnet.params*/ }62M{/*/*/}", "    It has {/*=alexnet.params*/}61M")
    (tmp_path / "a.mdx").write_text("\n\n".join([*marks, '<b title="{/*=alexnet.params*/}"/>\n']))
    lines = inside("check", "a.mdx", "--format", "concise", cwd=tmp_path).out.splitlines()
    assert lines[0].startswith("a.mdx:1:26: CNS201 62M, but alexnet.params is 60,965,224; say 61M")
    assert lines[1] == "a.mdx:3:12: CNS204 the mark has no end; expected {/*/*/}"
    assert lines[2].startswith("a.mdx:5:11: CNS204 a mark in a link's title or address, an attribute")


def test_suggested_marks(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "a.mdx").write_text("{/* AlexNet has 5M parameters */}\n\n    AlexNet has 61M parameters.\n")
    done = inside("check", "a.mdx", "--suggest", "--format", "concise", cwd=tmp_path)
    mark = "{/* cnnstat: alexnet.params */}61M{/* /cnnstat */}"
    assert f"a.mdx:3:17: CNS213 61M is alexnet.params; say {mark}" in done.out
    assert "5M" not in done.out
    inside("check", "a.mdx", "--suggest", "--fix", cwd=tmp_path)
    assert (tmp_path / "a.mdx").read_text().endswith(f"    AlexNet has {mark} parameters.\n")


@given(st.text("{}/*-<!>=a \t\n`|", max_size=60))
def test_every_character_keeps_its_place(text: str) -> None:
    read, places = mdx.read(text)
    for at, sign in enumerate(read):
        start, end = places.of(at)
        assert sign == text[start:end] or sign in "<!->"
    assert places.of(len(read))[0] <= len(text)
