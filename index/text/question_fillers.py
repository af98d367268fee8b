"""Words that fill a question for a list without naming its subject, by the language of the documents.

The stop words of `index.text.words` and the function words of `index.text.function_words` come on top.
"""

from index.text.function_words import FUNCTION_WORDS

FILLERS: dict[str, str] = {
    "english": """
        all club community complete describe discord do entire every everything exactly explain full go group guide
        guild here instruction instructions list long make many much overview people procedure process properly server
        show someone step steps summary thing things use way ways whole work works
    """,
    "german": """
        ab allen alles anleitung brauche brauchen damit discord liste mache meine meinen schritt schritte server
        sollen wegen werde
    """,
    "french": "discord liste serveur toute toutes étape étapes",
    "spanish": """
        cómo debe debo discord estos hacerlo hago lista necesito paso pasos pueden servidor toda todas todos
    """,
    "portuguese": """
        deve devo discord existem faz fazer faço lista meus minhas num numa passo passos pelas pelos preciso
        servidor todas todos
    """,
    "italian": "discord elenco server",
    "dutch": "discord lijst server stap stappen",
}
"""Fillers by language, in lower case."""
UNSPACED = frozenset(
    "はがをにでとのもかへやなんですますきくいるしたてこれあどうよら何什么是有哪些怎样样麼麽樣哪如何的吗嗎呢我你们們要在请請問问和了需"
)
"""Characters of Japanese and Chinese that only shape a question."""
_BY_LANGUAGE = {
    language: frozenset(f"{listed} {FUNCTION_WORDS.get(language, '')}".split()) for language, listed in FILLERS.items()
}


def is_filler(word: str, language: str) -> bool:
    """Return whether a word in lower case only fills a question about documents in a language."""
    return word in _BY_LANGUAGE.get(language, _BY_LANGUAGE["english"]) or word in UNSPACED
