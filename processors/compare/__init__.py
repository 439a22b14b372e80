"""Two releases of one document side by side: what was opened, what was closed, which codes and marks changed."""
