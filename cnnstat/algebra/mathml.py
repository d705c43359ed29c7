"""MathML, apart from other notations, as few commands need what it imports."""

from __future__ import annotations

from html import escape

from cnnstat.algebra.notation import Notation

BRACES = {kind: (f"<mrow><mo>{begin}</mo>", f"<mo>{end}</mo></mrow>") for kind, (begin, end) in {
    "()": "()", "floor": "⌊⌋", "ceil": "⌈⌉", "max": ("max</mo><mo>(", ")"), "min": ("min</mo><mo>(", ")"),
}.items()}  # fmt: skip
# Words are identifiers, since a sign beside a mere text gets no room, and so does an equals sign that begins a line
# and is not told to be infix.
MATHML = Notation(
    word=lambda text: f"<mi>{escape(text)}</mi>",
    letter=lambda text: f"<mi>{escape(text)}</mi>", number=lambda text: f"<mn>{text}</mn>",
    times="<mo>×</mo>", plus="<mo>+</mo>", minus="<mo>−</mo>",
    power=lambda base, exponent: f"<msup><mrow>{base}</mrow><mn>{exponent}</mn></msup>",
    fraction=lambda above, below: f"<mfrac><mrow>{above}</mrow><mrow>{below}</mrow></mfrac>", inline=False,
    brackets=BRACES, equals='<mo form="infix">=</mo>', comma="<mo>,</mo>", percent="<mtext> %</mtext>",
)  # fmt: skip
