"""Which input sizes fit a network, what is lost if one does not, and how to repair that."""
