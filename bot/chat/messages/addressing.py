"""Answers for a member: `/ask for:@member` names them, and pings them only if the member who asks could do so too."""

from typing import Any

import discord
from discord import Interaction

from bot.chat.exchanges import member_may_write

Addressee = discord.Member | discord.User


def pings(interaction: Interaction[Any], addressee: Addressee | None) -> discord.AllowedMentions:
    """Return whom a public answer may ping: the addressee, if a mention by the member who asks would ping them there.

    It would if the member may write in the channel and the addressee can see it. A mention in a private thread would add the
    addressee to the thread, and nobody needs a ping for their own question.
    """
    nobody = discord.AllowedMentions.none()
    if not isinstance(addressee, discord.Member) or addressee.bot or addressee.id == interaction.user.id:
        return nobody
    if not member_may_write(interaction) or not _sees(interaction.channel, addressee):
        return nobody
    return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=[addressee])


def _sees(channel: Any, member: discord.Member) -> bool:
    """Return whether a member can see a channel, as far as the bot knows the channel and its server."""
    if channel is None or channel.type is discord.ChannelType.private_thread:
        return False
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return False
    in_channel: discord.Permissions = channel.permissions_for(member)
    return in_channel.view_channel and (member.resolved_permissions or in_channel).view_channel
