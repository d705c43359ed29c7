"""A network at many settings of its params at once, and the best of them."""
