"""The phrases of small talk, one module per language."""

from bot.talk.phrases.de import PHRASES as GERMAN
from bot.talk.phrases.en import PHRASES as ENGLISH
from bot.talk.phrases.es import PHRASES as SPANISH
from bot.talk.phrases.fr import PHRASES as FRENCH
from bot.talk.phrases.ja import PHRASES as JAPANESE
from bot.talk.phrases.pt import PHRASES as PORTUGUESE
from bot.talk.phrases.zh import PHRASES as CHINESE

LANGUAGES = (ENGLISH, GERMAN, SPANISH, FRENCH, JAPANESE, PORTUGUESE, CHINESE)
