"""``cnnstat exercises`` and ``cnnstat.exercises``: what they print and write, and what they refuse."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from asking import studied
from conftest import Done

import cnnstat
from cnnstat.guide import source
from cnnstat.language import language_named
from cnnstat.publishing.formats import endings, markdown
from cnnstat.quizzes.formats import NAMES
from cnnstat.quizzes.kinds import KINDS
from cnnstat.quizzes.made import Exercises

Run = Callable[..., Done]


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("what", ["sheet", "key"])
def test_a_sheet_and_its_key(what: str, lang: str, accept: Callable[[str, str], str]) -> None:
    made = Exercises(studied("alexnet"), 15, 2, language_named(lang))
    document = made.sheet() if what == "sheet" else made.key()
    text = str(markdown.written(document).main)
    assert text == accept(f"exercises/alexnet-{what}-{lang}.md", text)


def test_without_a_file_it_prints(inside: Run) -> None:
    done = inside("exercises", "lenet5", "--count", "3", "--key", "-")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Exercises: LeNet-5\n\n1. ")
    assert done.out.count("# Key to the exercises: LeNet-5\n") == 1
    assert inside("exercises", "lenet5", "--count", "3").out == done.out.partition("# Key")[0]


def test_fewer_questions_are_said(inside: Run) -> None:
    done = inside("exercises", "lenet5", "--kind", "stack")
    assert (done.code, done.err) == (0, "LeNet-5: 1 different question, not 10\n")


@pytest.mark.parametrize("ending", sorted(endings()))
def test_pages_in_every_medium(ending: str, inside: Run, tmp_path: Path) -> None:
    done = inside("exercises", "alexnet", "-o", f"sheet{ending}", "--key", f"key{ending}", "--lang", "ko", cwd=tmp_path)
    assert done == Done(0, "", "")
    sheet, key = (tmp_path / f"{name}{ending}" for name in ("sheet", "key"))
    assert sheet.stat().st_size > 1000
    assert key.stat().st_size > 1000
    if ending != ".pdf":
        assert "편향을 빠뜨림" not in sheet.read_text(encoding="utf-8")


def test_variants_are_numbered_files(inside: Run, tmp_path: Path) -> None:
    words = ("alexnet", "--variants", "10", "-o", "sheet.md", "--key", "key.md", "--count", "5")
    assert inside("exercises", *words, cwd=tmp_path) == Done(0, "", "")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [f"{name}-{at:02d}.md" for name in ("key", "sheet") for at in range(1, 11)]
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in names]
    assert len(set(texts)) == 20
    assert texts[9].endswith("seed 10\n")


def test_variants_are_one_bank(inside: Run, tmp_path: Path) -> None:
    words = ("alexnet", "--variants", "3", "--count", "4", "--seed", "5")
    assert inside("exercises", *words, "-o", "bank.gift", cwd=tmp_path) == Done(0, "", "")
    text = (tmp_path / "bank.gift").read_text(encoding="utf-8")
    assert text.count("$CATEGORY: $course$/Exercises: AlexNet/seed ") == 3
    for form in ("qti12", "qti21"):
        assert inside("exercises", *words, "-o", f"{form}.zip", "--format", form, cwd=tmp_path) == Done(0, "", "")
        with zipfile.ZipFile(tmp_path / f"{form}.zip") as package:
            assert package.testzip() is None
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert inside("exercises", *words, "-o", "one.xml", "--format", "qti12", cwd=tmp_path).code == 0
    assert inside("exercises", *words, "-o", "one.txt", "--format", "gift", cwd=tmp_path).code == 0


PAGES = ", ".join(sorted(endings()))
REFUSED = [
    ((), "exercises: expected a network, as cnnstat exercises alexnet"),
    (("alexnet", "-o", "a.doc"), f"expected a file ending in {PAGES}, .gift, .txt, .zip, .xml, got 'a.doc'"),
    (("alexnet", "--key", "a.gift"), f"expected a file ending in {PAGES}, got 'a.gift'"),
    (("alexnet", "-o", "a.zip"), "'a.zip': --format says which one it is to be: qti12, qti21"),
    (("alexnet", "-o", "a.txt"), "'a.txt': --format gift says that it is to be GIFT"),
    (("alexnet", "-o", "a.xml"), "'a.xml': --format qti12 says that it is to be QTI 1.2"),
    (("alexnet", "-o", "a.md", "--format", "gift"), "--format gift: expected a file ending in .gift, .txt, got 'a.md'"),
    (("alexnet", "--format", "qti21"), "--format qti21 concerns a file, which --output names"),
    (("alexnet", "--format", "qti"), "--format: expected one of gift, qti12, qti21, got 'qti'; did you mean 'qti12'?"),
    (("alexnet", "alexnet"), "exercises: 'alexnet' is named twice"),
    (("alexnet.conv1",), "exercises: expected networks, got the layer 'conv1' of alexnet"),
    (("alexnet", "vgg16", "--input", "200"), "--input and --set are of one network; of several, write "
     "name@input=SIZE or name@width=0.5"),
    (("alexnet", "--count", "0"), "--count: expected a whole number of at least 1, got 0"),
    (("lenet5", "--kind", "times"), "lenet5: there is no exercise of the kinds asked for"),
    (("lenet5", "--kind", "stack", "--variants", "2", "-o", "a.md"), "lenet5: only 1 different sheet of 10 "
     "exercises, not 2; ask for fewer variants or another number of exercises"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told"), REFUSED)
def test_refusals(words: tuple[str, ...], told: str, inside: Run, tmp_path: Path) -> None:
    done = inside("exercises", *words, cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, "", f"cnnstat: {told}\n")
    assert not [*tmp_path.iterdir()]


def test_settings_are_in_the_commands(inside: Run) -> None:
    words = ("--kind", "predict", "--count", "2")
    one = inside("exercises", "mobilenet_v2@width=0.5", *words)
    assert one.out.count("`cnnstat get mobilenet_v2@input=") == 2
    assert one.out.count(",width=0.5.") == 2
    assert inside("exercises", "mobilenet_v2", "--set", "width=0.5", *words).out == one.out


def test_from_python(tmp_path: Path) -> None:
    made = cnnstat.exercises("alexnet", "vgg16", count=6, kinds=["params", "times"], seed=3)
    assert repr(made) == "<Exercises on 'AlexNet, VGG-16 (D)': 6 questions>"
    assert {each.kind for each in made.questions} == {"params", "times"}
    assert repr(made.questions[0]).startswith("<Question params: ")
    same = cnnstat.exercises(
        cnnstat.load("alexnet"), cnnstat.analyze("vgg16"), count=6, kinds=["params", "times"], seed=3
    )
    assert [each.facts for each in same.questions] == [each.facts for each in made.questions]
    made.save(tmp_path / "bank.gift", tmp_path / "key.md")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bank.gift", "key.md"]
    assert repr(cnnstat.exercises("alexnet", count=1, variants=2)) == "<Exercises on 'AlexNet': 2 sheets of 1 question>"


def test_a_network_without_a_name_is_asked_nothing_to_run() -> None:
    made = cnnstat.exercises(cnnstat.load("alexnet"), count=40)
    assert "predict" not in {each.kind for each in made.questions}
    assert "predict" in {each.kind for each in cnnstat.exercises("alexnet", count=40).questions}


def test_the_guide_names_every_kind_and_format() -> None:
    page = source("exercises")
    assert [each for each in KINDS if f"| `{each}` | {KINDS[each].meaning} |" not in page] == []
    assert [each for each in NAMES if f"--format {each}" not in page] == []
