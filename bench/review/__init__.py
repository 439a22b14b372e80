"""The server of the review under load, and killed at random moments."""
