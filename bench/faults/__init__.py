"""Whether anything is lost, counted twice or read again when processes are killed at random moments."""
