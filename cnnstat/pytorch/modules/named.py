"""Children under any name."""

from __future__ import annotations

from typing import Any

from torch import nn


class Named(nn.ModuleDict):
    """Children under any name: one called "training" stands beside the module's own attribute of that name."""

    def __setattr__(self, name: str, value: Any) -> None:
        own = name in self.__dict__ or hasattr(type(self), name)
        if own and not isinstance(value, nn.Module):
            object.__setattr__(self, name, value)  # torch would take it for the child's successor
        else:
            super().__setattr__(name, value)
