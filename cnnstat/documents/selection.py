"""The selection of what to check: files, settings, and the specs that they may read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.collect import Ignored, files, is_sidecar, is_spec
from cnnstat.documents.config import Config, find_config, read_config
from cnnstat.documents.judging.verify import spec_file
from cnnstat.documents.rules import RULES
from cnnstat.documents.translations import Pair, completed, read_pairs
from cnnstat.errors import UsageError
from cnnstat.findings.rule import rule_named
from cnnstat.project import Project, leads_away, real_root, split, strays


class Selection(NamedTuple):
    """What to check.

    Attributes:
        whole: files that are checked whole, and whether each was named itself.
        readers: files of which only the figures and blocks that read a spec are checked.
        specs: the specs that were asked for.
        config: the project's settings.
        project: the folders from which documents may read specs.
        linked: whether, in ``readers``, naming the file of any spec counts as reading one.
        pairs: documents among ``whole`` that are versions of one in several languages.
    """

    whole: Sequence[tuple[Path, bool]]
    readers: Sequence[tuple[Path, bool]]
    specs: Sequence[Path]
    config: Config
    project: Project
    linked: bool = False
    pairs: Sequence[Pair] = ()


def select(
    paths: Sequence[Path] = (),
    specs: Sequence[Path] = (),
    config: Path | None = None,
    ignore: Iterable[str] = (),
    folders: Sequence[Path] = (),
    linked: bool = False,
) -> Selection:
    """Find the files to check, the settings, and the folders from which documents may read specs.

    Args:
        paths: documents, sidecar files and folders; for specs among them, the documents that read these are checked
            too. By default the current folder.
        specs: check only what reads one of these specs, given by their files or by names of the catalog.
        config: a pyproject.toml; by default that of the current folder or of its nearest parent that has one.
        ignore: rules to leave out, by id or name, besides those that the configuration leaves out.
        folders: folders from which documents may read specs, besides those of the project.
        linked: check also, in the current folder, sidecar files and what reads the file of any spec. A commit hook
            needs this, as a commit names neither a spec that it deletes nor a document that is wrong without it.

    Raises:
        UsageError: a path does not exist, or is a folder of the project that is in fact elsewhere, or hidden.
        SpecError: the configuration is not valid; the message says where.
    """
    if config is not None and not config.is_file():
        raise UsageError(f"{config}: no such file; expected a pyproject.toml")
    file = config or find_config(Path.cwd())
    if config is None and file is not None and (stray := strays(file, {real_root(file.parent)})):
        raise UsageError(f"{file}: {stray}; --config reads it all the same")
    settings = read_config(file)
    settings = settings._replace(ignore=(*settings.ignore, *(rule_named(each, RULES) for each in ignore)))
    specs = [spec_named(each) for each in specs]
    project = project_of(file, settings, folders)
    require_own([folder for folder in paths if folder.is_dir()], project.root)
    patterns = Ignored(settings.exclude, file.parent if file else Path.cwd())
    named = [each for each in paths if is_spec(each) and each.is_file()]
    documents = [each for each in paths if each not in named]
    if specs:
        return Selection([], list(files(documents or [Path()], patterns)), [*specs, *named], settings, project)
    whole = list(files(documents or ([] if named or linked else [Path()]), patterns))
    known = {os.path.realpath(file) for file, _ in whole}
    around = files([Path()], patterns) if named or linked else ()
    readers = [each for each in around if os.path.realpath(each[0]) not in known]
    if linked:
        whole += [each for each in readers if is_sidecar(each[0])]
        readers = [each for each in readers if not is_sidecar(each[0])]
    whole, pairs = completed(whole, read_pairs(settings, file, project))
    return Selection(whole, readers, named, settings, project, linked, pairs)


def project_of(file: Path | None, settings: Config, folders: Sequence[Path]) -> Project:
    """The folders from which documents may read specs: that of the configuration, and those that are named."""
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder; expected one with specs")
    others = [*folders, *map(Path, settings.spec_folders)]
    project = Project(file.parent if file else None, others)
    require_own(others, project.root)
    return project


def require_own(folders: Iterable[Path], root: Path) -> None:
    """Refuse folders that are named as the project's own and lie elsewhere: a stranger may have put them there."""
    for folder in folders:
        if problem := leads_away(folder, root):
            raise UsageError(f"{folder}: {problem}; name the folder itself: {os.path.realpath(folder)}")


def spec_named(spec: Path) -> Path:
    """The file of a spec that is given by its path, or by the name of a network of the catalog."""
    found = spec if spec.is_file() else spec_file(str(spec))
    named = split(str(spec))[0]  # otherwise it is of the catalog, which may be in a zip file
    if found is None or (named and not found.is_file()):
        raise UsageError(f"{spec}: no such file, and no network of the catalog; expected a spec")
    return found
