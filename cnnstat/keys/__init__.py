"""What a YAML key takes: kinds of values, words, and classes whose fields are keys."""
