"""Words of sentences about networks in German, which joins nouns: ``Faltungsschichten``."""

from __future__ import annotations

END = "(?![A-Za-zÀ-ÖØ-öø-ÿ])"
"""The end of a word."""
LAYER = rf"(?:gewichts-?)?(?:schicht|ebene|lage)(?:en)?{END}"
TYPES = {
    "conv": "faltungs?-?|convolutional-?|conv-?|konvolutions-?",
    "linear": (
        "(?:vollst[äa]ndig|voll|komplett)[- ]?(?:verbundene?[nr]?|vernetzte?[nr]?|verkn[üu]pfte?[nr]?)"
        "|fully-connected-?|fc-?"
    ),
    "pool": "(?:max-?|average-?)?pooling-?",
}
"""Kinds of layers, in front of the word for layers."""
ORDINALS = {"erste": 1, "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "letzte": -1}
ORDINAL = rf"\b(?:{'|'.join(ORDINALS)})[nrms]?{END}"
_SIZE = "(?:gr[öo](?:ß|ss)en?)"
QUANTITIES = {
    "kernel": f"(?:filter|kernel|fenster|pool(?:ing)?|faltungskern)-?{_SIZE}",
    "output": f"ausgabe-?(?:{_SIZE}|volumen|dimension(?:en)?)",
    "params": "parameter(?:n|zahl|anzahl)?",
    "flops": "(?:rechen|gleitkomma-?)operationen|rechenaufwand",
    "rf": "rezeptive[sn]? feld(?:er)?",
    "stride": f"schritt(?:weiten?|l[äa]ngen?|{_SIZE})|schritte?(?=\\s?[:=]\\s?[0-9])",
    "padding": "(?:null|rand|zero)?-?(?:polsterung|auff[üu]llung|f[üu]llung)",
    "filters": "filtern?|kerneln?|merkmalskarten|kan[äa]len?",
    "neurons": "neuronen|neuron",
    "units": "einheiten|knoten|ausg[äa]nge",
    "input": f"eingabe(?:bild(?:er)?|{_SIZE})?|bild(?:er|{_SIZE})?",
    "connections": "verbindungen",
    "classes": "klassen|kategorien",
    "depth": f"{LAYER}|tiefe",
    "weights": "gewichten?",
}
"""What a figure may count, by the keys of the lexicon."""


def quantity(key: str) -> str:
    """The words for what a figure may count; a pattern that finds nothing if there are none."""
    return f"(?:{QUANTITIES[key]}){END}" if key in QUANTITIES else "(?!)"


_LINKS = """
    der die das des dem den ein eine einen einer eines hat haben besitzt verfügt über besteht bestehen aus mit von für
    im in ist sind und sowie umfasst enthält benötigt braucht verwendet nutzt etwa rund ca circa ungefähr knapp nur
    insgesamt gesamt anzahl zahl beträgt hinzu auf zu dieser dieses diese architektur netz netzes netzwerk netzwerks
"""
LINKS = frozenset(_LINKS.split())
"""Words that may stand between a quantity and its figure."""
_ADJECTIVES = """
    lernbaren lernbare trainierbaren trainierbare freien freie tausend verdeckten versteckten
"""
ADJECTIVES = frozenset(_ADJECTIVES.split())
"""Words that may stand between a figure and its quantity."""
DOUBT = (
    r"\b(?:unser\w*|wir|vorgeschlagen\w*|modifiziert\w*|ver[äa]ndert\w*|reduziert\w*|beschnitten\w*|quantisiert\w*"
    r"|entfern\w+|ersetz\w+|ohne|angepasst\w*|wenn|w[üu]rde)\b"
)
"""Words about a changed network."""
EXAMPLE = r"\b(?:zum beispiel|z\.\s?b\.|beispielsweise|angenommen)"
GENERIC = r"\b(?:[äa]quivalent\w*|anstelle|entspricht|im allgemeinen|üblicherweise)\b"
OBJECT = (
    "als(?: d(?:as|ie|er|en))?|gegen[üu]ber(?: d(?:em|er|en))?|im (?:vergleich|gegensatz) (?:zu|zum|zur)|wie|"
    "verglichen mit|anders als|nach|seit(?: dem)?"
)
"""Words before a network that something is compared with."""
