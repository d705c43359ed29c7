"""The sections of a page: the controls, the drawing, the table, the image; each with what holds at the own input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from cnnstat._version import __version__
from cnnstat.interactive.fitting import Kind
from cnnstat.interactive.packed import TITLES, Packed
from cnnstat.interactive.presets import Preset
from cnnstat.interactive.rows import TEXTS, UNITS
from cnnstat.interactive.settings import Choice
from cnnstat.language import Language, message
from cnnstat.network.graph import Network
from cnnstat.text.printable import printable

WHICH = {"first": message("first"), "middle": message("middle"), "last": message("last")}
MEANINGS = {
    Kind.EXACT: message("fits exactly"), Kind.LOOSE: message("nothing is lost"), Kind.LOSES: message("cells are lost"),
    Kind.BROKEN: message("does not run"),
}  # fmt: skip
"""What the colours of the strip mean."""
COLUMNS = ("does", "output_shape", "fit", "params", "macs", "rf")
"""The columns behind the layers' names; a narrow window shows the first ones."""
EYE = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="hatch" d="M0 0V6" stroke-width="3"/></pattern></defs><rect id="image"/><rect id="unseen-rows"/>'
    '<rect id="unseen-columns"/><rect id="seen"/><text id="across" x="150" text-anchor="middle"></text>'
    '<text id="down" y="154" text-anchor="end"></text>'
)
"""The image, what is never seen of it, and what a unit sees."""


def text(words: str) -> str:
    """Anybody's text, as it may stand between tags and in attributes."""
    return escape(printable(words))


class Markup:
    """Writes the sections of one page.

    Attributes:
        network: the network at its own input.
        packed: what the page holds.
        choices: the params that its reader can change.
        presets: inputs worth a look.
        fitting: a sentence on the inputs that fit; "" for none.
    """

    def __init__(
        self, network: Network, packed: Packed, choices: Sequence[Choice], presets: tuple[Sequence[Preset], str],
        language: Language,
    ) -> None:  # fmt: skip
        self.network, self.language, self._packed, self._choices = network, language, packed, choices
        self._presets, self._fitting = presets

    def head(self) -> Iterator[str]:
        source = self.network.source
        told = "; ".join(filter(None, (source.get("paper", ""), self.language.place(source.get("section", "")))))
        if told:
            yield f'<p class="under">{text(told)}</p>\n'
        about = self.language.of(self.network.about)
        if about:
            yield f'<p class="about">{text(about)}</p>\n'
        needs = text(self.language.say("The controls of this page need JavaScript and a browser of 2023 or later."))
        yield f"<noscript><p>{needs}</p></noscript>\n"

    def panel(self) -> str:
        """The controls and what they come to."""
        say, sides, own = self.language.say, self._packed.sides, self._packed.own
        heights = [side[0] for side in sides]
        square = all(height == width for height, width in sides)
        asked = (
            f'<div><label for="size">{text(say("Input, side") if square else say("Input, height"))}</label>'
            f'<span class="size"><input id="size" type="number" inputmode="numeric" min="{min(heights)}" '
            f'max="{max(heights)}" value="{sides[own][0]}"><span id="by">× {sides[own][1]}</span></span></div>'
        )
        key = "".join(
            f'<span><svg viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" class="kind-{kind}"/></svg>'
            f"{text(say(meant))}</span>"
            for kind, meant in MEANINGS.items()
        )
        ranged = (
            f'<div class="range"><label for="slider" class="label">{text(say("Move the input"))}</label>'
            f'<input id="slider" type="range" min="0" max="{len(sides) - 1}" value="{own}">'
            f'<svg viewBox="0 0 {len(sides)} 16" preserveAspectRatio="none" aria-hidden="true"><g id="bars"></g>'
            f'<rect id="needle" x="{own}" y="0" width="{max(1, len(sides) // 300)}" height="16"/></svg>'
            f'<div class="key">{key}</div></div>'
        )
        return (
            f'<section class="panel" aria-label="{text(say("Input and what follows from it"))}">\n'
            f'<div class="controls live"><div class="asked">{asked}{self._params()}</div>{ranged}'
            f'<div id="presets" role="group" aria-label="{text(say("Inputs worth a look"))}">'
            f"{''.join(map(button, self._presets))}</div></div>\n"
            f'<p id="outside" role="alert"></p>\n<div class="now">{self._verdict()}{self._totals()}</div>\n</section>\n'
        )

    def _params(self) -> str:
        """Choices of params, each with what it means."""
        found = []
        for each in self._choices:
            options = "".join(f"<option>{text(value)}</option>" for value in each.values)
            title = f' title="{text(each.about)}"' if each.about else ""
            found.append(
                f'<div><label for="param-{text(each.name)}">{text(each.name)}</label>'
                f'<select id="param-{text(each.name)}" data-param="{text(each.name)}"{title}>{options}</select></div>'
            )
        return f'<span id="choices" class="asked">{"".join(found)}</span>'

    def _verdict(self) -> str:
        totals, counts = self._own()
        return (
            f'<p id="verdict" class="verdict kind-{int(counts["kind"])}"><span id="verdict-sign" '
            'aria-hidden="true"></span> '
            f'<output id="verdict-text" for="size slider" aria-live="off">{text(totals["verdict"])}</output></p>'
        )

    def _totals(self) -> str:
        word = self.language.word
        totals, _ = self._own()
        titles = {"params": word("Params"), "macs": word("MACs"), "output": word("Output")}
        return '<dl class="totals">' + "".join(
            f'<div><dt>{text(title)}</dt><dd><output id="{key}" for="size slider" aria-live="off">{text(totals[key])}'
            f"</output>"
            + (f' <span class="change" id="{key}-change"></span>' if key != "output" else "")
            + "</dd></div>"
            for key, title in titles.items()
        ) + "</dl>"  # fmt: skip

    def _own(self) -> tuple[dict[str, str], dict[str, int]]:
        """The totals at the network's own input."""
        assert self._packed.first is not None
        summary, own = self._packed.first[2], self._packed.own
        return summary.texts[own], summary.numbers[own]

    def lost(self) -> str:
        say = self.language.say
        return (
            '<section id="lost" aria-labelledby="lost-title" hidden>'
            f'<h2 id="lost-title">{text(say("What is lost"))}</h2><ul id="losses"></ul><p id="unseen"></p></section>\n'
        )

    def drawing(self) -> str:
        drawing = self._packed.variants[0]["drawing"]
        if not drawing:
            return '<section id="drawing" hidden><div id="drawn"></div></section>\n'
        told = self.language.say(
            "Blocks are as large as at the network's own input; the sizes written on them follow the input. A red edge "
            "is a layer that loses cells."
        )
        name = text(self.language.say("The network"))
        return (
            f'<section id="drawing" class="live" aria-label="{name}"><figure><div id="drawn" tabindex="0" role="group" '
            f'aria-label="{name}"></div><figcaption class="small">{text(told)}</figcaption></figure></section>\n'
        )

    def table(self) -> str:
        say, word = self.language.say, self.language.word
        names = {"does": say("Does"), "fit": say("Fit"), **{key: word(title) for key, title in TITLES.items()}}
        head = f'<th scope="col">{text(say("Layer"))}</th>' + "".join(
            f'<th scope="col" class="{cell_class(key)}">{text(names[key])}</th>' for key in COLUMNS
        )
        totals, _ = self._own()
        sums = "".join(f'<td class="number" id="sum-{key}">{text(totals[key])}</td>' for key in ("params", "macs"))
        foot = f'<th scope="row">{text(say("total"))}</th><td class="does"></td><td></td><td></td>{sums}<td></td>'
        keys = say(
            "Point at a figure or move to it to see how it comes about; arrow keys move between figures, Escape closes."
        )
        return (
            f'<section aria-labelledby="table-title"><h2 id="table-title">{text(say("Layer by layer"))}</h2>\n'
            f'<p class="small keys live">{text(keys)}</p>\n<div class="scroll"><table aria-labelledby="table-title">\n'
            f'<thead><tr>{head}</tr></thead>\n<tbody id="rows">\n{"".join(self._plain_rows())}</tbody>\n'
            f"<tfoot><tr>{foot}</tr></tfoot>\n</table></div>\n"
            '<div id="tip" role="tooltip" hidden><p id="tip-title"></p><div id="tip-body"></div></div></section>\n'
        )

    def _plain_rows(self) -> Iterator[str]:
        """The rows at the network's own input, for readers without the script; blocks are one row each."""
        assert self._packed.first is not None
        rows, written, _ = self._packed.first
        for at, row in enumerate(rows):
            place = written.places[at][self._packed.own]
            if row.block or place < 0:
                continue
            texts = written.contents[at][place].texts
            cells = "".join(
                f'<td class="plain {cell_class(key)}">{text(texts[TEXTS.index(key)])}</td>' for key in COLUMNS
            )
            yield f'<tr><th scope="row" class="plain">{text(row.name)}</th>{cells}</tr>\n'

    def field(self) -> str:
        """The image with what a unit sees."""
        say = self.language.say
        units = "".join(
            f'<label><input type="radio" name="unit" value="{unit}">{text(say(WHICH[unit]))}</label>' for unit in UNITS
        )
        return (
            f'<section class="side live" aria-labelledby="field-title"><h2 id="field-title">'
            f"{text(say('What a unit sees'))}</h2>\n"
            f'<div class="pick"><div><label class="label" for="row">{text(say("Layer"))}</label>'
            f'<select id="row"></select></div><fieldset id="units"><legend>{text(say("Unit"))}</legend>{units}'
            '</fieldset><p id="sees" class="small"></p></div>\n<div>'
            f'<svg class="eye" viewBox="0 0 300 300" role="img" aria-labelledby="sees">{EYE}</svg></div></section>\n'
        )

    def foot(self) -> Iterator[str]:
        say = self.language.say
        if self._fitting:
            yield f"<p>{text(self._fitting)}</p>"
        told = [
            say("Counts are for one image."),
            say("1 MAC = one multiply-accumulate of a convolution or linear layer, without bias."),
            say("RF is the side of the receptive field in pixels; rows and columns count from 0, below 0 is padding."),
        ]
        if any(node.auxiliary for node in self.network.nodes):
            told.append(say("Auxiliary heads exist in training only and are not counted."))
        yield f"<p>{text(' '.join(told))}</p>"
        made = say(
            "Every figure was computed by cnnstat {version}; the script of this page only looks them up.",
            version=__version__,
        )
        yield f"<p>{text(made)}</p>"


def cell_class(key: str) -> str:
    """How a column is set."""
    return key if key in ("does", "fit") else "number"


def button(preset: Preset) -> str:
    """A preset as a button."""
    return (
        f'<button type="button" data-input="{preset.input}" aria-pressed="false">{text(preset.text)}'
        f"<small>{text(preset.why)}</small></button>"
    )
