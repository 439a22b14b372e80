"""The application around the processors: what a person runs."""
