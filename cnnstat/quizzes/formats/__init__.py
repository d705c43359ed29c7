"""How questions are written for learning platforms: one format a file, found by its name.

A module has ``ENDINGS``, of the files that it writes, ``TITLE``, and a function ``written(bank, ending)``, which gives
the file.
"""

from __future__ import annotations

from pathlib import PurePath

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.media import Media

MEDIA = Media(__name__, __file__)
NAMES, module = MEDIA.names, MEDIA.module


def asked(path: PurePath | None, name: str) -> str:
    """The format for a file, by its name or by the file's ending; "" where the file is a page.

    Raises:
        UsageError: there is no such format, it has no such files, or the ending leaves open which one is meant.
    """
    if name and name not in NAMES:
        raise UsageError(f"--format: expected one of {', '.join(NAMES)}, got {shown(name)}{nearest(name, NAMES, '')}")
    if path is None:
        return name
    ending = path.suffix.lower()
    if name:
        known = module(name).ENDINGS
        if ending not in known:
            raise UsageError(f"--format {name}: expected a file ending in {', '.join(known)}, got {shown(path.name)}")
        return name
    found = [each for each in NAMES if ending in module(each).ENDINGS]
    if len(found) > 1:
        raise UsageError(f"{shown(path.name)}: --format says which one it is to be: {', '.join(found)}")
    if found and ending != module(found[0]).ENDINGS[0]:
        raise UsageError(f"{shown(path.name)}: --format {found[0]} says that it is to be {module(found[0]).TITLE}")
    return found[0] if found else ""
