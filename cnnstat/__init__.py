"""Exact figures of CNN architectures: sizes, parameters, connections, MACs, FLOPs, receptive fields, memory.

>>> import cnnstat
>>> cnnstat.analyze("alexnet")["conv1"].params
34944
"""

from cnnstat._version import __version__

TYPE_CHECKING = False  # as typing has it, whose import takes longer than all that is done here
if TYPE_CHECKING:
    from cnnstat.analysis import Analysis, LayerAnalysis
    from cnnstat.api import analyze, build, check, get, load
    from cnnstat.errors import CnnstatError, LayerError, SpecError, UsageError
    from cnnstat.findings.finding import Finding
    from cnnstat.findings.report import Report
    from cnnstat.layers.shape import Shape
    from cnnstat.network.graph import Network, Node
else:
    _HOMES = {
        "analysis": ("Analysis", "LayerAnalysis"),
        "api": ("analyze", "build", "check", "get", "load"),
        "errors": ("CnnstatError", "LayerError", "SpecError", "UsageError"),
        "findings.finding": ("Finding",),
        "findings.report": ("Report",),
        "network.graph": ("Network", "Node"),
        "layers.shape": ("Shape",),
    }

    def __getattr__(name):
        """Import a part when it is asked for, so that the program can be interrupted from its first moment on."""
        from importlib import import_module

        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"cnnstat.{home}"), name)

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = [
    "Analysis",
    "CnnstatError",
    "Finding",
    "LayerAnalysis",
    "LayerError",
    "Network",
    "Node",
    "Report",
    "Shape",
    "SpecError",
    "UsageError",
    "__version__",
    "analyze",
    "build",
    "check",
    "get",
    "load",
]
