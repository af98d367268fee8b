"""What the bot listens to, each a cog that only translates."""
