"""Completion in shells: the scripts that bash, zsh and fish load, and the answers that they ask `footnote` for.

Not argcomplete, whose own command loads its scripts: pipx and `uv tool` put only `footnote` on the PATH.
"""
