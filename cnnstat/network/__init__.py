"""A network: its graph of layers, its training recipe, and the printed figures that imply a size of its input."""
