"""How a drawing is written: one medium a file, found by its name, as :class:`~cnnstat.media.Media` says.

A module has a function ``written(Scene)``, or ``sketched(Sketch)`` for a language in which others lay out the graph.
"""

from __future__ import annotations

from cnnstat.media import Media

MEDIA = Media(__name__, __file__)
NAMES, module, endings, extras, medium = MEDIA.names, MEDIA.module, MEDIA.endings, MEDIA.extras, MEDIA.medium
