"""What ``cnnstat check`` looks at, and what it computes once for all rounds of a check."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnnstat.cli.progress import progress
from cnnstat.errors import CnnstatError, UsageError

if TYPE_CHECKING:
    from cnnstat.documents.checker import Checker
    from cnnstat.documents.config import Config
    from cnnstat.documents.document import Document
    from cnnstat.documents.marks.blocks import Text
    from cnnstat.project import Project

MOST_CRASHED = 3
"""Documents named in the message about an internal error."""


@dataclass(frozen=True)
class Asked:
    """Which files to look at, and what of them.

    Attributes:
        whole: files that are checked whole, and whether each was named itself.
        readers: files of which only what reads one of the specs is checked.
        specs: the specs.
    """

    whole: Sequence[tuple[Path, bool]]
    readers: Sequence[tuple[Path, bool]]
    specs: Sequence[Path]


def gather(
    paths: Sequence[Path], specs: Sequence[Path], config: Path | None, ignore: str, folders: Sequence[Path]
) -> tuple[Asked, Config, Project]:  # fmt: skip
    """The files to look at, the settings, and what documents may read.

    Specs among the paths ask for the documents that read them.
    """
    from cnnstat.documents.collect import Ignored, files, is_spec
    from cnnstat.documents.config import find_config, read_config, rule_named

    if config is not None and not config.is_file():
        raise UsageError(f"--config: {config}: no such file")
    file = config or find_config(Path.cwd())
    if config is None and file is not None and leads_out(file):
        raise UsageError(f"{file}: a link that leads outside of its project; --config reads it all the same")
    settings = read_config(file)
    words = [word.strip() for word in ignore.split(",") if word.strip()]
    settings = settings._replace(ignore=(*settings.ignore, *map(rule_named, words)))
    specs = [spec_named(each) for each in specs]
    project = project_of(file, settings, folders)
    patterns = Ignored(settings.exclude, file.parent if file else Path.cwd())
    named = [each for each in paths if is_spec(each) and each.is_file()]
    documents = [each for each in paths if each not in named]
    if specs:
        return Asked([], list(files(documents or [Path()], patterns)), [*specs, *named]), settings, project
    whole = list(files(documents or ([] if named else [Path()]), patterns))
    known = {os.path.realpath(file) for file, _ in whole}
    around = files([Path()], patterns) if named else ()
    return Asked(whole, [each for each in around if os.path.realpath(each[0]) not in known], named), settings, project


def leads_out(file: Path) -> bool:
    """Whether a configuration is a link to a file outside of its repository, or of its folder where there is none."""
    from cnnstat.project import root_around

    root = os.path.realpath(root_around(file.parent) or file.parent)
    return file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(root)


def project_of(file: Path | None, settings: Config, folders: Sequence[Path]) -> Project:
    """What documents may read: specs below the folder of the configuration, and in folders that are named."""
    from cnnstat.project import Project

    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--spec-folder: {folder}: no such folder")
    return Project(file.parent if file else None, [*folders, *map(Path, settings.spec_folders)])


def spec_named(spec: Path) -> Path:
    """A spec by its file, or by the name of a network of the catalog."""
    from cnnstat.documents.judging.verify import spec_file

    found = spec if spec.is_file() else spec_file(str(spec))
    if found is None or not found.is_file():
        raise UsageError(f"--affected-by: {spec}: no such file, and no network of the catalog")
    return found


class Shared:
    """What is computed once for all rounds of a check.

    Attributes:
        verifier: verdicts on figures.
        effort: the work that documents may still ask for, without a bound where they are trusted.
    """

    def __init__(self, settings: Config, project: Project, unbounded: bool) -> None:
        from cnnstat.documents.judging.verify import Verifier
        from cnnstat.effort import Effort

        self.verifier = Verifier(settings.precision, project)
        self.effort = Effort(math.inf) if unbounded else Effort()
        self._blocks: dict[tuple[tuple[str, ...], str, Path | None], Text] = {}

    def generate(self, words: Sequence[str], own: str, folder: Path) -> Text:
        """What a block shows in a document of this folder."""
        from cnnstat.cli.blocks import generate
        from cnnstat.documents.judging.verify import may_name_file

        key = tuple(words), own, folder if any(map(may_name_file, words)) else None
        if key not in self._blocks:
            self._blocks[key] = generate(words, own, lambda name: self.verifier.project.network(name, folder))
        return self._blocks[key]


def run(asked: Asked, settings: Config, shared: Shared, suggest: bool, texts: Mapping[Path, bytes]) -> Checker:
    """Check the files one by one; those with edits as they will be."""
    from cnnstat.documents.checker import Checker

    affected = frozenset(os.path.realpath(each) for each in asked.specs)
    checker = Checker(settings, shared.generate, shared.verifier, affected, texts, shared.effort)
    total, number = len(asked.whole) + len(asked.readers), 0
    with progress() as tell:
        for files, whole in ((asked.whole, True), (asked.readers, False)):
            for path, named in files:
                number += 1
                tell(number, total, str(path))
                try:
                    document = checker.check_file(path, named, whole, suggest)
                    if suggest and document is not None:
                        propose(checker, document)
                except CnnstatError:
                    raise
                except Exception as error:  # nobody foresaw it: told at the end, when the others are checked
                    checker.outcome.crashed.append((path, error))
    return checker


def propose(checker: Checker, document: Document) -> None:
    """Add what figures without marks come to, as far as the document may ask for."""
    from cnnstat.documents.checker import TOO_MUCH
    from cnnstat.documents.document import unread
    from cnnstat.documents.suggest import suggest
    from cnnstat.effort import TooMuchError

    try:
        with checker.effort.bounding():
            suggest(checker, document)
    except TooMuchError:
        checker.add(unread(document.path, TOO_MUCH))


class DocumentError(Exception):
    """An error in this program that kept it from checking documents."""


def exit_code(checker: Checker, fails: bool) -> int:
    """1 of findings; raises what nobody foresaw, now that everything else is told."""
    crashed = checker.outcome.crashed
    if not crashed:
        return 1 if fails else 0
    told = [f"{path}: {type(error).__name__}: {' '.join(str(error).split())}" for path, error in crashed[:MOST_CRASHED]]
    told += [f"{len(crashed) - MOST_CRASHED} more"] if len(crashed) > MOST_CRASHED else []
    raise DocumentError(f"not checked: {'; '.join(told)}") from crashed[0][1]
