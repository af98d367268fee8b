"""Everything the bot says, as plain data. No module here imports discord.py."""
