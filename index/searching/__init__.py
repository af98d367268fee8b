"""Search: find the passages closest to a question, best first."""
