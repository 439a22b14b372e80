"""Hostile files: none may stop a batch, hang it, or make it grow, and each is told with its reason."""
