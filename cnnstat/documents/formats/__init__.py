"""Finding comments in documents; one module for each format."""
