"""What the bot says, as plain data: no module here knows of discord.py."""
