"""The phrases around Spanish questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="spanish",
    greetings="""
        [hola|buenas|buenos|muy_buenas|hey|hi] hola|buenas|buenos|días|tardes|noches|todos|hey [a] [todos|todas|gente|chicos|
            amigos|equipo|comunidad|días|tardes|noches] [a_todos|a_todas]
        quería|quisiera|querría|me_gustaría|quiero [solo] saber|preguntar [si]
        me pregunto|preguntaba [si]
    """,
    calls="""
        gente|chicos|amigos|bueno|pues|eh|ok|por_cierto|bot
        [solo] [una|tengo_una|otra|tengo_otra] [pequeña|otra] pregunta|duda|consulta [rápida|tonta|sencilla|para_vosotros]
        perdón|perdona|perdonad|perdonen|disculpa|disculpad|disculpen [por_la_pregunta|por_molestar|la_molestia]
        soy nuevo|nueva [aquí|por_aquí|en_el_servidor|en_esto]
        ayuda
    """,
    requests="""
        alguien [de_aquí] sabe|sabría_decirme|me_puede_decir|puede_decirme|podría_decirme|me_podría_decir|conoce [si]
        sabéis|sabes|saben|sabe_alguien|sabrías_decirme [si]
        me puedes|puede|podéis|pueden|podrías|podría|podrían|podríais decir|explicar|indicar [si]
        puedes|puede|podéis|pueden|podrías|podría|podrían decirme|explicarme|indicarme [por_favor] [si]
        perdón|perdona|disculpa|disculpen|disculpad si ya|esto se|ya [ha|se_ha] preguntado|preguntó [antes] [pero]
    """,
    thanks="""
        [muchas|mil|y|muchísimas] gracias [de_antemano|a_todos|por_adelantado|por_la_ayuda|por_vuestra_ayuda|por_su_ayuda|
            por_todo]
        por favor|fa
        porfa|porfavor|plis
        [un] saludos|saludo
        jaja|jajaja|xd
    """,
    asides="""
        alguien|alguna_idea|ayuda|perdón|gracias
        alguien sabe|lo_sabe
    """,
    asking="""
        si cómo como cuándo cuando dónde donde quién quien quiénes qué que cuál cual cuáles cuánto cuanto cuánta
        cuántos cuántas puedo se hay tengo una quería alguien es me podemos son está están debo necesito por a en
    """,
    needing="el la los las un una de del y o a para con sin decir dar dan doy",
)
