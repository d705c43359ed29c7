"""Changes of one operator in the package's code, each of which a test should notice."""
