"""Upkeep: a running bot follows its documents. It rebuilds, watches and reloads, and knows nothing of discord.py."""
