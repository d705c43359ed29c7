"""Exact figures of CNN architectures: sizes, parameters, connections, MACs, FLOPs, receptive fields, memory.

>>> import cnnstat
>>> cnnstat.analyze("alexnet")["conv1"].params
34944
"""

from cnnstat._version import __version__ as __version__

TYPE_CHECKING = False  # instead of typing's, whose import takes longer than everything done here
if TYPE_CHECKING:  # the same names as below, for type checkers and editors
    from cnnstat.analysis import Analysis as Analysis
    from cnnstat.analysis import LayerAnalysis as LayerAnalysis
    from cnnstat.api.documents import check as check
    from cnnstat.api.exercises import exercises as exercises
    from cnnstat.api.figures import analyze as analyze
    from cnnstat.api.figures import compare as compare
    from cnnstat.api.figures import diff as diff
    from cnnstat.api.figures import explain as explain
    from cnnstat.api.figures import get as get
    from cnnstat.api.figures import table as table
    from cnnstat.api.handouts import handout as handout
    from cnnstat.api.networks import build as build
    from cnnstat.api.networks import from_torch as from_torch
    from cnnstat.api.networks import load as load
    from cnnstat.api.networks import networks as networks
    from cnnstat.api.pages import page as page
    from cnnstat.api.pictures import draw as draw
    from cnnstat.api.sweeps import sweep as sweep
    from cnnstat.comparing.diff import Diff as Diff
    from cnnstat.derivation import Explanation as Explanation
    from cnnstat.drawing.drawn import Drawing as Drawing
    from cnnstat.errors import CnnstatError as CnnstatError
    from cnnstat.errors import LayerError as LayerError
    from cnnstat.errors import SpecError as SpecError
    from cnnstat.errors import UsageError as UsageError
    from cnnstat.findings.finding import Finding as Finding
    from cnnstat.findings.report import Report as Report
    from cnnstat.handouts.handed import Handout as Handout
    from cnnstat.interactive.page import Page as Page
    from cnnstat.layers.shape import Shape as Shape
    from cnnstat.network.graph import Network as Network
    from cnnstat.network.graph import Node as Node
    from cnnstat.quantities.table import Table as Table
    from cnnstat.quizzes.made import Exercises as Exercises
    from cnnstat.sweeping.swept import Swept as Swept
else:
    _HOMES = {
        "analysis": ("Analysis", "LayerAnalysis"),
        "api.documents": ("check",),
        "api.exercises": ("exercises",),
        "api.figures": ("analyze", "compare", "diff", "explain", "get", "table"),
        "api.handouts": ("handout",),
        "api.networks": ("build", "from_torch", "load", "networks"),
        "api.pages": ("page",),
        "api.pictures": ("draw",),
        "api.sweeps": ("sweep",),
        "comparing.diff": ("Diff",),
        "derivation": ("Explanation",),
        "drawing.drawn": ("Drawing",),
        "errors": ("CnnstatError", "LayerError", "SpecError", "UsageError"),
        "findings.finding": ("Finding",),
        "findings.report": ("Report",),
        "handouts.handed": ("Handout",),
        "interactive.page": ("Page",),
        "layers.shape": ("Shape",),
        "network.graph": ("Network", "Node"),
        "quantities.table": ("Table",),
        "quizzes.made": ("Exercises",),
        "sweeping.swept": ("Swept",),
    }
    __all__ = ["__version__", *sorted(name for names in _HOMES.values() for name in names)]

    def __getattr__(name):
        """Import a part only when it is asked for, so that the program can be interrupted from its first moment on."""
        from importlib import import_module

        home = next((home for home, names in _HOMES.items() if name in names), None)
        if home is not None:
            return getattr(import_module(f"cnnstat.{home}"), name)
        from cnnstat.errors import nearest

        hint = "" if name.startswith("_") else nearest(name, __all__, "")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")

    def __dir__():
        """The public names; the package's modules are not among them, whether imported or not."""
        return sorted({name for name in globals() if name.startswith("__") and name.endswith("__")} | {*__all__})
