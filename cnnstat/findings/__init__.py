"""What is found: a rule, where it is broken, and a run's findings as a whole."""
