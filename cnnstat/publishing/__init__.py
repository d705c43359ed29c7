"""Pages to hand out: what they hold, and how each medium writes it."""
