"""What all media of pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Written:
    """Pages as a medium writes them.

    Attributes:
        main: the file's content.
        beside: files that it shows, by their paths relative to its folder, as Markdown's pictures.
    """

    main: str | bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)
