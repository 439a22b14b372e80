"""The `declass` command."""
