"""Writing what was read: record, text, provenance, overlay; every file whole or not at all."""
