"""Answer: whether the closest passages answer, and what to quote of them."""
