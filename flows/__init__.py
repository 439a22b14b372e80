"""Prefect flows: wiring only, nothing that reads pages."""
