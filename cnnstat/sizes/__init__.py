"""Which input sizes fit a network, what is lost where one does not, and what would mend it."""
