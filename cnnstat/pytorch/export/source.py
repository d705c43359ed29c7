"""A model as the text of a Python file that needs nothing but torch."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace

from cnnstat._version import __version__
from cnnstat.analysis import analyze_network
from cnnstat.analysis.setting import Setting
from cnnstat.network.graph import Network
from cnnstat.pytorch.builders.calls import Text
from cnnstat.pytorch.export.classes import classes, used
from cnnstat.pytorch.export.helpers import HELPERS, helpers
from cnnstat.pytorch.export.layout import INDENT, WIDTH
from cnnstat.pytorch.export.writer import Members, Writer
from cnnstat.pytorch.model import outline
from cnnstat.spec.param import written

IMPORTS = {
    "math": "import math",
    "Sequence": "from collections.abc import Sequence",
    "Any": "from typing import Any",
    "torch": "import torch",
    "F": "import torch.nn.functional as F",
}
"""The line that brings each name, where it is used."""
TOLD = re.compile(r'"""(?s:.*?)"""|"(?:[^"\\\n]|\\.)*"|#[^\n]*')
NAME = re.compile(r"(?<![\w.])[A-Za-z]\w*")
"""A name that a file of ours reads, once strings and comments are gone; to parse thousands of layers takes seconds."""


def export_source(network: Network, logits: bool = False) -> str:
    """The network as a Python file.

    Its last class makes a model whose state has the same keys as that of :class:`~cnnstat.pytorch.model.Model`, and
    which computes the same. Weights begin as torch's layers draw them, not as the recipe says.
    """
    found = classes(outline(network, logits))
    calls = list(used(found))
    texts = [each.value for call in calls for each in call.arguments if isinstance(each.value, Text)]
    codes = dict.fromkeys(text.constant for text in texts if text.constant)
    constants = {code: f"CODES{number or ''}" for number, code in enumerate(codes)}
    writer = Writer({each.token: each.name for each in found}, constants)
    named = [*(call.function for call in calls), *(Members(each.bodies[0]).base for each in found)]
    parts = helpers(name for name in named if name in HELPERS)
    parts += [writer.block(each) for each in found[:-1]]
    parts.append(writer.network(found[-1], network))
    text = "\n\n".join(parts)
    head = "".join(f"\n{name} = (\n{lines(code)})\n" for code, name in constants.items())
    return f"{docstring(network, logits)}\n{imports(text)}{head}\n\n{text}"


def lines(code: tuple[str, ...]) -> str:
    return "".join(f'{INDENT}"{row}",\n' for row in code)


def docstring(network: Network, logits: bool) -> str:
    """What the network is, where it comes from, and what made the file."""
    every = analyze_network(network)
    params, trained = (replace(every, setting=Setting(training)).params for training in (False, True))
    counts = f"{params:,} parameters"
    if trained != params:
        counts += f", {trained:,} with the auxiliary heads, which exist in training only"
    scores = " It gives scores: the last softmax is left out." if logits else ""
    settings = ", ".join(f"{key}={written(value)}" for key, value in network.settings.items())
    origin = f"{network.name} with {settings}" if settings else network.name
    paper, section = network.source.get("paper", ""), network.source.get("section", "")
    source = "; section ".join(text for text in (paper, section) if text)
    paragraphs = [
        f"{network.title} in PyTorch.",
        f"{source.rstrip('.')}." if source else "",
        f"Input {network.input}; {counts}.{scores} Comments give the size of each output for one image.",
        f"Made by cnnstat {__version__} from its network {origin}. The state has the keys of cnnstat's own model.",
    ]
    text = "\n\n".join(textwrap.fill(each, WIDTH, break_long_words=False) for each in paragraphs if each)
    escaped = text.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    return f'"""{escaped}\n"""\n'


def imports(text: str) -> str:
    """The lines that import what the text uses."""
    found = set(NAME.findall(TOLD.sub("", text)))
    standard = [IMPORTS[name] for name in ("math", "Sequence", "Any") if name in found]
    own = [IMPORTS[name] for name in ("torch", "F") if name in found]
    return "".join(f"{line}\n" for line in [*standard, *[""] * bool(standard), *own, "from torch import Tensor, nn"])
