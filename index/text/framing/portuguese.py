"""The phrases around Portuguese questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="portuguese",
    greetings="""
        olá|oi|oie|hey|alô|bom|boa|opa [dia|tarde|noite] [a] [todos|pessoal|gente|galera|turma|amigos] [tudo_bem]
        gostaria|queria|quero [só] [de] saber|perguntar [se]
    """,
    calls="""
        pessoal|gente|galera|bom|então|hum|ok|aliás|bot
        [só] [uma|tenho_uma|outra|tenho_outra] [pequena|outra] pergunta|dúvida [rápida|boba]
        desculpa|desculpe|desculpem|perdão [pela_pergunta|o_incômodo|incomodar]
        sou novo|nova [aqui|por_aqui|no_servidor]
        ajuda
    """,
    requests="""
        alguém [aqui] sabe|pode_me_dizer|poderia_me_dizer|sabe_me_dizer|me_sabe_dizer|sabe_dizer [se]
        vocês|você sabem|sabe|podem_me_dizer|pode_me_dizer [se]
        pode|podem|poderia|poderiam|podes me dizer|explicar|informar [se]
        desculpa|desculpe|desculpem se já foi|perguntaram perguntado|isso [antes] [mas]
    """,
    thanks="""
        [muito|desde_já|e] obrigado|obrigada|obg|valeu|vlw|agradeço [desde_já|a_todos|pela_ajuda|pessoal|antecipadamente]
        por favor
        pfv|pff|porfavor
        [um] abraço|abraços
        kkk|kkkk|rs|haha
    """,
    asides="""
        alguém|alguma_ideia|ajuda|desculpa|obrigado|obrigada
        alguém sabe
    """,
    asking="""
        se como quando onde quem qual quais quanto quanta quantos quantas posso tem há alguém uma é queria gostaria
        que o por podemos são está estão devo preciso a em
    """,
    needing="o a os as um uma de do da e ou para com sem dizer",
)
