"""Inspect Discord: what it knows of the bot and allows it to do, for `footnote doctor`."""
