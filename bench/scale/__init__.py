"""How the cost of a batch grows, how much memory it takes, and what orchestration adds to reading."""
