"""How fast documents are read: against other programs, by step, and on graphics cards."""
