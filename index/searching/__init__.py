"""Search: from a question to the closest passages, best first."""
