"""Completion in shells: the scripts that bash, zsh and fish load, and the answers that they ask `footnote` for."""
