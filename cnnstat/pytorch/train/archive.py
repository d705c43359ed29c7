"""The archive of a checkpoint, read so that a stranger's costs what it is long: nothing is run, unpacked or multiplied.

torch runs no code of a file either (``weights_only``); but the few functions that it lets a file call can ask for any
amount of memory, or for time that grows with the square of a text, and a tuple that holds another twice, and so on,
takes for ever as a key. So the instructions are looked through before they are followed, and may only be those that
``torch.save`` writes for what a run saves.
"""

from __future__ import annotations

import os
import pickletools
import re
import struct
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import torch

from cnnstat.errors import UsageError, shown
from cnnstat.files import quoted

END, LARGEST = "<4sQ28x2Q" + "4s4xQ4x" + "4s8x2LH", 2**32 - 1
"""How it ends: the place of the list of files in a record of 64 bits, the place of that, and a record of 32 bits."""
HEAD = b"PK\3\4"
"""How a zip file begins; what begins otherwise torch takes for a file of its first versions."""
RECORD = "data.pkl"
SURROGATES = re.compile("[\ud800-\udfff]")
"""What stands for bytes of a name that are not in UTF-8."""
MADE = re.compile(r"collections OrderedDict|torch\._utils _rebuild_tensor_v2|torch [A-Z][A-Za-z0-9]*Storage")
"""What a run's values are made by, besides what the instructions make themselves."""
PUTS, GETS = {"BINPUT", "LONG_BINPUT"}, {"BINGET", "LONG_BINGET"}
FOLLOWED = PUTS | GETS | {
    "PROTO", "GLOBAL", "REDUCE", "BUILD", "BINPERSID", "MARK", "STOP", "NONE", "NEWFALSE", "NEWTRUE", "BININT",
    "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3",
    "EMPTY_LIST", "APPEND", "APPENDS", "EMPTY_DICT", "SETITEM", "SETITEMS",
}  # fmt: skip
FILLS = {"BUILD", "APPEND", "APPENDS", "SETITEM", "SETITEMS"}
"""What changes the first of the values that it takes."""
LETTERS = {
    "t": re.compile("BINUNICODE .*", re.DOTALL),
    "n": re.compile("(?:BININT[12]?|LONG1) .*"),
    "f": re.compile("NEW(?:TRUE|FALSE) .*"),
    "d": re.compile("GLOBAL collections OrderedDict"),
    "r": re.compile("GLOBAL torch._utils .*"),
    "s": re.compile("GLOBAL torch [A-Z].*"),
    "p": re.compile("BINPERSID .*"),
    "o": re.compile("REDUCE .*"),
}
"""Texts, whole numbers, flags; what makes a dictionary in order, a tensor, a storage; a storage, and what was made; all
else is a v."""
CALLS = {"BINPERSID": re.compile(r"\(tsttn\)"), "REDUCE": re.compile(r"d\(\)|r\(pn\(n*\)\(n*\)fo\)")}
"""What instructions that call something take: the place of a storage; a dictionary of nothing, or a tensor of a
storage, an offset, its sizes and strides. torch spells others out in its messages, however large they are."""
SHORT = 100
"""Letters of a tuple that is looked at."""
LONGEST, DEEPEST = 2, 100
"""Values, spelled out, for each byte of the instructions, of which a run's have a fifth; and how deep they are within
each other, as a run's are ten times: a key that is deeper ends the interpreter."""


class AlteredError(Exception):
    """The content of a checkpoint is not what was saved; the message says where, and what was expected."""


def read(path: Path) -> Any:
    """The content of a file: only numbers, texts and tensors, which are parts of the file until they are copied.

    Raises:
        UsageError: it cannot be read, or was not saved by torch.
    """
    if SURROGATES.search(str(path)):
        raise UsageError(f"{quoted(str(path))}: PyTorch reads no file whose name is not in UTF-8")
    try:
        check_file(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about files of earlier versions of torch
            check_values(torch._C.PyTorchFileReader(str(path)).get_record(RECORD))
            return torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except OSError as error:
        raise UsageError(f"{path}: cannot read: {error.strerror or error}") from error
    except Exception as error:  # a damaged file can make the reader raise anything
        raise UsageError(f"{path}: this is no checkpoint, or a damaged one") from error


def check_file(path: Path) -> None:
    """Check that a file is an archive as torch writes it: uncompressed, so that it cannot expand to a huge size.

    Raises:
        AlteredError: it is not such an archive.
        OSError: it cannot be read.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            packed = any(each.compress_type != zipfile.ZIP_STORED for each in archive.infolist())
            file.seek(0)
            head = file.read(len(HEAD))
            single = has_one_list(file)
    except OSError:
        raise
    except Exception as error:  # a damaged archive can make the reader raise anything
        raise AlteredError("no archive") from error
    if packed or head != HEAD or not single:
        raise AlteredError("a compressed archive, or none")


def has_one_list(file: BinaryIO) -> bool:
    """Whether an archive ends as torch writes it, so that every reader takes the same list of its files.

    Python takes the list that stands before the end of the archive, torch the one whose place is written there; a file
    with two of them would be checked by one and read by the other.
    """
    file.seek(-struct.calcsize(END), os.SEEK_END)
    begin = file.tell()
    first, size, length, start, second, place, third, short, low, comment = struct.unpack(END, file.read())
    return (
        (first, size, second, third, comment) == (b"PK\6\6", 44, b"PK\6\7", b"PK\5\6", 0)
        and place == start + length == begin
        and short in (length, LARGEST)
        and low in (start, LARGEST)
    )


class Value(NamedTuple):
    """A value that instructions make.

    Attributes:
        size: how many values it holds, itself among them.
        depth: how deep these are within each other.
        what: it, as a letter of :data:`LETTERS` or the letters of a short tuple in brackets.
    """

    size: int
    depth: int
    what: str


def check_values(instructions: bytes) -> None:
    """Check the instructions of a pickle before they are followed.

    Lists and dictionaries that are filled after they were kept are larger and deeper than is seen; but nothing spells
    them out: they are no keys, no functions and no names of storages.

    Raises:
        AlteredError: they call something that makes no value of a run, or with other values than a run does, or spell
            out far more values than they have bytes, since they take what they made again and again, or values within
            values without end.
        Exception: they are none.
    """
    stack: list[Value] = []
    marks: list[int] = []
    kept: dict[Any, Value] = {}
    count = 0
    for kind, told, _ in pickletools.genops(instructions):
        if kind.name not in FOLLOWED or (kind.name == "GLOBAL" and not MADE.fullmatch(str(told))):
            raise AlteredError(f"{kind.name} {shown(told)}")
        if kind.name in PUTS:
            kept[told] = stack[-1]
            continue
        if kind.name == "MARK":
            marks.append(len(stack))
            continue
        before = [each for each in kind.stack_before if each not in (pickletools.markobject, pickletools.stackslice)]
        start = (marks.pop() if pickletools.markobject in kind.stack_before else len(stack)) - len(before)
        if start < 0:
            raise AlteredError("too few values")
        made = kept[told] if kind.name in GETS else combined(kind.name, str(told), stack[start:])
        count += made.size if kind.name in GETS else 1
        if count > LONGEST * len(instructions):
            raise AlteredError("more values than it is long")
        if made.depth > DEEPEST:
            raise AlteredError("values within values without end")
        stack[start:] = [made] * len(kind.stack_after)


def combined(kind: str, told: str, held: Sequence[Value]) -> Value:
    """What an instruction makes of the values that it takes.

    Raises:
        AlteredError: it calls something with other values than a run's.
    """
    whats = "".join(each.what for each in held)
    if kind in CALLS and not CALLS[kind].fullmatch(whats):
        raise AlteredError(f"{kind} of {shown(whats)}")
    depths = [1 + each.depth for each in held]
    if kind in FILLS:
        depths[0] -= 1
    known = (letter for letter, names in LETTERS.items() if names.fullmatch(f"{kind} {told}"))
    what = held[0].what if kind in FILLS else next(known, "v")
    if "TUPLE" in kind:
        what = f"({whats})" if len(whats) <= SHORT else "v"
    return Value(1 + sum(each.size for each in held), max(depths, default=0), what)
