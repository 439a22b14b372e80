"""Benchmarks that put `declass` side by side with other programs. Nothing else imports this package."""
