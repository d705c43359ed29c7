"""Patterns of .gitignore: as git's manual says, as git itself does, and in time however many stars they have."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from cnnstat.documents import collect
from cnnstat.documents.collect import Ignored, files
from cnnstat.documents.ignore import Patterns, read_pattern
from cnnstat.errors import UsageError
from cnnstat.project import Project

PARTS = [
    "a",
    "b",
    "c",
    "*",
    "**",
    "?",
    "[ab]",
    "[!a]",
    "[a-b]",
    "[^b]",
    "\\a",
    "\\*",
    "[[:alpha:]]",
    "[]a]",
    "-",
    " ",
    "[b-a]",
    "é",
    "[é]",
    "[ñ-ü]",
    "[!é]",
    "한",
]


@pytest.mark.parametrize(
    ("lines", "ignored", "kept"),
    [
        ("*.tmp", "a.tmp x/b.tmp x.tmp/c", "a.tmpx tmp"),
        ("/a", "a a/b", "x/a"),
        ("a/b", "a/b a/b/c", "x/a/b b"),
        ("x/", "x/a y/x/b", "x y/x"),
        ("**/x", "x a/x a/b/x", "ax a/bx"),
        ("a/**", "a/b a/b/c", "a b/a/c"),
        ("a/**/b", "a/b a/x/b a/x/y/b", "a/bb x/a/b"),
        ("a/**/b/**/c", "a/b/c a/x/b/y/z/c a/b/b/c", "a/c a/b/x"),
        ("*\n!keep", "a b", "keep"),
        ("!a\na", "a", ""),
        ("x/\n!x/keep", "x/keep", "keep"),  # what a folder takes along is not taken back
        ("# a\n\n\\#b\n\\!c", "#b !c", "a #"),
        ("a  \n!b", "a", "b"),
        ("[!a-c]x", "dx", "ax cx /x"),
        ("[]-]x", "]x -x", "ax"),
        ("[b-a]x", "bx", "ax x"), ("[!b-a]x", "ax", "x bx"),  # from b to a there is only b, as git has it
        ("[a-]x", "ax -x", "bx"), ("[[:digit:]b]x", "1x bx", "ax :x"), ("[\\]]x", "]x", "ax \\x"),
        ("a?c", "abc", "ac a/c"),
        ("a*c", "ac abbc", "a/c"),
        ("**a", "a xa y/xa", "ax"),
    ],
)  # fmt: skip
def test_paths(lines: str, ignored: str, kept: str) -> None:
    patterns = Patterns(lines.split("\n"))
    for path in ignored.split():
        assert patterns.say(path, is_folder=False), path
    for path in kept.split():
        assert not patterns.say(path, is_folder=False), path


@pytest.mark.parametrize("line", ["[a", "a\\", "[[:nothing:]]", "[a\\"])
def test_what_is_no_pattern_matches_nothing(line: str) -> None:
    assert Patterns([line]).say("a", is_folder=False) is None
    with pytest.raises(ValueError, match=r"is not closed|ends the pattern|there is no class"):
        Patterns([line], strict=True)


def test_blanks_at_the_end_count_behind_a_backslash() -> None:
    assert Patterns(["a b\\ "]).say("a b ", is_folder=False)
    assert Patterns(["a b  "]).say("a b", is_folder=False)


def test_empty_lines_and_comments_are_no_patterns() -> None:
    assert [read_pattern(line) for line in ("", "   ", "# x", "/", "!", "!/")] == [None] * 6


def test_as_git_does(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    choice = random.Random(0)

    def name(parts: list[str], most: int) -> str:
        return "".join(choice.choice(parts) for _ in range(choice.randint(1, most))).strip() or "a"

    checked = 0
    for _ in range(40):
        lines = [
            choice.choice(["", "", "/", "!"])
            + "/".join(choice.choice(["**", name(PARTS, 4)]) for _ in range(choice.randint(1, 3)))
            + choice.choice(["", "/", "/a", " "])
            for _ in range(choice.randint(1, 4))
        ]
        (tmp_path / ".gitignore").write_text("\n".join(lines) + "\n")
        paths = sorted({"/".join(name(list("aabbc-* é한"), 4) for _ in range(choice.randint(1, 4))) for _ in range(30)})
        done = subprocess.run(
            ["git", "check-ignore", "--no-index", "-z", "--stdin", "-v", "-n"],
            input="\0".join(paths).encode(), cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        fields = done.stdout.decode().split("\0")
        patterns = Patterns(lines)
        for at in range(0, len(fields) - 1, 4):
            _, number, line, path = fields[at : at + 4]
            expected = bool(number) and not line.startswith("!")
            assert bool(patterns.say(path, is_folder=False)) == expected, (lines, path, line)
            checked += 1
    assert checked > 500


@pytest.mark.parametrize(
    ("line", "path"),
    [("*a" * 60 + "b", "a" * 250), ("/**/a" * 40 + "/b", "a/" * 500 + "c"), ("[!b]*" * 50 + "b", "a" * 250)],
)
def test_many_stars_take_no_longer_than_the_name(line: str, path: str) -> None:
    assert not Patterns([line]).say(path, is_folder=False)


@pytest.mark.parametrize(
    ("line", "name"),
    [("a   ", "a"), ("a\\   ", "a "), ("a\\\\   ", "a\\"), ("a b", "a b"), ("a\\ b  ", "a b")],
)
def test_spaces_at_the_end_of_a_line(line: str, name: str) -> None:
    assert Patterns([line]).decide(name, False)
    assert not Patterns([line]).decide(f"{name} ", False)


def test_a_bracket_of_classes_that_are_not_closed() -> None:
    with pytest.raises(ValueError, match="a bracket is not closed"):
        read_pattern("[" + "[:a" * 300_000)


def test_a_line_of_spaces_before_its_last_sign() -> None:
    assert Patterns(["a" + " " * 200_000 + "b"]).decide("a" + " " * 200_000 + "b", False)


def test_sets_of_very_many_letters_are_sets_of_bytes() -> None:
    """As to git; a set of 65,000 letters would take as many steps to be read, in each of ten thousand brackets."""
    pattern = read_pattern("[Ā-￿]x")
    assert pattern is not None
    assert pattern.name.isascii() or max(pattern.name) < "\u0100"
    assert not Patterns(["[é].md"]).say("é.md", is_folder=False)
    assert Patterns(["é?.md", "*.한"]).say("éa.md", is_folder=False)


@pytest.mark.parametrize("seed", range(20))
def test_lines_are_read_together_as_one_by_one(seed: int) -> None:
    """The last line that matches decides, whatever lines beside it are one expression."""
    chance = random.Random(seed)
    lines = ["".join(chance.choices(["!", "/", "*", "**", "a", "b", "?", "[ab]"], k=chance.randint(1, 5)))
             for _ in range(chance.randint(2, 9))]  # fmt: skip
    for _ in range(50):
        path = "/".join("".join(chance.choices("abc", k=chance.randint(1, 3))) for _ in range(chance.randint(1, 3)))
        folder = chance.random() < 0.3
        said = [Patterns([line]).decide(path, folder) for line in lines]
        assert Patterns(lines).decide(path, folder) == next((each for each in reversed(said) if each is not None), None)


def test_folders_in_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As deep as documents of people lie; what is deeper would take each of them longer than it is worth."""
    monkeypatch.chdir(tmp_path)
    Path(".gitignore").write_text("*.tex\n/a/b\n")
    Path("a").mkdir()
    for name in ("one.md", "two.md", "three.tex"):
        Path("a", name).write_text("x")
    for _ in range(99):
        Path("a").rename("c")
        Path("a").mkdir()
        Path("c").rename(Path("a", "a"))
    found = [each for each, _ in files([Path()], Ignored((), tmp_path))]
    assert [each.name for each in found] == ["one.md", "two.md"]
    assert len(found[0].parts) == 101
    Path(found[0].parent, "d").mkdir()
    with pytest.raises(UsageError, match=r"^\.: more than 100 folders inside each other; name the one to check$"):
        list(files([Path()], Ignored((), tmp_path)))


def test_files_come_in_the_order_of_names_and_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    for name in ("b/x.md", "b/a/y.md", "a.md", "c.md", "b.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "b")
    found = [each.relative_to(tmp_path).as_posix() for each, _ in files([tmp_path], Ignored((), tmp_path))]
    assert found == ["a.md", "b.md", "c.md", "b/x.md", "b/a/y.md"]


def test_one_file_of_patterns_is_read_once_for_many_who_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each drawing that a document shows asks anew; another check reads what the file says by then."""
    made: list[list[str]] = []

    def patterns(lines: Iterable[str], strict: bool = False) -> Patterns:
        made.append([*lines])
        return Patterns(made[-1], strict)

    monkeypatch.setattr(collect, "Patterns", patterns)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("one.svg\n")
    (tmp_path / "one.svg").touch()
    project = Project(tmp_path)
    for _ in range(5):
        assert collect.left_out(tmp_path / "one.svg", project, tmp_path) == "is ignored by git"
    assert made.count(["one.svg", ""]) == 1
    (tmp_path / ".gitignore").write_text("two.svg\n")
    assert collect.left_out(tmp_path / "one.svg", Project(tmp_path), tmp_path) == ""


def test_lines_that_are_repeated_and_folders_that_many_files_share_are_matched_once() -> None:
    patterns = Patterns(["**/a*/b", "x", "**/a*/b", *["**/c/*.md"] * 1000])
    assert [len(each.placed) for each in patterns.patterns] == [2]
    assert not any(patterns.say(f"some/folder/{number}.md", is_folder=False) for number in range(50))
    assert patterns.say("some/c/1.md", is_folder=False)
    assert patterns.say("some/ab/b", is_folder=True)
    assert patterns.say("ab/y/b", is_folder=False) is None
