"""The Discord bot: translates events into questions for `index`, and sends the cards that `bot.rendering` builds."""
