"""Checkpoints that were damaged or altered: one message each, and never another error."""

from __future__ import annotations

import copy
import os
import random
import struct
import sys
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.errors import UsageError

pytestmark = pytest.mark.torch

NET = """
    input: {channels: 1, size: 6}
    recipe: {batch: 8, epochs: 1, learning_rate: 0.05, optimizer: OPTIMIZER, schedule: plateau, every: 2}
    layers:
      - {name: conv1, type: conv, filters: 2, kernel: 3, norm: batchnorm}
      - {type: flatten}
      - {name: fc, type: linear, features: 3}
"""
OPTIMIZERS = ("sgd", "adam", "rmsprop")

Write = Callable[[str], Path]


def trainer(path: Path, output: Path, resume: bool) -> Any:
    from cnnstat.pytorch.train.loop import Trainer
    from cnnstat.pytorch.train.options import Options
    from cnnstat.pytorch.train.source import Source

    network = cnnstat.load(path)
    options = Options(recipe=network.recipe, source=Source(images=24), device="cpu", output=output, resume=resume)
    return Trainer(network, options)


def begun(optimizer: str, write_spec: Write) -> tuple[Path, Any]:
    """A spec whose run has one of two epochs behind it, and what its checkpoint holds."""
    import torch

    path = write_spec(NET.replace("OPTIMIZER", optimizer))
    assert trainer(path, path.parent, resume=False).run()
    write_spec(NET.replace("OPTIMIZER", optimizer).replace("epochs: 1", "epochs: 2"))
    return path, torch.load(path.parent / "checkpoint.pt", weights_only=True)


@pytest.fixture(params=OPTIMIZERS)
def run(request: pytest.FixtureRequest, write_spec: Write) -> tuple[Path, Any]:
    return begun(request.param, write_spec)


def outcome(path: Path) -> str:
    """What becomes of going on: "" or the message."""
    from cnnstat.pytorch.train.history import DivergedError

    try:
        trainer(path, path.parent, resume=True).run()
    except DivergedError:  # weights that are none, or far too large
        return ""
    except UsageError as error:
        return str(error).replace(f"{path.parent}/", "")
    return ""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in tables and lists."""
    if path:
        yield path
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(each, (*path, key))


def others(value: Any, choice: random.Random) -> Any:
    """Something else than a value."""
    import torch

    strange: list[Any] = [
        None, True, -1, 10**400, 2**70, float("nan"), float("inf"), -0.5, "x\x1b[31m\n::error::", [], {}, [[]],
        {"a": 1}, torch.zeros(3, 3), torch.zeros(0), torch.tensor(1), torch.ones(2, dtype=torch.bool),
        torch.zeros(1).expand(10**9),
    ]  # fmt: skip
    if isinstance(value, torch.Tensor):
        strange += [
            value.double(), value.flatten(), value[None], value.to_sparse(), value.to(torch.uint8),
            torch.rand(value.shape),
        ]  # fmt: skip
    if isinstance(value, list):
        strange += [value[:-1], [*value, *value], [None] * len(value)]
    return choice.choice(strange)


def altered(content: Any, choice: random.Random) -> Any:
    """The content with one place dropped, added or changed."""
    made = copy.deepcopy(content)
    path = choice.choice(list(places(made)))
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    if isinstance(inner, dict) and choice.random() < 0.2:
        inner[choice.choice(["lr", 0, "new", -1])] = others(inner[path[-1]], choice)
    if choice.random() < 0.3:
        del inner[path[-1]]
    else:
        inner[path[-1]] = others(inner[path[-1]], choice)
    return made


def test_altered_values(run: tuple[Path, Any]) -> None:
    import torch

    path, content = run
    choice = random.Random(path.read_text())
    refused = 0
    for _ in range(60):
        torch.save(altered(content, choice), path.parent / "checkpoint.pt")
        message = outcome(path)
        assert message.isprintable()
        assert not message or message.startswith("checkpoint.pt: "), message
        refused += bool(message)
    assert refused > 30


def test_damaged_bytes(run: tuple[Path, Any]) -> None:
    path, _ = run
    file = path.parent / "checkpoint.pt"
    whole, choice = file.read_bytes(), random.Random(path.read_text())
    for number in range(60):
        damaged = bytearray(whole)
        for _ in range(choice.choice([1, 1, 3, 30])):
            damaged[choice.randrange(len(damaged))] = choice.randrange(256)
        file.write_bytes(damaged[: choice.randrange(len(damaged))] if number % 5 == 0 else damaged)
        message = outcome(path)
        assert not message or message.startswith("checkpoint.pt: "), message


def test_messages(write_spec: Write, tmp_path: Path) -> None:
    import torch

    path, content = begun("sgd", write_spec)
    file = tmp_path / "checkpoint.pt"

    def message(*keys: Any, value: Any = ...) -> str:
        import copy

        made = copy.deepcopy(content)
        inner = made
        for key in keys[:-1]:
            inner = inner[key]
        if value is ...:
            del inner[keys[-1]]
        else:
            inner[keys[-1]] = value
        torch.save(made, file)
        return outcome(path).removeprefix("checkpoint.pt: ")

    start = "the checkpoint is damaged or was altered: "
    assert message("fingerprint") == f"{start}fingerprint: expected a value of type str, got None"
    assert message("model", "fc.bias") == f"{start}model: fc.bias is missing"
    assert message("model", "fc.bias", value=torch.zeros(4)) == (
        f"{start}model, fc.bias: expected a tensor of 3 (float32), got a tensor of 4 (float32)"
    )
    assert message("epoch", value=3).startswith(f"{start}records: expected a list of 3, got [[1, 0.05, ")
    assert message("step", value=3) == f"{start}step: expected a whole number from 0 to 2, got 3"
    assert message("optimizer", "state", 0, "momentum_buffer", value=None) == (
        f"{start}optimizer, state, 0, momentum_buffer: expected a tensor of 2×1×3×3 (float32), got None"
    )
    assert message("random", 0, "cpu", value=torch.zeros(5056, dtype=torch.uint8)) == (
        f"{start}random, cpu: no state of a generator"
    )
    assert message("options", "seed", value="\x1b[31m") == "the run began with seed '\\x1b[31m', now it is 0"
    assert message("format", value="1") == "this is no checkpoint of `cnnstat train`, or one of another version"
    content["fingerprint"] = "another"
    assert message("network", value="a\n::error::b\x1b") == "the checkpoint is of 'a\\n::error::b\\x1b', not of net"


def test_only_what_changes_in_a_run_is_taken_from_its_settings(write_spec: Write, tmp_path: Path) -> None:
    import torch

    path, content = begun("sgd", write_spec)
    content["optimizer"]["param_groups"][0] |= {"lr": 0.0125, "momentum": 55.0, "nesterov": "yes"}
    content["schedule"] |= {"num_bad_epochs": 1, "step": 3}
    torch.save(content, tmp_path / "checkpoint.pt")
    resumed = trainer(path, tmp_path, resume=True)
    resumed._restore()
    (group,) = resumed.optimizer.param_groups
    assert (group["lr"], group["momentum"], group["nesterov"]) == (0.0125, 0.9, False)
    assert resumed.schedule.plateau.num_bad_epochs == 1
    assert callable(resumed.schedule.plateau.step)


def test_tensors_that_share_memory_become_tensors_of_their_own(run: tuple[Path, Any]) -> None:
    import torch

    path, content = run
    file = path.parent / "checkpoint.pt"
    for each in content["optimizer"]["state"].values():
        for key, value in each.items():
            if isinstance(value, torch.Tensor):
                each[key] = torch.full_like(value, 0.25) if value.dim() else value

    def ended() -> dict[str, Any]:
        torch.save(content, file)
        resumed = trainer(path, path.parent, resume=True)
        assert resumed.run()
        return {key: value.clone() for key, value in resumed.model.state_dict().items()}

    plain = ended()
    shared = torch.full((10_000,), 0.25)
    for views in (False, True):  # of one number, and of one stretch of memory
        for each in content["optimizer"]["state"].values():
            for key, value in each.items():
                if isinstance(value, torch.Tensor) and value.dim():
                    view = shared[: value.numel()].view(value.shape)
                    each[key] = view if views else torch.full((1,), 0.25).expand(value.shape)
        again = ended()
        assert all(torch.equal(again[key], plain[key]) for key in plain)


def test_a_compressed_archive_is_no_checkpoint(write_spec: Write, tmp_path: Path) -> None:
    path = write_spec(NET.replace("OPTIMIZER", "sgd"))
    with zipfile.ZipFile(tmp_path / "checkpoint.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}.")
        archive.writestr("archive/data/0", bytes(10**7))
    assert outcome(path) == "checkpoint.pt: this is no checkpoint, or a damaged one"


# What a file can have torch do


def spelled(text: str) -> bytes:
    return b"X" + struct.pack("<I", len(text.encode())) + text.encode()


def twice(times: int) -> bytes:
    """A tuple that holds another twice, and so on."""
    return b")q\0" + b"".join(b"h%ch%c\x86q%c" % (at, at, at + 1) for at in range(times))


CHINESE = "".join(chr(0x4E00 + at) for at in range(6_000))
CALLS = {
    "bytes": b"cbuiltins\nbytearray\n\x8a\5\0\x94\x35\x77\0\x85R",
    "a text's squares": b"c_codecs\nencode\n" + spelled(CHINESE) + spelled("punycode") + b"\x86R",
    "a tensor of any size": b"ctorch\nTensor\nJ\x50\xc3\0\0J\x50\xc3\0\0\x86R",
    "a layout": b"ctorch.serialization\n_get_layout\n" + spelled("torch.strided") + b"\x85R",
    "nesting": b"}(" + twice(30) + b"tK\1s",
    "a deep key": b"})" + b"\x85" * 101 + b"Ns",
    "a list that is called": b"]q\0)R",
    "a number that is called": b"K\1)R",
    "a storage that is called": b"ctorch\nFloatStorage\nK\1\x85R",
    "a dictionary of something": b"ccollections\nOrderedDict\n]\x85R",
    "a storage without a name": b"(" + spelled("storage") + b"ctorch\nFloatStorage\n]" + spelled("cpu") + b"K\4tQ",
    "a storage of a number alone": b"K\1Q",
    "a set": b"\x8f",
    "another protocol": b"\x95" + bytes(8) + b"N",
}


def test_values_within_values_are_counted() -> None:
    """A dictionary that is filled again and again is not deeper for it."""
    from cnnstat.pytorch.train.archive import AlteredError, check_values

    check_values(b"\x80\2})" + b"\x85" * 98 + b"Ns.")
    check_values(b"\x80\2}" + b"".join(b"K%cNs" % at for at in range(128)) + b".")
    check_values(b"\x80\2]" + b"K\1a" * 1000 + b".")
    with pytest.raises(AlteredError, match="values within values without end"):
        check_values(b"\x80\2" + b"]" * 102 + b"a" * 101 + b".")


@pytest.mark.parametrize("what", CALLS)
def test_a_file_calls_nothing_that_a_run_does_not_save(
    what: str, write_spec: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are refused before torch follows them: some take for ever, or all memory."""
    import torch

    path = write_spec(NET.replace("OPTIMIZER", "sgd"))
    made = torch._C.PyTorchFileWriter(str(tmp_path / "checkpoint.pt"))
    instructions = b"\x80\2" + CALLS[what] + b"."
    made.write_record("data.pkl", instructions, len(instructions))
    made.write_record("byteorder", b"little", 6)
    made.write_end_of_file()
    followed: list[object] = []
    monkeypatch.setattr(torch, "load", lambda *given, **_: followed.append(given))
    assert outcome(path) == "checkpoint.pt: this is no checkpoint, or a damaged one"
    assert not followed


def test_an_archive_with_two_lists_of_its_files(run: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Python would take the one before the end, torch the one whose place is written at the end."""
    import torch

    path, _ = run
    file = path.parent / "checkpoint.pt"
    data = file.read_bytes()
    end = data.rindex(b"PK\6\6")
    first = data.index(b"PK\1\2")
    moved = data[end + 56 : end + 64] + (end + end - first).to_bytes(8, "little") + data[end + 72 :]
    file.write_bytes(data[:end] + data[first:end] + data[end : end + 56] + moved)
    with zipfile.ZipFile(file) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
    followed: list[object] = []
    monkeypatch.setattr(torch, "load", lambda *given, **_: followed.append(given))
    assert outcome(path) == "checkpoint.pt: this is no checkpoint, or a damaged one"
    assert followed == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep names in Unicode")
def test_a_name_that_is_not_in_utf_8(run: tuple[Path, Any]) -> None:
    from cnnstat.pytorch.train.archive import read

    path, _ = run
    file = path.parent / os.fsdecode(b"t\xff.pt")
    (path.parent / "checkpoint.pt").rename(file)
    with pytest.raises(UsageError) as caught:
        read(file)
    assert str(caught.value).endswith("t\\udcff.pt': PyTorch reads no file whose name is not in UTF-8")


def test_a_file_of_the_first_versions_with_an_archive_behind_it(
    run: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """torch follows what stands before the archive."""
    import torch

    path, _ = run
    file = path.parent / "checkpoint.pt"
    file.write_bytes(b"\x80\2N." + file.read_bytes())
    followed: list[object] = []
    monkeypatch.setattr(torch, "load", lambda *given, **_: followed.append(given))
    assert outcome(path) == "checkpoint.pt: this is no checkpoint, or a damaged one"
    assert not followed


@pytest.mark.parametrize("name", ["get", "keys", "items", "copy", "_metadata"])
def test_tables_with_attributes(name: str, run: tuple[Path, Any]) -> None:
    """A file can give an ordered table attributes, also in the place of its methods."""
    import torch

    path, content = run
    for at in ((), ("model",), ("optimizer",), ("optimizer", "state", 0), ("schedule",), ("random", 0), ("options",)):
        outer: dict[str, Any] = {"content": copy.deepcopy(content)}
        inner: Any = outer
        for key in ("content", *at)[:-1]:
            inner = inner[key]
        last = ("content", *at)[-1]
        inner[last] = Ordered(inner[last])
        inner[last].told[name] = 5
        torch.save(outer["content"], path.parent / "checkpoint.pt")
        message = outcome(path)
        assert not message or message.startswith("checkpoint.pt: "), message


class Ordered(OrderedDict[str, Any]):
    """An ordered table that is saved with attributes of any name."""

    def __init__(self, items: dict[str, Any]) -> None:
        super().__init__(items)
        self.told: dict[str, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return OrderedDict, (), self.told, None, iter(list(self.items()))


def test_what_is_read_is_part_of_the_file(run: tuple[Path, Any]) -> None:
    """Whatever sizes it says, no memory is asked for: nor where many of its parts are the same stretch of it."""
    from cnnstat.pytorch.train.archive import read

    path, _ = run
    weights = read(path.parent / "checkpoint.pt")["model"].values()
    places = sorted(each.untyped_storage().data_ptr() for each in weights if each.numel())
    assert 0 < places[-1] - places[0] < (path.parent / "checkpoint.pt").stat().st_size
