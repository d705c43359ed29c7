"""Exercises that somebody holds: sheets on networks, to be shown, printed or imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnnstat.effort import Tell, silent
from cnnstat.errors import shown
from cnnstat.language import ENGLISH, Language
from cnnstat.publishing.content import Document
from cnnstat.publishing.medium import Written
from cnnstat.quizzes import formats
from cnnstat.quizzes.bank import Bank
from cnnstat.quizzes.choosing import variants
from cnnstat.quizzes.question import Question
from cnnstat.quizzes.sheet import key, sheet
from cnnstat.quizzes.studied import Studies, told_apart
from cnnstat.quizzes.wording import title_of


class Exercises:
    """Sheets of questions on networks, and their keys.

    Attributes:
        variants: the sheets, each with its seed.
        language: of the texts.
        tell: what is told of the progress.
    """

    def __init__(
        self, studies: Studies, count: int = 10, seed: int = 1, language: Language = ENGLISH,
        kinds: Sequence[str] | None = None, many: int = 1, tell: Tell = silent,
    ) -> None:  # fmt: skip
        self.language, self.tell = language, tell
        studies = told_apart(studies)
        self.variants = variants(studies, count, seed, many, language, kinds, tell)
        self.networks = ", ".join(dict.fromkeys(title_of(each.analysis, language) for each in studies))

    def __repr__(self) -> str:
        each, many = len(self.questions), len(self.variants)
        sheets = f"{many} sheets of " if many > 1 else ""
        return f"<Exercises on {shown(self.networks)}: {sheets}{each} question{'s' if each > 1 else ''}>"

    @property
    def questions(self) -> list[Question]:
        """The questions of the first sheet."""
        return [*self.variants[0].questions]

    @property
    def bank(self) -> Bank:
        """All sheets, for a learning platform."""
        return Bank(self.language.say("Exercises: {networks}", networks=self.networks), self.variants, self.language)

    def sheet(self, place: int = 0) -> Document:
        """A sheet as pages."""
        title = self.language.say("Exercises: {networks}", networks=self.networks)
        return self.document(title, place, key=False)

    def key(self, place: int = 0) -> Document:
        """The key to a sheet as pages."""
        title = self.language.say("Key to the exercises: {networks}", networks=self.networks)
        return self.document(title, place, key=True)

    def document(self, title: str, place: int, key: bool) -> Document:
        variant = self.variants[place]
        blocks = (answers if key else sheet)(variant.questions, self.language)
        foot = self.language.say("seed {seed}", seed=variant.seed)
        return Document(title, blocks, foot=foot, language=self.language)

    def save(self, output: Path | None, key_file: Path | None = None, form: str = "") -> list[Path]:
        """Write sheets and keys into files, each in the format of its ending.

        Several sheets of a printed format get numbers, ``sheet-1.pdf``; a platform's format has them all in one file.

        Args:
            output: for the questions; None if they are not to be written.
            key_file: for the answers.
            form: the platform's format, where the ending leaves that open: gift, qti12 or qti21.

        Raises:
            UsageError: an ending names no format or needs an extra, or a file cannot be written.
        """
        from cnnstat.publishing.formats import made, save_all

        chosen = check(output, key_file, form)
        files: list[tuple[Written, Path]] = []
        if output is not None and chosen:
            files.append((Written(formats.module(chosen).written(self.bank, output.suffix.lower())), output))
        pages = [(output, self.sheet)] if output is not None and not chosen else []
        for path, make in [*pages, *([(key_file, self.key)] if key_file is not None else [])]:
            for place in range(len(self.variants)):
                self.tell(place + 1, len(self.variants), path.name)
                files.append(made(make(place), numbered(path, place, len(self.variants))))
        save_all(files)
        return [path for _, path in files]


answers = key  # the method of that name hides it


def check(output: Path | None, key_file: Path | None, form: str = "") -> str:
    """The platform's format that a file asks for, "" for pages, before any work.

    Raises:
        UsageError: there is no such format, what it needs is not installed, or both files are one.
    """
    from cnnstat.publishing.formats import check_apart, medium

    check_apart(output, key_file)
    chosen = formats.asked(output, form)
    if key_file is not None:
        medium(key_file)
    if output is not None and not chosen:
        medium(output, [ending for name in formats.NAMES for ending in formats.module(name).ENDINGS])
    return chosen


def numbered(path: Path, place: int, many: int) -> Path:
    """The file of one of several sheets: ``sheet-07.pdf``."""
    return path if many == 1 else path.with_name(f"{path.stem}-{place + 1:0{len(str(many))}d}{path.suffix}")
