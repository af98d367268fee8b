"""Soak test: the real bot for an hour, with random members, edits and faults, and a ledger that checks every answer.

Run it with `make soak`; `python -m tests.soak --help` lists the options. It never leaves this machine and ends by itself.
"""
