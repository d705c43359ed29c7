"""Pages set by Typst, with the fonts that come along: the same input gives the same bytes on every machine."""
