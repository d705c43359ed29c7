"""XML files, and the packages in which learning platforms take them: equal content is equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can state."""
FILE_MODE = 0o644 << 16
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def root(tag: str, space: str, schema: str, **attributes: str) -> Element:
    """The root of a file in a namespace, with the place of its schema."""
    places = {"xmlns": space, "xmlns:xsi": SCHEMA_INSTANCE, "xsi:schemaLocation": f"{space} {schema}"}
    return Element(tag, places | attributes)


def xml(element: Element) -> bytes:
    """A file."""
    text: bytes = ElementTree.tostring(element, encoding="UTF-8", xml_declaration=True)
    return text + b"\n"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A package with files by their paths."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, FIRST_DAY)
            entry.external_attr, entry.create_system, entry.compress_type = FILE_MODE, 3, zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return made.getvalue()
