"""Words of sentences about networks in Spanish, Portuguese, French and Italian, where adjectives stand behind nouns."""

from __future__ import annotations

import re

LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
NUMBER_OF = r"(?:n[úu]mero|nombre|numero|cantidad|n[º°]) (?:de|di) "
LAYER = r"(?:camadas?|capas?|couches?|strat[oi]|livell[oi])"
TYPES = {
    "conv": (
        r"(?:de convolu(?:ção|ci[oó]n|tions?)|di convoluzione"
        r"|convolu(?:cion(?:al|ais|ales)|ti(?:f|fs|ve|ves)|tionn(?:el|els|elle|elles)|zional[ei]))"
    ),
    "linear": (
        r"(?:(?:(?:total|completa|plena|intera)mente|enti[eè]rement|totalement|compl[eè]tement)"
        r" con(?:n?ectad[ao]s?|nectée?s?|ness[aeio])|dens[aeo]s?|fully connected|FC)"
    ),
    "pool": r"(?:(?:(?:de|di) )?(?:max[- ]?|average[- ]?)?pooling|de (?:agrupamento|agrupación|submuestreo))",
}  # fmt: skip
"""Kinds of layers, behind the word for layers."""
ANY_TYPE = "|".join(f"(?P<t_{name}>{said})" for name, said in TYPES.items())
_ORDINALS = {
    1: "primeira primeiras primera primeras première premières prima prime primo primer",
    2: "segunda deuxième seconde seconda secondo segundo",
    3: "terceira tercera troisième terza terzo tercer terceiro", 4: "quarta cuarta quatrième quarto cuarto",
    5: "quinta cinquième quinto",
    -1: "última últimas ultima ultime ultimo último dernière dernières",
}  # fmt: skip
ORDINALS = {word: number for number, words in _ORDINALS.items() for word in words.split()}
NUMBERS = {
    word: number
    for number, words in enumerate(("duas dos deux due", "três tres trois tre", "quatro cuatro quatre quattro"), 2)
    for word in words.split()
}
_MANY = rf"(?:{'|'.join(NUMBERS)})"
ORDINAL = rf"(?:{'|'.join(ORDINALS)}|(?<![0-9])(?:1[0-9]|[1-9])(?:\s?[ªº]|[eè]?re|[eè]?me|e))"
PART = re.compile(
    rf"(?<![{LETTER}])(?:(?P<before>{_MANY})\s)?(?P<ordinal>{ORDINAL})\s(?:(?P<count>{_MANY})\s)?"
    rf"{LAYER}(?![{LETTER}])(?:\s(?:{ANY_TYPE})(?![{LETTER}]))?",
    re.IGNORECASE,
)
"""Certain layers: ``primeira camada convolucional``, ``últimas dos capas densas``."""
NUMBERED = re.compile(
    rf"(?<![{LETTER}]){LAYER}\s(?:{ANY_TYPE})\s(?:n[º°]\s?)?#?(?P<number>1?[0-9])"
    rf"(?![0-9{LETTER}×*/%]|[.,][0-9]|\s?[×xX*/]|\s[{LETTER}0-9])",
    re.IGNORECASE,
)
"""A layer by its number among those of its kind: ``capa convolucional 2``."""
GROUP = re.compile(rf"(?<![{LETTER}]){LAYER}\s(?:{ANY_TYPE})(?![{LETTER}])", re.IGNORECASE)
"""All layers of a kind."""
_SIZE = "tamanhos?|tamaños?|tailles?|dimension[ei]s?|dimensões|dimensiones"
_OF = "(?:de|do|da|dos|del|des|du|di|della|dei|d['’])"
_OUT = "(?:sa[ií]das?|salidas?|sorties?|uscita|output)"
_MAPS = (
    rf"(?:mapas?|cartes|mapp[ae]) (?:{_OF} )(?:la |le )?"
    r"(?:caracter[ií]sticas?|features|recursos|caractéristiques|activa(?:ção|ción|tion)|attivazione)"
)
QUANTITIES = {
    "kernel": (
        rf"(?:{_SIZE}) {_OF} ?(?:la |el |le |o |a )?"
        "(?:kernels?|filtros?|filtres?|filtr[oi]|n[úu]cleos?|noyaux?|janelas?|ventanas?|fenêtres?|pool(?:ing)?)"
    ),
    "output": rf"(?:{_SIZE}|volumes?) {_OF} ?{_OUT}",
    "params": "par[aâá]metros|paramètres|parametri",
    "flops": "opera(?:ções|ciones|zioni)|opérations",
    "rf": "campos? re[cz]eptivos?|champs? réceptifs?|champ récepteur|camp[oi] recettiv[oi]",
    "stride": (
        r"(?:passo|paso|passada|foulée|zancada|pas|salto|deslocamento|desplazamiento|décalage)"
        r"(?=\s(?:de|di|d['’])\s?[$(]?[0-9]|\s?[:=]\s?[$(]?[0-9]"
        r"|\s[$(]?[0-9]{1,2}(?![0-9]|\s?[:)–—-]))"  # no ``Paso 1:``
    ),
    "padding": (
        "preenchimento|enchimento|acolchoamento|relleno|acolchado|remplissage|rembourrage|bourrage|riempimento"
        r"|imbottitura|marges?(?=\s(?:de|à|d['’]|=|:)?\s?[$(]?[0-9]|\s?[:=]\s?[$(]?[0-9])"
    ),
    "filters": rf"filtros?|filtres?|filtr[oi]|n[úu]cleos?|noyaux?|cana(?:is|les|ux|li)(?: {_OF} ?{_OUT})?|{_MAPS}",
    "neurons": "neur[ôo]nios?|neuronas?|neurones?|neuroni",
    "units": "unidades?|unités?|unità|nodos?|nœuds?|nodi|sa[ií]das|salidas|sorties|uscite",
    "input": (
        rf"(?:imagens?|im[áa]gen(?:es)?|immagin[ei]|images)(?: {_OF} ?(?:entrada|entrée|ingresso|input))?"
        "|entradas?|entrées?"
    ),
    "classes": "clases|classi|categor[ií]as|catégories|categorie",
    "depth": f"{LAYER}|profundidade?|profondeur|profondità",
    "weights": "pesos|poids|pesi",
    "windows": "janelas?|ventanas?|fenêtres?|finestre?|convolu(?:ções|ciones|zioni)",
}  # fmt: skip
"""What a figure may count, by the keys of the lexicon."""


def quantity(key: str) -> str:
    """The words for what a figure may count; a pattern that finds nothing if there are none."""
    return rf"(?:{QUANTITIES[key]})(?![{LETTER}])" if key in QUANTITIES else "(?!)"


_LINKS = """
    de do da dos das del la el los las le les un une una uno um uma con com avec il lo gli i e y et em en per por para
    tem têm tiene tienen possui contém contiene contient ha a à são sont sono es é est utiliza usa utilise emplea
    cerca aproximadamente environ circa unos unas quase casi presque quasi apenas solo só seulement totale ont comprend
    conta cuenta suma forma seu su sus seus sua son suoi di dei della compte
"""
LINKS = frozenset(_LINKS.split())
"""Words that may stand between a quantity and its figure."""
DOUBT = (
    r"\b(?:nuestr[oa]s?|noss[oa]s?|notre|nostr[oaie]|podad\w+|modificad\w+|modificat\w+|reduzid\w+|reducid\w+)\b"
    r"|\b(?:eliminad\w+|sustitu\w+|substitu\w+|reemplaz\w+|remplac\w+|sostitu\w+|sans|senza|ajust(?:e|ada|ado) fino)\b"
    r"|propuest[oa]|propost[oaie]\b|proposée?|modifiée?|élagu"
)
"""Words about a changed network."""
EXAMPLE = r"\b(?:por (?:ejemplo|exemplo)|par exemple|(?:per|ad) esempio|supon\w+|supposons)\b"
GENERIC = r"\b(?:equivalentes?|en lugar de|em vez de|au lieu de|invece di|equivale)\b|équivalent"
_THE = "(?: l[aeo]| el| os?| as?)?"
_MORE = "menos|más|mais|plus|più|moins|meno|mejor(?:es)?|melhor(?:es)?|mayor|maior|menor|meilleure?s?|(?:in|su)ferior"
OBJECT = (
    rf"(?:{_MORE})\b[^.,;()]{{0,30}}?\s(?:(?:do )?que|di|d[eo]){_THE}|frente al?{_THE}"
    rf"|comparad[oa]s? (?:con|com|a|à){_THE}|comparée? (?:à|au)|rispetto (?:a|al|alla|ad)|a diferencia de{_THE}"
    rf"|ao contrário d[aeo]|contrairement à|como{_THE}|comme|come"
    rf"|apr[eè]s|depuis|dopo|tras|ap[óo]s|depois d[aeo]|después del?|extens(?:ão|ión|ion) (?:d[aeo]|de){_THE}"
)
"""Words before a network that something is compared with."""
