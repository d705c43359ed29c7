"""A model as Python source, or as an ONNX file.

``calls`` asks the builders how each module is written; ``scopes`` finds the blocks that can be classes, ``bodies``
what stands in one, ``classes`` and ``parameters`` which blocks are one class with different arguments; ``forward`` and
``writer`` write it down.
"""

from cnnstat.pytorch.export.onnx import export_onnx, onnx_bytes
from cnnstat.pytorch.export.source import export_source

__all__ = ["export_onnx", "export_source", "onnx_bytes"]
