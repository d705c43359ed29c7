"""Text for people: numbers, and what is safe to print."""
