"""Images in files: read, divided, made to fit; and one line for what is not there or does not fit."""

from __future__ import annotations

import gzip
import os
import pickle
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnnstat

pytestmark = pytest.mark.torch

Write = Callable[[str], Path]


def idx(values: Any) -> bytes:
    """Bytes as an IDX file holds them: a magic number, the sizes, the numbers."""
    head = struct.pack(">I", 0x0800 | values.dim()) + b"".join(struct.pack(">I", size) for size in values.shape)
    return head + bytes(values.flatten().tolist())


def write_mnist(folder: Path, part: str, count: int, packed: bool = False, labels: int | None = None) -> None:
    """``count`` images of 28×28, all pixels of image i being i, with the labels 0 to 9 in turn."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    images = torch.arange(count, dtype=torch.uint8)[:, None, None].expand(count, 28, 28)
    numbers = (torch.arange(labels or count) % 10).to(torch.uint8)
    for name, values in ((f"{part}-images-idx3-ubyte", images), (f"{part}-labels-idx1-ubyte", numbers)):
        data = idx(values)
        (folder / f"{name}{'.gz' if packed else ''}").write_bytes(gzip.compress(data) if packed else data)


def write_folder(root: Path, classes: int, each: int, size: tuple[int, int] = (20, 16)) -> None:
    """A folder of ``classes`` folders of ``each`` pictures."""
    from PIL import Image

    for number in range(classes):
        (root / f"class{number}").mkdir(parents=True)
        for index in range(each):
            picture = Image.new("RGB", size, (40 * number, 255 - 40 * number, index))
            picture.save(root / f"class{number}" / f"{index}.png")


def opened(directory: Path, network: str | Path = "lenet5", kind: str = "mnist", **options: Any) -> Any:
    """The images for a network, by its recipe."""
    from cnnstat.pytorch.train.data import open_data
    from cnnstat.pytorch.train.measure import classes_of
    from cnnstat.pytorch.train.source import Source

    loaded = cnnstat.load(network)
    return open_data(Source(kind, directory, **options), loaded, loaded.recipe, classes_of(loaded), 0)


def refusal(*arguments: Any, **options: Any) -> str:
    with pytest.raises(cnnstat.UsageError) as caught:
        opened(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("place", ["", "raw", "MNIST/raw"])
def test_mnist_wherever_it_lies(tmp_path: Path, packed: bool, place: str) -> None:
    write_mnist(tmp_path / place, "train", 30, packed)
    write_mnist(tmp_path / place, "t10k", 20, packed)
    data = opened(tmp_path)
    assert (len(data.train), len(data.held_out)) == (30, 20)
    image, label = data.train[0, 13]
    assert (tuple(image.shape), label) == ((1, 32, 32), 3)
    inside, frame = image[0, 2:30, 2:30], image[0, 0, 0].item()
    assert inside.unique().tolist() == pytest.approx([(13 / 255 - 0.13) / 0.31])
    assert frame == pytest.approx(-0.13 / 0.31)  # framed before it is normalised


def test_test_images_alone_are_divided(tmp_path: Path) -> None:
    write_mnist(tmp_path, "t10k", 100)
    data = opened(tmp_path)
    assert (len(data.train), len(data.held_out)) == (80, 20)
    assert sorted(data.train.images.indices + data.held_out.images.indices) == list(range(100))
    assert data.train.images.indices == opened(tmp_path).train.images.indices
    other = opened(tmp_path, hold_out=0.5, images=10)
    assert (len(other.train), len(other.held_out)) == (10, 50)


def test_fashion_mnist_lies_in_a_folder_of_its_own(tmp_path: Path) -> None:
    write_mnist(tmp_path / "FashionMNIST" / "raw", "t10k", 50)
    assert len(opened(tmp_path, kind="fashion-mnist").train) == 40
    assert "found no train-images-idx3-ubyte" in refusal(tmp_path, kind="mnist")


def test_a_folder_of_folders(tmp_path: Path) -> None:
    write_folder(tmp_path, 3, 10)
    data = opened(tmp_path, "resnet18", "folder")
    assert (len(data.train), len(data.held_out)) == (24, 6)
    image, _ = data.train[0, 0]
    assert tuple(image.shape) == (3, 224, 224)
    crops = [data.train[epoch, 0][0] for epoch in (0, 0, 1)]
    assert crops[0].equal(crops[1])  # of one epoch always the same
    first, second = (data.held_out[epoch, 0][0] for epoch in (0, 1))
    assert first.equal(second)  # not augmented


def test_pipes_in_a_folder_are_no_images(tmp_path: Path) -> None:
    write_folder(tmp_path, 2, 10)
    os.mkfifo(tmp_path / sorted(os.listdir(tmp_path))[0] / "a.png")
    assert opened(tmp_path, "resnet20", "folder").about == "folder, 16 images to learn from, 4 held out, 2 classes"


def test_links_in_a_folder_are_followed_only_where_that_is_asked(tmp_path: Path) -> None:
    """They may be a stranger's; and two of them in a circle have 2**40 ways through."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    write_folder(outside, 1, 4)
    write_folder(inside, 2, 10)
    first = sorted(inside.iterdir())[0]
    places = [inside / "third", first / "below", first / "more.png"]
    for link, to in zip(places, [outside, outside, next(outside.glob("*/*"))], strict=True):
        link.symlink_to(to)
        said = f"{link.as_posix()}: a link, which may lead out of the directory; --follow-links follows it"
        assert refusal(inside, "resnet20", "folder") == said
        link.unlink()
    for name in ("again", "once more"):
        (first / name).symlink_to(first)
    places[1].symlink_to(outside)
    about = opened(inside, "resnet20", "folder", links=True).about
    assert about == "folder, 19 images to learn from, 5 held out, 2 classes"
    (tmp_path / "both").mkdir()
    for name in ("train", "val"):
        (tmp_path / "both" / name).symlink_to(outside)
    assert refusal(tmp_path / "both", "resnet20", "folder").startswith(f"{tmp_path}/both/train: a link, which")


def test_a_header_says_how_long_a_file_of_mnist_is(tmp_path: Path) -> None:
    write_mnist(tmp_path, "t10k", 50)
    path = tmp_path / "t10k-images-idx3-ubyte"
    with path.open("r+b") as file:
        file.truncate(10**10)  # a hole that would be read into memory
    assert refusal(tmp_path, kind="mnist") == f"{path}: holds more than the 39,200 bytes that its header says"


def test_links_to_folders_of_mnist(tmp_path: Path) -> None:
    write_mnist(tmp_path / "elsewhere", "t10k", 50)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "raw").symlink_to(tmp_path / "elsewhere")
    assert refusal(tmp_path / "here", kind="mnist").startswith(f"{tmp_path}/here/raw: a link, which")
    (tmp_path / "named").symlink_to(tmp_path / "elsewhere")
    assert len(opened(tmp_path / "named", kind="mnist").train) == 40  # the directory itself may be one


def test_links_beside_the_files_of_mnist(tmp_path: Path) -> None:
    write_mnist(tmp_path / "elsewhere", "t10k", 50)
    (tmp_path / "here").mkdir()
    for file in (tmp_path / "elsewhere").iterdir():
        (tmp_path / "here" / file.name).symlink_to(file)
    assert ": a link, which may lead out of the directory; " in refusal(tmp_path / "here", kind="mnist")
    assert len(opened(tmp_path / "here", kind="mnist", links=True).train) == 40


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ((12_000, 12_000), "12000 × 12000 pixels, far more than a file of its size should hold"),
        ((1, 101), "1 × 101 pixels, a side over 100 times as long as the other"),
    ],
)
def test_an_image_that_unpacks_to_far_more_than_its_file(tmp_path: Path, size: tuple[int, int], reason: str) -> None:
    from PIL import Image

    write_folder(tmp_path, 2, 10)
    data = opened(tmp_path, "resnet20", "folder")
    path = Path(data.train.images.dataset.samples[data.train.images.indices[3]][0])
    Image.new("1", size).save(path)
    with pytest.raises(cnnstat.UsageError) as caught:
        data.train[0, 3]
    assert str(caught.value) == f"{path}: cannot read: {reason}"


def test_a_jpeg_of_many_scans_is_refused(tmp_path: Path) -> None:
    """Each is a few bytes that change every pixel."""
    from PIL import Image

    write_folder(tmp_path, 2, 10)
    data = opened(tmp_path, "resnet20", "folder")
    path = Path(data.train.images.dataset.samples[data.train.images.indices[3]][0])
    Image.linear_gradient("L").save(path, "jpeg", progressive=True)
    written = path.read_bytes()
    assert data.train[0, 3][0].shape == (3, 32, 32)
    last = written.rindex(b"\xff\xda")
    path.write_bytes(written[:last] + written[last:-2] * 90 + written[-2:])
    with pytest.raises(cnnstat.UsageError, match=r"[0-9]+ scans, each of which goes over the whole image$"):
        data.train[0, 3]


def test_a_file_that_is_no_image_of_its_ending_is_run_by_no_other_program(tmp_path: Path) -> None:
    """Pillow would give PostScript to Ghostscript, whatever a file is called."""
    write_folder(tmp_path, 2, 10)
    data = opened(tmp_path, "resnet20", "folder")
    path = Path(data.train.images.dataset.samples[data.train.images.indices[3]][0])
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 16 16\n%%EndComments\n{} loop\n")
    with pytest.raises(cnnstat.UsageError) as caught:
        data.train[0, 3]
    assert str(caught.value) == f"{path}: cannot read: cannot identify image file {str(path)!r}"


def test_a_class_without_an_image(tmp_path: Path) -> None:
    write_folder(tmp_path, 2, 10)
    (tmp_path / "empty").mkdir()
    assert refusal(tmp_path, "resnet20", "folder") == f"{tmp_path}: cannot read: no image in the folder empty"


def test_a_folder_with_train_and_val(tmp_path: Path) -> None:
    write_folder(tmp_path / "train", 2, 5)
    write_folder(tmp_path / "val", 2, 3)
    data = opened(tmp_path, "resnet20", "folder")
    assert (len(data.train), len(data.held_out)) == (10, 6)
    assert data.about == "folder, 10 images to learn from, 6 held out, 2 classes"


def test_a_folder_with_train_alone_is_divided(tmp_path: Path) -> None:
    write_folder(tmp_path / "train", 2, 10)
    data = opened(tmp_path, "resnet20", "folder")
    assert data.about == "folder, 16 images to learn from, 4 held out, 2 classes"
    (tmp_path / "train").rename(tmp_path / "val")
    assert refusal(tmp_path, "resnet20", "folder") == f"{tmp_path}: found val, but no train beside it"


def test_a_single_class(tmp_path: Path) -> None:
    write_folder(tmp_path, 1, 4)
    assert refusal(tmp_path, "resnet20", "folder") == (
        f"{tmp_path}: all images are of one class, so there is nothing to tell apart"
    )


def test_cifar10(tmp_path: Path) -> None:
    """The layout of the packed batches; torchvision checks their MD5 sums, so that made-up ones are refused."""
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    (folder / "data_batch_1").write_bytes(pickle.dumps({"data": [], "labels": []}))
    assert "Dataset not found or corrupted" in refusal(tmp_path, "resnet20", "cifar10")
    batch = folder / "data_batch_2"
    with batch.open("wb") as file:
        file.truncate(10**8 + 1)  # a hole, of which an MD5 sum is taken as well
    said = f"{batch}: expected a file of up to 100 MB, as those of CIFAR-10 are"
    assert refusal(tmp_path, "resnet20", "cifar10") == said
    batch.unlink()
    batch.symlink_to("data_batch_1")
    assert ": a link, which may lead out of the directory; " in refusal(tmp_path, "resnet20", "cifar10")


def test_mirror_images_are_for_what_they_do_not_change(tmp_path: Path) -> None:
    from torchvision.transforms import v2

    from cnnstat.pytorch.train.files import read
    from cnnstat.pytorch.train.source import Source
    from cnnstat.pytorch.train.transforms import transform

    write_mnist(tmp_path, "t10k", 20)
    for kind, mirrored in (("mnist", False), ("fashion-mnist", True)):
        raw = read(Source(kind, tmp_path))
        steps = transform(cnnstat.load("lenet1").input, raw, "exact", True).transforms
        assert any(isinstance(step, v2.RandomHorizontalFlip) for step in steps) == mirrored
        assert any(isinstance(step, v2.RandomCrop) for step in steps)


def test_images_that_do_not_fit(tmp_path: Path, write_spec: Write) -> None:
    write_mnist(tmp_path, "t10k", 20)
    assert refusal(tmp_path, "resnet20") == (
        "mnist has images of 1×28×28, resnet20 takes 3×32×32: --fit resize scales them, --fit pad frames them"
    )
    assert tuple(opened(tmp_path, "resnet20", fit="pad").train[0, 0][0].shape) == (3, 32, 32)
    assert tuple(opened(tmp_path, "resnet20", fit="resize").train[0, 0][0].shape) == (3, 32, 32)
    spec = """
        input: {channels: CHANNELS, size: SIZE}
        params: {classes: CLASSES}
        layers: [{name: flatten, type: flatten}, {name: fc, type: linear, features: classes}]
    """

    def net(channels: int = 1, size: int = 28, classes: int = 10) -> Path:
        text = spec.replace("CHANNELS", str(channels)).replace("SIZE", str(size)).replace("CLASSES", str(classes))
        return write_spec(text)

    assert refusal(tmp_path, net(size=20), fit="pad") == (
        "mnist has images of 1×28×28, larger than net's 1×20×20: --fit resize"
    )
    assert refusal(tmp_path, net(channels=5), fit="resize") == "net takes images of 5 channels; mnist has 1 or 3"
    assert refusal(tmp_path, net(classes=4)) == "the data has 10 classes, net tells 4 apart: --set classes=10"
    folder = tmp_path / "folder"
    write_folder(folder, 2, 2)
    assert refusal(folder, net(), "folder", fit="exact") == (
        "--fit exact: the images of a folder differ in size; --fit resize scales them, --fit pad frames"
    )


def test_files_that_are_broken(tmp_path: Path) -> None:
    write_mnist(tmp_path, "t10k", 20, labels=19)
    images = tmp_path / "t10k-images-idx3-ubyte"
    assert refusal(tmp_path) == f"{images}: 20 images, but 19 labels in t10k-labels-idx1-ubyte"
    images.write_bytes(images.read_bytes()[:500])
    assert refusal(tmp_path) == f"{images}: cannot read: no IDX file of images, or a damaged one"
    images.rename(tmp_path / "t10k-images-idx3-ubyte.gz")
    assert refusal(tmp_path) == f"{images}.gz: cannot read: Not a gzipped file (b'\\x00\\x00')"


@pytest.mark.parametrize("name", ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
def test_a_packed_file_that_unpacks_to_more_than_it_says(name: str, tmp_path: Path) -> None:
    """A few kilobytes may unpack to gigabytes; of these no more is written than the header says."""
    write_mnist(tmp_path, "t10k", 20, packed=True)
    path = tmp_path / f"{name}.gz"
    whole = gzip.decompress(path.read_bytes())
    said = {"t10k-images-idx3-ubyte": "15,680", "t10k-labels-idx1-ubyte": "20"}[name]
    for more in (1, 50_000_000):
        path.write_bytes(gzip.compress(whole + bytes(more)))
        assert refusal(tmp_path) == f"{path}: unpacks to more than the {said} bytes that its header says"
    path.write_bytes(gzip.compress(b"\x00\x00\x08\xff" + b"\xff" * 300))  # of 255 sides
    kind = "images" if "images" in name else "labels"
    assert refusal(tmp_path) == f"{path}: cannot read: no IDX file of {kind}, or a damaged one"
    path.write_bytes(gzip.compress(b"a picture" + bytes(50_000_000)))
    assert refusal(tmp_path) == f"{path}: cannot read: no IDX file of {kind}, or a damaged one"


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_picture_that_is_none(process: Any, tmp_path: Path, workers: str) -> None:
    write_folder(tmp_path, 2, 4)
    for path in tmp_path.glob("*/*.png"):
        path.write_bytes(b"no picture")
    result = process(
        "train",
        "resnet20",
        "--data",
        "folder",
        "--data-dir",
        str(tmp_path),
        "--device",
        "cpu",
        "-w",
        workers,
        "-e",
        "1",
    )
    assert result.code == 2
    assert "Traceback" not in result.err
    last = result.err.splitlines()[-1]
    assert last.startswith(f"cnnstat: {tmp_path}/class")
    assert ".png: cannot read: cannot identify image file" in last


COMMANDS = [
    (["--data", "mnist"], "--data mnist needs --data-dir, the directory that holds it"),
    (["--data", "mnist", "--data-dir", "TMP/none"], "TMP/none: there is no such directory"),
    (["--data", "mnist", "--data-dir", "TMP"],
     "TMP: found no train-images-idx3-ubyte or t10k-images-idx3-ubyte (.gz), nor in MNIST/raw "
     "(--download fetches them)"),
    (["--data", "folder", "--data-dir", "TMP"], "TMP: cannot read: Couldn't find any class folder in TMP."),
    (["--data", "minst"],
     "--data: expected one of synthetic, mnist, fashion-mnist, cifar10, folder, got 'minst'; did you mean 'mnist'?"),
    (["--data-dir", "TMP"],
     "--data-dir, --download, --follow-links and --fit are for images in files; --data says which"),
    (["--hold-out", "1"], "--hold-out: expected a share between 0 and 1, got 1"),
    (["--device", "gpu"], "--device: expected one of auto, cpu, cuda, mps, meta, got 'gpu'; did you mean 'cpu'?"),
    (["--device", "meta"], "--device meta: it holds no numbers, so nothing can be trained on it"),
    (["--resume"], "--resume needs --output, the run's directory"),
    (["--save-every", "3"], "--save-every needs --output, the run's directory"),
    (["-o", "TMP/file"], "TMP/file: cannot write there: File exists"),
    (["--accumulate", "3"], "a batch of 16 does not divide into 3 equal parts (1 processes × 3 accumulated)"),
    (["-r", "optimizer=sdg"],
     "--recipe optimizer: expected one of sgd, rmsprop, adam, adamw, got the text 'sdg'; did you mean 'sgd'?"),
    (["-r", "momentun=0.8"], "--recipe: there is no key 'momentun'; did you mean 'momentum'?"),
    (["-r", "momentum"], "--recipe: expected KEY=VALUE, got 'momentum'"),
    (["-r", "milestones=3,x"], "--recipe milestones: expected a whole number of at least 1, got the text 'x'"),
    (["-r", "milestones=3,2"], "--recipe: milestones: expected epochs in rising order, got [3, 2]"),
    (["-r", "ones=C1,C9"], "lenet5 has no layer 'C9'; it has C1, S2, C3, S4, C5, flatten, F6, output"),
    (["-r", "optimizer=adam", "-r", "momentum=1"],
     "--recipe: momentum and decay: Adam takes means, which need less than 1"),
    (["-r", "schedule=plateau", "-r", "factor=1"], "--recipe: factor: a schedule that falls needs less than 1"),
    (["-r", "factor=0.5,0.5"],
     "--recipe: factor: expected one number, or 4, one for each milestone; got [0.5, 0.5]"),
    (["-r", "schedule=step", "-r", "factor=0.5,0.5"],
     "--recipe: factor: expected one number without milestones; got [0.5, 0.5]"),
    (["-r", "factor=0.5,2"], "--recipe factor: expected a number from 0 to 1, got 2"),
    (["-r", "factor=half"],
     "--recipe factor: expected a number from 0 to 1, or a list of such numbers, got the text 'half'"),
    (["--lr", "1e15"], "--recipe learning_rate: expected a number of at least 0, got 1000000000000000 (at most 1e+12)"),
    (["--resume", "-o", "TMP/none"], "TMP/none/checkpoint.pt: there is no checkpoint to resume from"),
    (["--batch", "0"], "--recipe batch: expected a whole number of at least 1, got 0"),
    (["--lr", "fast"], "--recipe learning_rate: expected a number of at least 0, got the text 'fast'"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "message"), COMMANDS, ids=[" ".join(arguments) for arguments, _ in COMMANDS])
def test_commands_that_cannot_be_carried_out(program: Any, tmp_path: Path, arguments: list[str], message: str) -> None:
    if "TMP/file" in arguments:
        (tmp_path / "file").write_text("")
    result = program("train", "lenet5", *(each.replace("TMP", str(tmp_path)) for each in arguments))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"cnnstat: {message.replace('TMP', str(tmp_path))}\n"


def test_a_network_that_ends_in_a_map(program: Any) -> None:
    result = program("train", "inception-3a")
    assert result.code == 2
    assert result.err == (
        "cnnstat: inception-3a ends in a map of 256×28×28: training needs a flat vector of class scores\n"
    )


UNTRAINABLE = [
    ("[{name: flatten, type: flatten}]", "net has no parameters: there is nothing to train"),
    ("[{name: a, type: conv, filters: 2, kernel: 1, auxiliary: true}, {name: flatten, type: flatten},"
     " {name: fc, type: linear, features: 2}]",
     "net: a ends in a map of 2×4×4: training needs a flat vector of class scores"),
    ("[{name: flatten, type: flatten}, {name: a, type: linear, features: 3, auxiliary: true},"
     " {name: fc, type: linear, features: 2}]", "net: a tells 3 classes apart, fc 2"),
    ("[{name: flatten, type: flatten}, {name: fc, type: linear, features: 2, norm: batchnorm}]",
     "net norms over the batch, and here a batch norm sees a single value per channel: more images at a time, by "
     "--batch or --accumulate"),
    ("[{name: flatten, type: flatten}, {name: fc, type: linear, features: 2, norm: {type: batchnorm, eps: 0}}]",
     "PyTorch trains no batch norm with an eps of 0, as in fc.norm"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("layers", "message"), UNTRAINABLE)
def test_networks_that_cannot_be_trained(program: Any, write_spec: Write, layers: str, message: str) -> None:
    path = write_spec(f"input: {{channels: 1, size: 4}}\nlayers: {layers}\n")
    result = program("train", str(path), "--device", "cpu", "--images", "8", "-e", "1", "-b", "1")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[-1] == f"cnnstat: {message}"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"RANK": "abc"}, "process abc: RANK is 'abc': start several processes by torchrun, one without it"),
        ({"WORLD_SIZE": "2"}, "WORLD_SIZE is 2, but RANK is not set: start several processes by torchrun"),
    ],
)
def test_processes_that_torchrun_did_not_start(program: Any, settings: dict[str, str], message: str) -> None:
    result = program("train", "lenet5", "--device", "cpu", env=settings)
    assert result.code == 2
    assert result.err == f"cnnstat: {message}\n"


@pytest.mark.slow
def test_matplotlib_missing_is_said_before_the_run(process: Any, tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError(name='matplotlib')\n")
    result = process("train", "lenet5", "-o", str(tmp_path / "run"), env={"PYTHONPATH": str(tmp_path)})
    assert result.code == 2
    assert result.err == ("cnnstat: a picture needs matplotlib, which is not installed: pip install 'cnnstat[plot]'\n")
    assert not (tmp_path / "run").exists()


def test_recipe_help_shows_this_networks_values(program: Any) -> None:
    shown = program("train", "inception_v3", "--recipe", "help").out
    assert "optimizer         rmsprop" in shown
    assert "label_smoothing   0.1 " in shown
    changed = program("train", "resnet20", "-r", "schedule=step", "-r", "help").out
    assert "milestones" in changed


def test_torch_missing_is_one_line(process: Any, tmp_path: Path) -> None:
    """A torch that cannot be found stands for one that is not installed."""
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    for command in (["train", "lenet5"], ["crosscheck", "lenet5"], ["export", "lenet5"]):
        result = process(*command, env={"PYTHONPATH": str(tmp_path)})
        assert (result.code, result.out) == (2, "")
        assert result.err == "cnnstat: this needs PyTorch, which is not installed: pip install 'cnnstat[torch]'\n"
