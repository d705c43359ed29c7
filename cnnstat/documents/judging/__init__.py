"""Whether what stands at a mark is right."""
