"""What people decided about findings, and how that goes into a reading; pure, without database or web."""
