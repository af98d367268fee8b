"""Where commands are offered: only in the servers that have added the bot."""

from discord import app_commands

IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
BY_SERVERS = app_commands.AppInstallationType(guild=True, user=False)
