"""The reports that commands show, for the command line and for blocks in documents."""
