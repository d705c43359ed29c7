"""Text for people: numbers, text that is safe to print, LaTeX, and consoles that lack characters."""
