#!/usr/bin/env python3
"""What CHANGELOG.md says of a version, for its release: ``python .ci/notes.py v0.2.0``.

Ends with an error where cnnstat/_version.py, CITATION.cff or CHANGELOG.md do not have the version of that tag, or the
last two have different days.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACES = {
    "cnnstat/_version.py": r'^__version__ = "(?P<version>[^"]+)"',
    "CITATION.cff": r'^version: (?P<version>\S+)\ndate-released: "?(?P<day>[0-9-]+)',
    "CHANGELOG.md": r"^## (?P<version>[0-9.]+) \((?P<day>[0-9-]+)\)\n(?P<notes>(?:(?!## ).*\n)*)",
}
"""How each file says the version, and the day; of the changelog the newest section that has both."""


def notes(tag: str) -> str:
    """The section of the changelog, without its heading.

    Raises:
        SystemExit: a file has another version than the tag, or two have different days.
    """
    found: dict[str, str] = {}
    for name, pattern in PLACES.items():
        match = re.search(pattern, (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        version = f"v{match['version']}" if match else "none"
        if match is None or version != tag:
            sys.exit(f"{name}: expected the version of the tag {tag}, got {version}")
        day = match.groupdict().get("day", "")
        if day and found.setdefault("day", day) != day:
            sys.exit(f"{name}: expected the day {found['day']}, as in CITATION.cff, got {day}")
        found["notes"] = match.groupdict().get("notes", "")
    return found["notes"].strip() + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: python {sys.argv[0]} TAG")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(notes(sys.argv[1]))
