"""Stamps that lean against the page: found as rows of letters, read upright, and kept apart from its text."""
