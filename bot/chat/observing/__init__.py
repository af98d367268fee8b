"""Observe: logs, metrics and a health endpoint for whoever runs the bot."""
