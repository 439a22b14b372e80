"""What is drawn on a page besides its text: redactions, strikes, ruling lines."""
