"""Training a network by its recipe: data, the loop, checkpoints, several devices, and results."""
