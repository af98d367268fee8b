"""The faces of Footnote: the command line, and what members see of it."""
