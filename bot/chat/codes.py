"""Discord's error codes, by what they mean for an answer."""

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
"""The channel, thread or message was deleted."""
EXPIRED = {10062, 10015, 50027}
"""An interaction got no response within 3 seconds, or is older than 15 minutes."""
ALREADY_ACKNOWLEDGED = 40060
"""A repeated first response to an interaction."""
INVALID_BODY = 50035
"""An invalid request body, such as a reply to a deleted message."""
THREAD_CLOSED = {50083, 160005}
"""A thread is archived, or locked."""
NO_HISTORY = 160002
"""A reply where the bot may not read the message history."""
THREAD_EXISTS = 160004
"""A message already has a thread."""
TOO_MANY_THREADS = {160006, 160007}
"""A server has as many active threads as Discord allows."""
BLOCKED_BY_AUTOMOD = {200000, 200001}
"""AutoMod blocked a message, or the title of a thread."""
