"""Keep a running bot up to date with its documents: watch, rebuild, reload. Nothing here imports discord.py."""
