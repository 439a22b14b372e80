"""How long the catalog takes: a second run over what was read, and putting documents in."""
