"""Everything that reads pages: numpy arrays and records in, records out.

No orchestrator, no database, no web: those live in `flows` and `declass`.
"""
