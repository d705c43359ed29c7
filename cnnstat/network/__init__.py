"""A network: its flat graph of layers, its recipe of training, and figures that bear witness to its input."""
