"""How pages are written: one medium a file, found by its name."""
