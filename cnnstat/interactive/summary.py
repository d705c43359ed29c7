"""A network as a whole at every input: totals, whether it fits, what it loses, or what breaks."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.analysis import Analysis
from cnnstat.analysis.repeated import MisfitError
from cnnstat.derivation.fitting import lost
from cnnstat.errors import SpecError
from cnnstat.interactive import fitting
from cnnstat.interactive.fitting import Kind
from cnnstat.interactive.presets import text_of
from cnnstat.interactive.rows import TEXTS, Row, Written
from cnnstat.interactive.states import State
from cnnstat.language import Language
from cnnstat.sizes.misfit import unseen
from cnnstat.text import numbers
from cnnstat.text.printable import printable

TOTALS = ("params", "macs", "output", "params change", "macs change", "verdict", "unseen", "problem", "spoken")
COUNTS = ("kind", "broken", "unseen rows", "unseen columns")
MOST_NAMED = 3
"""Layers that a verdict names."""


class Summary:
    """The network as a whole at each input.

    Attributes:
        texts: at each input, a text for each of :data:`TOTALS`.
        numbers: the same for :data:`COUNTS`.
        own: the network at its own input.
    """

    def __init__(
        self, rows: Sequence[Row], written: Written, states: Sequence[State], own: int, language: Language
    ) -> None:  # fmt: skip
        self._language, self._rows, self._written = language, rows, written
        self.own = states[own].analysis
        self._layers = [at for at, row in enumerate(rows) if not row.members]
        self.texts: list[dict[str, str]] = []
        self.numbers: list[dict[str, int]] = []
        for at, state in enumerate(states):
            texts, counts = self._at(at, state)
            self.texts.append(texts)
            self.numbers.append(counts)

    def _at(self, at: int, state: State) -> tuple[dict[str, str], dict[str, int]]:
        say = self._language.say
        size = text_of(state.side)
        texts = dict.fromkeys(TOTALS, "")
        if state.analysis is None or state.problem is not None:
            name = broken_layer(state.problem)
            broken = next(
                (row for row in self._layers if self._rows[row].name == name), -1
            )  # an auxiliary head has none
            name = printable(name)
            problem = printable(problem_text(state.problem, self._language))
            verdict = say("Does not run: {layer}: {problem}.", layer=name, problem=problem) if name else problem
            texts |= {
                "params": "–", "macs": "–", "output": "–", "verdict": verdict, "problem": problem,
                "spoken": say("Input {size}: {verdict}", size=size, verdict=verdict),
            }  # fmt: skip
            return texts, {"kind": Kind.BROKEN, "broken": broken, "unseen rows": 0, "unseen columns": 0}
        kind, verdict = self._verdict(at)
        params, macs = numbers.grouped(state.analysis.params), numbers.grouped(state.analysis.macs)
        rows, columns = unseen(state.analysis)
        output = str(state.analysis.output)
        texts |= {
            "params": params, "macs": macs, "output": output, "verdict": verdict,
            "params change": self._change(state.analysis, "params"),
            "macs change": self._change(state.analysis, "macs"),
            "unseen": self._unseen(rows, columns),
            "spoken": say(
                "Input {size}: {verdict} {params} parameters, {macs} MACs, output {output}.",
                size=size, verdict=verdict, params=params, macs=macs, output=output,
            ),
        }  # fmt: skip
        return texts, {"kind": kind, "broken": -1, "unseen rows": rows, "unseen columns": columns}

    def _verdict(self, at: int) -> tuple[Kind, str]:
        """How well an input fits, by its worst layer."""
        say = self._language.say
        worst, losing = Kind.NONE, list[tuple[str, str]]()
        for row in self._layers:
            place = self._written.places[row][at]
            if place < 0:
                continue
            content = self._written.contents[row][place]
            kind = Kind(content.numbers[0])
            worst = max(worst, kind)
            if kind == Kind.LOSES:
                told = content.texts[TEXTS.index("fit")].removeprefix("▲ ")
                losing.append((printable(self._rows[row].name), told))
        if worst == Kind.LOSES:
            if len(losing) <= MOST_NAMED:
                return worst, say(
                    "Cells are lost: {layers}.", layers=", ".join(f"{name} ({told})" for name, told in losing)
                )
            return worst, self._language.plural(
                "{count} layer loses cells.", "{count} layers lose cells, {first} first.", len(losing),
                first=losing[0][0],
            )  # fmt: skip
        if worst == Kind.LOOSE:
            return worst, say("Divisions leave a remainder, but no cell is lost.")
        return Kind.EXACT, say("Every window ends where its map ends.")

    def _unseen(self, rows: int, columns: int) -> str:
        if not rows and not columns:
            return ""
        cells = lost(rows, columns, self._language)
        return self._language.say("The last {cells} of the image cannot change the output.", cells=cells)

    def _change(self, analysis: Analysis, key: str) -> str:
        """How much more or less a figure is than at the network's own input."""
        if self.own is None:
            return ""
        now, before = getattr(analysis, key), getattr(self.own, key)
        if now == before or not before:
            return ""
        return numbers.change(now, before)


def broken_layer(problem: MisfitError | SpecError | None) -> str:
    """The name of the layer that breaks; "" where it is not known."""
    if isinstance(problem, MisfitError):
        return problem.node.name
    return problem.layer.rpartition(" (")[0] if problem is not None else ""


def problem_text(problem: MisfitError | SpecError | None, language: Language) -> str:
    """Why a network does not run: the analyzer's own message, where it has one in this language."""
    if isinstance(problem, MisfitError):
        return fitting.too_large(problem, language) or str(problem)
    return problem.problem if problem is not None else ""
