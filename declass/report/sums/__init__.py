"""Sums over records, by subject: each takes pages or records one by one, and gives its part of the figures."""
