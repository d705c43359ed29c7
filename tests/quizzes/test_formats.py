"""Files for learning platforms: what they hold, that platforms take them, and that no title breaks out of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from asking import EVERY, studied
from lxml import etree
from platforms import qti21, read_gift, wrong_in_qti12

import cnnstat
from cnnstat.language import language_named
from cnnstat.publishing.content import Grid, Paragraph, Run
from cnnstat.quizzes import Studied
from cnnstat.quizzes.bank import Bank
from cnnstat.quizzes.formats import gift, qti12
from cnnstat.quizzes.formats import qti21 as writer21
from cnnstat.quizzes.made import Exercises
from cnnstat.quizzes.xhtml import Xhtml, allowed, text_of, titled

HOSTILE = (
    "</p><script>alert(1)</script> ~a =b #c {d} ::e:: \\n \\ $$x$$ ]]> &amp; \"q\" 'r' | `s` ![t](u) -> "
    "$CATEGORY: v // w"
)
"""A title of a stranger's network, with signs of every format."""
NETS = [("alexnet",), ("mobilenet_v2",), ("alexnet", "vgg16", "resnet50"), ("lenet5",)]


def bank(*names: str, count: int = 18, many: int = 2, lang: str = "en") -> Bank:
    return Exercises(studied(*names), count, 1, language_named(lang), None, many).bank


@pytest.fixture
def hostile(write_spec: Callable[[str], Path]) -> Exercises:
    """Exercises on a network whose title has signs of every format."""
    path = write_spec("""\
        input: {channels: 3, size: 32}
        layers:
          - {name: conv1, type: conv, kernel: 5, filters: 8, padding: 2}
          - {name: pool1, type: maxpool, kernel: 2, stride: 2}
          - {name: conv2, type: conv, kernel: 3, filters: 16, stride: 2}
          - {name: conv3, type: conv, kernel: 3, filters: 16, padding: 1}
          - {type: flatten}
          - {name: fc, type: linear, features: 10}
        """)
    text = path.read_text(encoding="utf-8")
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    path.write_text(f'title: "{quoted}"\n{text}', encoding="utf-8")
    return Exercises([Studied(str(path), cnnstat.analyze(path))], 20, 3)


def inside(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        return {name: files.read(name) for name in files.namelist()}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("names", NETS)
def test_gift_has_every_question_with_feedback(names: tuple[str, ...], lang: str) -> None:
    made = bank(*names, lang=lang)
    found = read_gift(gift.written(made))
    questions = [each for variant in made.variants for each in variant.questions]
    assert [each.title for each in found] == [each.title for each in questions]
    for read, own in zip(found, questions, strict=True):
        assert read.general
        assert read.prompt.startswith("<p>")
        if own.choices:
            assert [sign for sign, _, _ in read.answers] == ["=" if each.right else "~" for each in own.choices]
            assert [text for _, text, _ in read.answers] == [f"<p>{each.text}</p>" for each in own.choices]
            assert all(told for _, _, told in read.answers)
        elif own.blanks:
            assert [text for _, text, _ in read.answers] == [f"{each.letter} -> {each.text}" for each in own.blanks]
        elif own.number is not None:
            assert (read.number, [text for _, text, _ in read.answers]) == (True, [f"{own.number}:0"])
        else:
            assert own.answer in [text for _, text, _ in read.answers]


@pytest.mark.parametrize("names", NETS)
def test_qti_12_follows_the_tables(names: tuple[str, ...]) -> None:
    files = inside(qti12.written(bank(*names)))
    (path,) = [name for name in files if name != "imsmanifest.xml"]
    assert not wrong_in_qti12(ElementTree.fromstring(files[path]))
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    assert [each.get("href") for each in manifest.iter("{http://www.imsglobal.org/xsd/imscp_v1p1}file")] == [path]
    assert files[path] == qti12.written(bank(*names), ".xml")


def test_qti_12_gives_feedback() -> None:
    made = bank("alexnet", many=1)
    space = {"q": qti12.SPACE}
    root = ElementTree.fromstring(qti12.written(made, ".xml"))
    items = root.findall(".//q:item", space)
    questions = made.variants[0].questions
    assert len(items) == len(questions)
    for item, question in zip(items, questions, strict=True):
        known = [each.get("ident") for each in item.findall("q:itemfeedback", space)]
        used = [each.get("linkrefid") for each in item.findall(".//q:displayfeedback", space)]
        assert set(used) <= set(known)
        assert used[0] == "general_fb"
        wrong = [each for each in question.choices if not each.right]
        assert len([name for name in used if name and name.startswith("response")]) == len(wrong)


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("names", NETS)
def test_qti_21_follows_the_schema(names: tuple[str, ...], lang: str) -> None:
    made = bank(*names, lang=lang)
    files = inside(writer21.written(made))
    schema = qti21()
    for name, content in files.items():
        if name != "imsmanifest.xml":
            assert schema.validate(etree.fromstring(content)), (name, schema.error_log)
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    space = {"p": writer21.PACKAGE}
    assert {each.get("href") for each in manifest.findall(".//p:file", space)} == set(files) - {"imsmanifest.xml"}
    test = ElementTree.fromstring(files["test.xml"])
    listed = [each.get("href") for each in test.iter(f"{{{writer21.SPACE}}}assessmentItemRef")]
    assert sorted(map(str, listed)) == sorted(set(files) - {"imsmanifest.xml", "test.xml"})
    assert len(listed) == sum(len(each.questions) for each in made.variants)


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_every_network_for_every_platform(name: str) -> None:
    made = bank(name, count=12, many=1)
    assert len(read_gift(gift.written(made))) == len(made.variants[0].questions)
    assert not wrong_in_qti12(ElementTree.fromstring(qti12.written(made, ".xml")))
    for path, content in inside(writer21.written(made)).items():
        assert path == "imsmanifest.xml" or qti21().validate(etree.fromstring(content)), qti21().error_log


def test_the_schema_finds_what_is_wrong() -> None:
    files = inside(writer21.written(bank("lenet5", count=2, many=1)))
    item = next(content for name, content in files.items() if name.startswith("items/"))
    assert not qti21().validate(etree.fromstring(item.replace(b"itemBody", b"body")))
    root = ElementTree.fromstring(qti12.written(bank("lenet5", count=2, many=1), ".xml"))
    root[0][0][0].insert(0, root[0][0][0][-1])
    assert wrong_in_qti12(root)


@pytest.mark.parametrize("write", [qti12.written, writer21.written, lambda made: gift.written(made).encode()])
def test_equal_questions_are_equal_bytes(write: Callable[[Bank], bytes]) -> None:
    assert write(bank("alexnet")) == write(bank("alexnet"))


def test_titles_break_out_of_nothing(hostile: Exercises) -> None:
    made = hostile.bank
    read = read_gift(gift.written(made))
    assert len(read) == len(hostile.questions)
    for each, own in zip(read, hostile.questions, strict=True):
        assert each.title == titled(" ".join(own.title.split()))
        assert "<script" not in each.prompt + each.general + "".join(text + told for _, text, told in each.answers)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in each.prompt
    root = ElementTree.fromstring(qti12.written(made, ".xml"))
    assert not wrong_in_qti12(root)
    assert all("<script" not in (each.text or "") for each in root.iter())
    for name, content in inside(writer21.written(made)).items():
        parsed = etree.fromstring(content)
        assert name == "imsmanifest.xml" or qti21().validate(parsed), qti21().error_log
        assert not [each for each in parsed.iter() if "script" in str(each.tag)]
    assert titled(HOSTILE) in "".join(
        ElementTree.fromstring(inside(writer21.written(made))["test.xml"]).get("title") or ""
    )


def test_titles_break_out_of_no_page(hostile: Exercises, tmp_path: Path) -> None:
    hostile.save(tmp_path / "sheet.html", tmp_path / "key.md")
    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    key = (tmp_path / "key.md").read_text(encoding="utf-8")
    assert "![t]" not in key.replace("\\![t]", "").replace("!\\[t", "")


FILTERS = re.compile(r"\$\$|\\[(\[a-z]|@@|\[\[|\[/?tex|\{[a-z]", re.IGNORECASE)
"""What Moodle's and Canvas' filters of TeX, algebra and languages obey."""


@pytest.mark.parametrize(
    "said",
    [r"$$\input{x}$$", r"\(x\) \[y\]", "[tex]x[/TEX]", "@@x@@ @@@", "[[x]]", "{mlang en}x", r"\begin{align}", "$$$"],
)
def test_filters_of_platforms_find_nothing(said: str) -> None:
    html = Xhtml(language_named("en"))
    grid = Grid((said,), (False,), ((said,),))
    for block in (Paragraph((Run(said),)), Paragraph((Run(said, "code"),)), grid):
        written = text_of(html.blocks([block]))
        assert not FILTERS.search(written)
        assert not [text for text in ElementTree.fromstring(written).itertext() if FILTERS.search(text)]
        assert said in "".join(ElementTree.fromstring(written).itertext())
    assert not FILTERS.search(titled(said))


def test_a_title_of_tex_is_text(tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    layers = "layers: [{name: c, type: conv, filters: 4, kernel: 3}]"
    path.write_text(f"title: '$$\\input{{x}}$$'\ninput: {{channels: 1, size: 8}}\n{layers}\n")
    made = Exercises([Studied(str(path), cnnstat.analyze(path))], 8, 1).bank
    files = inside(writer21.written(made)).values()
    for written in (gift.written(made), qti12.written(made, ".xml").decode(), *map(bytes.decode, files)):
        assert "$$" not in written
        assert "\\input" not in written


def test_what_xml_cannot_hold() -> None:
    assert allowed("a\x00b\x1bc\ufffed\ud800e\U0001f600") == "a\\u0000b\\u001bc\ufffdd\\ud800e\U0001f600"


def test_platforms_tell_questions_apart() -> None:
    made = bank("alexnet", "vgg16", many=3)
    names = [*made.items()]
    assert len(set(names)) == len(names)
    assert not set(names) & set(bank("resnet50", many=3).items())
    assert all(name.replace("-", "").isalnum() and name[0].isalpha() for name in [*names, made.name])
