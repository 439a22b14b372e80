"""Codes, markings, stamps, numbers and dates: what a page says about itself, from strings and their places."""
