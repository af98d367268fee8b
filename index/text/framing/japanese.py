"""The phrases around Japanese questions, whose characters are words of their own."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="japanese",
    greetings="",
    calls="""
        こんにちは|こんばんは|おはようございます|はじめまして|初めまして|皆さん|みなさん|お疲れ様です|失礼します|質問です|質問があります|すみません|すいません|初心者です
    """,
    requests="""
        質問なのですが|質問なんですが|お聞きしたいのですが|お尋ねしたいのですが|聞きたいのですが|すみませんが|教えてほしいのですが
    """,
    thanks="""
        よろしくお願いします|よろしくお願いいたします|よろしくお願い致します|ありがとうございます|教えてください|教えて下さい|お願いします
    """,
    asides="""
        誰か|ありがとう|助けてください
    """,
)
