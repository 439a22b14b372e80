"""Checks of the output formats on real pages: what other programs find in them."""
