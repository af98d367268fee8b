"""The faces of the terminal: what is shown there, coloured or plain, and nothing of how it came about."""
