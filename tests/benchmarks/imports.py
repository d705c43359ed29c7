"""What reading other programs' networks costs: files beside specs of the same network, lifting beside torch.export.

``python tests/benchmarks/imports.py`` prints ratios of CPU time, each the best of several rounds, and fails beyond the
limits: 2 for a file, 1.3 for a lifted module, 1.5 for one whose spec is kept beside a spec in a file.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from subprocess import DEVNULL, run

import cnnstat
from cnnstat.spec.write import write_spec

sys.path.insert(0, str(Path(__file__).parents[1] / "importing"))
import emitters

ROUNDS, FILE, LIFTED, KEPT = 7, 2.0, 1.3, 1.5
MODULES = ("resnet18", "mobilenet_v2", "densenet121")


def best(function: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least CPU seconds of some calls."""
    found = []
    for _ in range(rounds):
        begin = time.process_time()
        function()
        found.append(time.process_time() - begin)
    return min(found)


def files(folder: Path) -> list[float]:
    """Reading a file of Caffe or Keras over reading a flat spec of the same network."""
    ratios = []
    for name in ("vgg16", "resnet50", "mobilenet_v2"):
        network = cnnstat.load(name)
        spec = folder / f"{name}.yaml"
        spec.write_text(write_spec(network), encoding="utf-8")
        ours = best(lambda spec=spec: cnnstat.load(spec))  # type: ignore[misc]
        for ending, emit in (("prototxt", emitters.prototxt), ("json", emitters.keras_json)):
            path = folder / f"{name}.{ending}"
            path.write_text(emit(network), encoding="utf-8")
            ratios.append(best(lambda path=path: cnnstat.load(path)) / ours)  # type: ignore[misc]
            print(f"{name + '.' + ending:20} {ratios[-1]:.2f} × a spec")
    return ratios


def lifting() -> list[float]:
    """Lifting a module over recording it alone."""
    import torch
    import torchvision

    from cnnstat.pytorch.lift import lifted
    from cnnstat.pytorch.lift.trace import traced

    ratios, shape = [], (1, 3, 224, 224)
    for name in MODULES:
        with torch.device("meta"):
            module = torchvision.models.get_model(name)
        lifted(module, shape, name)
        alone, whole = [], []
        for _ in range(ROUNDS):  # in turns, as other programs come and go
            alone.append(best(lambda module=module: traced(module, shape), 1))  # type: ignore[misc]
            whole.append(best(lambda module=module, name=name: lifted(module, shape, name), 1))  # type: ignore[misc]
        ratios.append(min(whole) / min(alone))
        print(f"{name:20} {ratios[-1]:.2f} × torch.export")
    return ratios


def kept(folder: Path) -> float:
    """A second call with the name of a module over one with a spec."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder)}

    def seconds(*words: str) -> float:
        before = getrusage(RUSAGE_CHILDREN)
        run([sys.executable, "-m", "cnnstat", *words], check=True, stdout=DEVNULL, stderr=DEVNULL, env=environment)
        after = getrusage(RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    name, spec = "torchvision.models:resnet18", str(folder / "resnet18.yaml")
    seconds("import", name, "-o", spec)
    seconds(name)
    found = min(seconds(name) for _ in range(ROUNDS)) / min(seconds(spec) for _ in range(ROUNDS))
    print(f"{'second call':20} {found:.2f} × a spec")
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slow = [max(files(folder)) > FILE, max(lifting()) > LIFTED, kept(folder) > KEPT]
    if any(slow):
        sys.exit(f"more than {FILE} for a file, {LIFTED} for a module, or {KEPT} for a second call")


if __name__ == "__main__":
    main()
