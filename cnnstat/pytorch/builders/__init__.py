"""Layer → module: one builder function for each layer type, one file per family as in :mod:`cnnstat.layers`.

A builder takes the layer and the shape (or shapes) of its input, and returns a module that holds the layer's numbers
under torch's names, ``weight`` and ``bias``. A child ``pad`` of it runs before it.
"""

from cnnstat.pytorch.builders.base import BUILDERS, Builder

# Importing a family's file is what registers its builders.
from cnnstat.pytorch.builders import conv, dense, merge, norm, pointwise, pool, spatial  # isort: skip

__all__ = ["BUILDERS", "Builder", "conv", "dense", "merge", "norm", "pointwise", "pool", "spatial"]
