"""Where comments stand in each format of documents; one module a format."""
