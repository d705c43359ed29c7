"""What a command shows, as a report for a renderer: for the command line, and for blocks in documents."""
