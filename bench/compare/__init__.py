"""How surely `declass compare` finds what was opened and closed between two releases of one document."""
