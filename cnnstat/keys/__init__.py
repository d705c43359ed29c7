"""The values that YAML keys take: kinds of values, words, and classes whose fields are keys."""
