"""Sign in to Discord and stay connected, with errors that say what to do and whether trying again can help."""

import os
import re
from http import HTTPStatus

import discord
from discord.http import Route

from bot.chat.bot_token import PORTAL, Token
from bot.chat.client import FootnoteBot
from bot.chat.exchanges import CONNECTION_ERRORS
from bot.chat.gateway import find_gateway
from index.errors import FootnoteError

DISCORD_API = Route.BASE
API_VARIABLE = "FOOTNOTE_DISCORD_API"
"""The environment variable for the base URL of another API, such as a proxy."""
INVALID_TOKEN_CODE, DISALLOWED_INTENTS_CODE, INVALID_SHARD_CODE, SHARDING_REQUIRED_CODE = 4004, 4014, 4010, 4011
"""Close codes of the gateway."""


class DiscordError(FootnoteError):
    """Discord rejects the bot or its configuration."""


class UnreachableError(DiscordError):
    """Discord cannot be reached or does not answer, which can change by itself."""

    is_temporary = True


def choose_api() -> None:
    """Point discord.py at the API in `FOOTNOTE_DISCORD_API`, if set. Raises DiscordError if it is not an API address."""
    base = os.environ.get(API_VARIABLE, "").strip().rstrip("/")
    if not base:
        return
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?/v\d+", base):
        raise DiscordError(
            f"{base!r} is not an API address", where=API_VARIABLE, fix="write it like https://discord.com/api/v10"
        )
    Route.BASE = base


async def connect(bot: FootnoteBot, token: Token) -> None:
    """Sign in, and stay connected until the bot is closed.

    Raises DiscordError, and OverlapError or OtherBotError if this process must not run beside others.
    """
    try:
        await bot.login(token.value)
        if Route.BASE != DISCORD_API or bot.services.membership.shards:
            bot.take_turns(await find_gateway(bot))
        await bot.connect()
        if bot.failure:
            raise bot.failure
    except discord.LoginFailure:
        raise invalid_token_error(token) from None
    except discord.PrivilegedIntentsRequired:
        raise missing_intent_error() from None
    except discord.ConnectionClosed as closed:
        if closed.code in {INVALID_TOKEN_CODE, DISALLOWED_INTENTS_CODE}:
            raise (invalid_token_error(token) if closed.code == INVALID_TOKEN_CODE else missing_intent_error()) from None
        if closed.code in {INVALID_SHARD_CODE, SHARDING_REQUIRED_CODE}:
            raise shard_error(closed.code) from None
        fix = "look the code up in Discord's documentation, or try a newer Footnote"
        raise DiscordError(f"Discord closed the connection for good (code {closed.code})", fix=fix) from None
    except discord.HTTPException as error:
        is_elsewhere = error.status == HTTPStatus.NOT_FOUND
        kind, fix = (DiscordError, "check the address") if is_elsewhere else (UnreachableError, "try again later")
        raise kind(f"Discord refused the login ({error})", where=Route.BASE, fix=fix) from None
    except (discord.GatewayNotFound, OSError, *CONNECTION_ERRORS) as error:
        raise UnreachableError(f"cannot be reached ({error})", where=Route.BASE, fix="check the network") from None


def invalid_token_error(token: Token) -> DiscordError:
    """Return the error for a token that Discord rejects."""
    return DiscordError("Discord rejected this token", where=token.source, fix=f"copy it again from {PORTAL}, under Bot")


def missing_intent_error() -> DiscordError:
    """Return the error for an intent that Discord has not granted."""
    fix = "switch on Message Content Intent for your bot in Discord's developer portal, or remove the setting"
    return DiscordError("Discord does not let this bot read message content", where="discord.message_content", fix=fix)


def shard_error(code: int) -> DiscordError:
    """Return the error for shards that Discord rejects."""
    what = "too few shards for its servers" if code == SHARDING_REQUIRED_CODE else "shards that do not exist"
    fix = "raise the total in all processes; `footnote doctor` says how many Discord recommends"
    return DiscordError(f"Discord says that this bot has {what}", where="discord.shards", fix=fix)
