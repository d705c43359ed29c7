"""Devices: the one that is asked for, what memory it has, and how fast it multiplies."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from cnnstat.errors import UsageError, nearest, shown

DEVICES = ("auto", "cpu", "cuda", "mps", "meta")
PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def present() -> list[str]:
    """The kinds of devices that this machine has, the fastest first."""
    found = ["cuda"] if torch.cuda.is_available() else []
    found += ["mps"] if torch.backends.mps.is_available() else []
    return [*found, "cpu", "meta"]


def choose(name: str, local_rank: int = 0) -> torch.device:
    """The device of that name; ``auto`` is the fastest, and a worker's own where there are several.

    Raises:
        UsageError: this machine has none.
    """
    here = present()
    kind = here[0] if name == "auto" else name.partition(":")[0]
    _, _, number = name.partition(":")
    if kind not in DEVICES or (":" in name and not (kind == "cuda" and number.isdigit())):
        raise UsageError(f"--device: expected one of {', '.join(DEVICES)}, got {shown(name)}{hint(name)}")
    if kind not in here:
        raise UsageError(f"--device: there is no {kind} device here; there is {', '.join(here)}")
    if kind != "cuda":
        return torch.device(kind)
    index = int(number) if number else local_rank
    if index >= torch.cuda.device_count():
        raise UsageError(f"--device: there is no cuda:{index}; this machine has {torch.cuda.device_count()}")
    return torch.device("cuda", index)


def hint(name: str) -> str:
    """The nearest name of a device."""
    return nearest(name, DEVICES, "")


def gpu_in_use() -> bool:
    """Whether this process has set up a GPU; asking that sets up none."""
    return bool(torch.cuda.is_initialized())  # type: ignore[no-untyped-call]


def memory_of(device: torch.device) -> int | None:
    """Bytes that a program may use on a device; None where that cannot be asked."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0] + torch.cuda.memory_reserved(device))
    if device.type != "cpu" or not hasattr(os, "sysconf"):
        return None
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    page = os.sysconf("SC_PAGE_SIZE")
    physical = page * os.sysconf("SC_PHYS_PAGES")
    if limit == resource.RLIM_INFINITY or not Path("/proc/self/statm").exists():
        return physical
    return min(physical, limit - page * int(Path("/proc/self/statm").read_text().split()[0]))


OUT_OF_MEMORY = ("out of memory", "allocate memory", "ALLOC_FAILED")
"""How CUDA, MPS, the CPU's allocator and cuBLAS say it."""


def lacks_memory(error: RuntimeError) -> bool:
    """Whether PyTorch raised an error because a device has no memory left."""
    return any(words in str(error) for words in OUT_OF_MEMORY)


def reset_most_allocated(device: torch.device) -> None:
    """Start :func:`most_allocated` anew, from what is allocated now."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def most_allocated(device: torch.device) -> int | None:
    """The most bytes that torch has had on a GPU at once since the last reset; None on other devices."""
    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else None


def peak_flops(device: torch.device, precision: str, seconds: float = 0.3) -> float | None:
    """FLOP/s of a large matrix product on a device: the measured peak that a training step is held against.

    A product of two n × n matrices counts 2n³ FLOPs. The best of several runs counts, for about ``seconds``. A float32
    product uses TF32 where convolutions do. None where the device has no memory left for the product.
    """
    size = {"cuda": 8192, "mps": 4096}.get(device.type, 1024)
    before = torch.get_float32_matmul_precision()
    if device.type == "cuda" and convolutions_use_tf32():
        torch.set_float32_matmul_precision("high")
    try:
        return 2 * size**3 / shortest_product(device, precision, size, seconds)
    except RuntimeError as error:
        if not lacks_memory(error):
            raise
        return None
    finally:
        torch.set_float32_matmul_precision(before)


def convolutions_use_tf32() -> bool:
    """Whether cuDNN may round float32 inputs of convolutions to TF32's 10 bits, as PyTorch lets it by default."""
    per_operation = getattr(torch.backends.cudnn, "conv", None)
    if per_operation is None:  # an older PyTorch
        return torch.backends.cudnn.allow_tf32
    return bool(per_operation.fp32_precision == "tf32")


@contextlib.contextmanager
def full_float32() -> Iterator[None]:
    """On a GPU, convolutions without TF32, by algorithms that give the same numbers each time."""
    if not gpu_in_use():
        yield
        return
    enabled = torch.backends.cudnn.enabled
    with torch.backends.cudnn.flags(enabled=enabled, benchmark=False, deterministic=True, allow_tf32=False):
        yield


def shortest_product(device: torch.device, precision: str, size: int, seconds: float) -> float:
    """Seconds of the fastest of several products of size × size matrices."""
    one = torch.rand(size, size, device=device, dtype=PRECISIONS[precision])
    best, until = float("inf"), time.perf_counter() + seconds
    torch.mm(one, one)  # the first one pays for setting up
    while best == float("inf") or time.perf_counter() < until:
        synchronize(device)
        start = time.perf_counter()
        torch.mm(one, one)
        synchronize(device)
        best = min(best, time.perf_counter() - start)
    return best


def synchronize(device: torch.device) -> None:
    """Wait until the device has done all it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
