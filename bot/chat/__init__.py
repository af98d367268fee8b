"""The face in Discord: it translates between Discord and `index`, and shows what `bot.rendering` makes."""
