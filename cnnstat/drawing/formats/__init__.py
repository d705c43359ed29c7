"""How a scene is written, one medium a file."""
