"""Soak: the real bot, for an hour, among members who write all sorts of things, edits, faults, and a keeper of books.

`make soak`; `python -m tests.soak --help` tells the options. All of it stays on this machine and ends by itself.
"""
