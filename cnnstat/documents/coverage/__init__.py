"""Coverage: all numbers of documents, and whether each is checked, exempt, or neither."""
