"""Answer: decide whether the closest passages answer a question, and quote them."""
