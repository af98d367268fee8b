"""Whether a message asks the bot something, and the question in it."""

import discord

from bot.chat.mentions import strip_markup

QUESTION_MESSAGE_TYPES = {discord.MessageType.default, discord.MessageType.reply}


def is_addressed_to(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether a member addresses the bot: in a direct message, by a mention, or by a reply that it can read."""
    if message.author.bot or message.webhook_id or message.type not in QUESTION_MESSAGE_TYPES:
        return False
    if message.guild is None or (me and me.id in message.raw_mentions) or me in message.mentions:
        return True
    if message.guild.self_role in message.role_mentions:  # the bot's own role has its name and is easily mistaken for it
        return True
    answered = message.reference.resolved if message.reference else None
    return isinstance(answered, discord.Message) and answered.author == me and bool(message.content)


def extract_question(message: discord.Message, me: discord.ClientUser | None) -> str:
    """Return the question in a message, with the post's title in front if it is the first message of a forum post."""
    mentioned = [*message.mentions, *message.role_mentions, *message.channel_mentions]
    names = {each.id: getattr(each, "display_name", None) or str(each.name) for each in mentioned}
    question = strip_markup(message.content, me.id if me else 0, names)
    is_post = isinstance(message.channel, discord.Thread) and message.channel.id == message.id
    return f"{message.channel} {question}".rstrip() if is_post else question
