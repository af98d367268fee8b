"""Logs, metrics and a health endpoint for the people who run the bot."""
