"""Text escaped for LaTeX, so that it is typeset literally, without further packages or fonts where possible."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTERS = (
    "α alpha, β beta, γ gamma, δ delta, ε varepsilon, ζ zeta, η eta, θ theta, ι iota, κ kappa, λ lambda, μ mu, ν nu, "
    "ξ xi, π pi, ρ rho, σ sigma, τ tau, υ upsilon, φ varphi, χ chi, ψ psi, ω omega, ς varsigma, Γ Gamma, Δ Delta, "
    "Θ Theta, Λ Lambda, Ξ Xi, Π Pi, Σ Sigma, Υ Upsilon, Φ Phi, Ψ Psi, Ω Omega"
)
_MATHEMATICS = {
    "×": r"\times", "·": r"\cdot", "−": "-", "±": r"\pm", "⌈": r"\lceil", "⌉": r"\rceil", "⌊": r"\lfloor",
    "⌋": r"\rfloor", "≈": r"\approx", "∼": r"\sim", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "→": r"\rightarrow",
    "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow", "√": r"\surd", "∑": r"\sum", "∏": r"\prod",
    "∞": r"\infty", "∈": r"\in", "∂": r"\partial", "∇": r"\nabla", "∝": r"\propto", "≡": r"\equiv", "≪": r"\ll",
    "≫": r"\gg", "∘": r"\circ", "⊕": r"\oplus", "⊗": r"\otimes", "∗": r"\ast", "′": r"'", "⋮": r"\vdots",
    "<": "<", ">": ">", "|": "|",
    **{each[0]: f"\\{each[2:]}" for each in _LETTERS.split(", ")},
    **{sign: f"^{plain}" for sign, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵛ", "0123456789+-nv", strict=True)},
    **{sign: f"_{plain}" for sign, plain in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)},
}  # fmt: skip
"""Characters that need math mode. So do < > and |: LaTeX's oldest font encoding (OT1) prints other signs for them."""
_SIGNS = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "`": r"\textasciigrave{}", "…": r"\dots{}", "–": "--",
    "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", "•": r"\textbullet{}", "½": r"$\frac{1}{2}$",
    "✓": r"$\surd$", "\xa0": "~", "\u202f": r"\,", "\u2009": r"\,",
    **{sign: f"${written}$" for sign, written in _MATHEMATICS.items()},
}  # fmt: skip
_LIGATURE = re.compile("([-,':])(?=\\1)")
"""Two hyphens would be a dash; two commas or apostrophes, quotation marks; two colons, a command of a CI log."""
_KNOWN = re.compile("[\x00-\x7f¡-ÿĀ-žȘ-țŒœŠšŸŽžƒ‚„†‡‰‹›€™]+")
"""What LaTeX reads in UTF-8 without any package: ASCII, and the letters of Western and Central Europe."""


def escape(text: str) -> str:
    """Text escaped for LaTeX, on one line, as an empty one would end the argument that it stands in.

    Characters that plain LaTeX does not know stay: the document must load what they need.
    """
    text = _LIGATURE.sub("\\1\0", " ".join(text.splitlines()))
    return "".join(_SIGNS.get(sign, sign) for sign in text).replace("\0", "{}")


def row(cells: Iterable[str]) -> str:
    """Cells of a table, escaped before, as a row without its end.

    Behind the end of the row above, and behind a rule, LaTeX takes a bracket or a star for an option, blanks or not.
    """
    joined = " & ".join(cells)
    return f"{{}}{joined}" if joined.lstrip().startswith(("[", "*")) else joined


def unknown(text: str) -> str:
    """The characters of a LaTeX source, each once, that need a package or another engine."""
    return "".join(dict.fromkeys(_KNOWN.sub("", text)))
