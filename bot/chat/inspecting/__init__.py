"""The Discord checks of `footnote doctor`: how the bot is configured there, and what it may do."""
