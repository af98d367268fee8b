"""The phrases around Chinese questions, whose characters are words of their own."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="chinese",
    greetings="""
        你好|您好|大家好|各位好|哈喽|嗨|早上好|下午好|晚上好 [请|想|我|有] [问]
    """,
    calls="""
        不好意思|抱歉|打扰一下|打扰了|请教一下|有个问题|有一个问题|我是新人|新人求助
    """,
    requests="""
        [你好|您好] 请问|想问|想问一下|请问一下|麻烦问一下|我想问一下|我想知道|想请教一下|有没有人知道|有人知道|谁知道|大家知道
    """,
    thanks="""
        谢谢|多谢|感谢|谢谢大家|谢谢你|谢谢您|非常感谢|先谢谢了|谢谢啦|谢谢了
    """,
    asides="""
        急|在线等|求助|求解
    """,
    asking="有 请 我 想 问 在 怎 什 哪 谁 几 可 能 如 是",
)
