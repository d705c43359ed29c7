"""What each of torch's operations is in a spec, one family a file; an operation that none of them names is refused."""

from __future__ import annotations

from cnnstat.pytorch.lift.operations.registry import OPERATIONS

# Importing a family's file is what registers its operations.
from cnnstat.pytorch.lift.operations import branches, layout, merge, pointwise, pool, response, weighted  # isort: skip

__all__ = ["OPERATIONS", "branches", "layout", "merge", "pointwise", "pool", "response", "weighted"]
