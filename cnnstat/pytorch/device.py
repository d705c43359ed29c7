"""Devices: choosing one, its memory, and its speed."""

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
    """The device of that name; ``auto`` is the fastest kind, and for several workers each one's own.

    Raises:
        UsageError: this machine has no such device.
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
    """A hint with a similar name of a device."""
    return nearest(name, DEVICES, "")


def gpu_in_use() -> bool:
    """Whether this process has initialized a GPU; asking does not initialize one."""
    return bool(torch.cuda.is_initialized())  # type: ignore[no-untyped-call]


def memory_of(device: torch.device) -> int | None:
    """The bytes that this program may use on a device; None if that cannot be determined."""
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
    return min(physical, limit - page * int(Path("/proc/self/statm").read_text("utf-8").split()[0]))


OUT_OF_MEMORY = ("out of memory", "allocate memory", "ALLOC_FAILED")
"""The words of CUDA, MPS, the CPU's allocator and cuBLAS for a lack of memory."""


def lacks_memory(error: RuntimeError) -> bool:
    """Whether PyTorch raised this error because a device ran out of memory."""
    return any(words in str(error) for words in OUT_OF_MEMORY)


def reset_most_allocated(device: torch.device) -> None:
    """Reset :func:`most_allocated` to what is allocated now."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def most_allocated(device: torch.device) -> int | None:
    """The most bytes that torch has had allocated on a GPU since the last reset; None on other devices."""
    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else None


def peak_flops(device: torch.device, precision: str, seconds: float = 0.3) -> float | None:
    """FLOP/s of a large matrix product on a device: the measured peak with which a training step is compared.

    A product of two n × n matrices counts 2n³ FLOPs. The fastest of several runs within about ``seconds`` counts. A
    float32 product uses TF32 if convolutions do. None if the device has not enough memory for the product.
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
    """Whether cuDNN may round float32 inputs of convolutions to TF32's 10 bits, as PyTorch allows by default."""
    per_operation = getattr(torch.backends.cudnn, "conv", None)
    if per_operation is None:  # an older PyTorch
        return torch.backends.cudnn.allow_tf32
    return bool(per_operation.fp32_precision == "tf32")


@contextlib.contextmanager
def full_float32() -> Iterator[None]:
    """Inside the ``with`` block, convolutions on a GPU do not use TF32 and give the same numbers each time."""
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
    torch.mm(one, one)  # the first product includes the set-up
    while best == float("inf") or time.perf_counter() < until:
        synchronize(device)
        start = time.perf_counter()
        torch.mm(one, one)
        synchronize(device)
        best = min(best, time.perf_counter() - start)
    return best


def synchronize(device: torch.device) -> None:
    """Wait until the device has finished all its work."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
