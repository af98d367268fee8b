"""The phrases around Spanish questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="spanish",
    greetings="""
        [hola|buenas|buenos|muy_buenas|hey|hi] hola|buenas|buenos|días|tardes|noches|todos|hey [a] [todos|todas|gente|chicos|
            amigos|equipo|comunidad|días|tardes|noches] [a_todos|a_todas]
        qué tal [todos|gente|estáis|están]
        quería|quisiera|querría|me_gustaría|quiero [solo] saber|preguntar [si]
        me pregunto|preguntaba [si]
        actualmente|ahora_mismo|en_este_momento|normalmente|generalmente|en_general|por_lo_general|en_realidad|todavía|
            por_cierto
        dime|díganme|decidme|dígame [por_favor] [si]
    """,
    calls="""
        gente|chicos|amigos|bueno|pues|eh|ok|por_cierto|bot|mods|oye|oigan|oíd|a_ver|la_verdad|sinceramente|honestamente
        [solo] [una|tengo_una|otra|tengo_otra] [pequeña|otra] pregunta|duda|consulta [rápida|tonta|sencilla|para_vosotros]
        perdón|perdona|perdonad|perdonen|disculpa|disculpad|disculpen [por_la_pregunta|por_molestar|la_molestia]
        soy nuevo|nueva [aquí|por_aquí|en_el_servidor|en_esto]
        [solo] por curiosidad
        ayuda
    """,
    requests="""
        alguien [de_aquí|aquí|por_aquí] sabe|sabría_decirme|me_puede_decir|puede_decirme|podría_decirme|me_podría_decir|conoce
            [si]
        alguien [de_aquí|aquí|por_aquí] sabe|conoce algo|más de|del|sobre|acerca_de
        alguien [de_aquí|aquí|por_aquí] [me|nos] puede|podría|puede_por_favor explicar|explicarme|explicarnos|aclarar|
            aclararme|recordar|recordarme|confirmar|confirmarme|indicar|indicarme [por_favor|porfa] [si]
        [alguien|hay|tenéis|tienen|tienes] [de_aquí|aquí|por_aquí] tiene|hay|tenéis|tienen|tienes [alguna|algo_de|más|alguno]
            info|información|infos|detalles|datos de|del|sobre|acerca_de
        hay|tenéis|tienen|tienes [alguna|algo_de|más] info|información|infos|detalles|datos de|del|sobre|acerca_de
        alguien tiene [alguna] idea de|del|si|sobre
        [ustedes|vosotros] sabéis|sabes|saben|sabe_alguien|sabrías_decirme [si]
        me puedes|puede|podéis|pueden|podrías|podría|podrían|podríais decir|explicar|indicar|aclarar|recordar [por_favor|
            porfa] [si]
        puedes|puede|podéis|pueden|podrías|podría|podrían decirme|explicarme|indicarme|aclararme|recordarme [por_favor] [si]
        [por_favor] explíquenme|expliquen|explicadme|explícame por_favor|porfa [si]
        perdón|perdona|disculpa|disculpen|disculpad si ya|esto se|ya [ha|se_ha] preguntado|preguntó [antes] [pero]
        busco|estoy_buscando|necesito|quiero|quería|quisiera [algo_de|más|alguna] información|info|infos|detalles de|del|sobre|
            acerca_de
        es [realmente|todavía] verdad|cierto que
        [he] leído|oído|leí|escuché|vi|visto que
        mi|la duda|pregunta es [si]
        lo que quiero|quería saber es [si]
        en este|nuestro|vuestro servidor|discord|grupo
        en esta|nuestra|vuestra comunidad
        según|conforme_a|de_acuerdo_a|de_acuerdo_con las|los|el|vuestras normas|reglas|reglamento|estatutos
        qué dicen|dice las|el normas|reglas|reglamento de|del|sobre|acerca_de
    """,
    doubts="""
        [yo] no sé|sabía|sabemos|recuerdo|me_acuerdo|entiendo|comprendo|encuentro|veo|me_queda_claro|tengo_claro|
            tengo_muy_claro|estoy_seguro|estoy_segura|estoy_muy_seguro|estoy_muy_segura|estamos_seguros|consigo_entender|
            consigo_encontrar|logro_entender|logro_encontrar|tengo_ni_idea|tengo_idea [bien|muy_bien|del_todo|exactamente|
            todavía] [de|a|en|con|para|desde|hasta|por]
        [yo] todavía|aún no sé|entiendo|me_queda_claro [bien|muy_bien] [de|a|en|con|para|desde|hasta|por]
        ni idea [de] [a|en]
        [ya] [se] me olvidó|ha_olvidado|había_olvidado|he_olvidado [de|a|en|con]
        olvidé|me_olvidé|he_olvidado [de|a|en|con]
    """,
    thanks="""
        [muchas|mil|y|muchísimas] gracias [de_antemano|a_todos|por_adelantado|por_la_ayuda|por_vuestra_ayuda|por_su_ayuda|
            por_todo]
        por favor|fa
        porfa|porfavor|plis
        [un] saludos|saludo
        jaja|jajaja|xd
        o no|qué|algo|algo_así|algo_parecido|algo_similar|algo_por_el_estilo|similar|nada
        y cosas_así|esas_cosas|todo_eso
        etc
        en este|nuestro|vuestro servidor|discord|grupo
        en esta|nuestra|vuestra comunidad
        [por] aquí|acá
        según|conforme_a|de_acuerdo_a|de_acuerdo_con las|los|el|vuestras normas|reglas|reglamento|estatutos
        si es_posible|se_puede|no_es_molestia
    """,
    asides="""
        alguien|alguna_idea|ayuda|perdón|gracias|mods
        alguien [lo] sabe|tiene_idea|tiene_alguna_idea|tiene_info
        no|sí|verdad|cierto|correcto|eh|o_qué|a_que_sí|no_es_así|no_es_cierto|no_es_verdad|es_cierto|es_verdad|es_correcto|
            estoy_en_lo_cierto
        por cierto
        lo sabéis|saben|sabes
        [solo] por curiosidad
    """,
    asking="""
        si cómo como cuándo cuando dónde donde quién quien quiénes qué que cuál cual cuáles cuánto cuanto cuánta
        cuántos cuántas puedo se hay tengo una quería alguien es me podemos son está están debo necesito por a en
    """,
    interrogatives="""
        si cómo cuándo dónde adónde quién quiénes qué cuál cuáles cuánto cuánta cuántos cuántas
    """,
    needing="el la los las un una de del y o a para con sin decir dar dan doy por desde hasta que",
    fillers="""
        todavía|aún|ya|también|actualmente|ahora_mismo|hoy_en_día|por_ahora|de_momento|por_el_momento|en_este_momento|
            en_estos_momentos
        quizá|quizás|tal_vez|a_lo_mejor|acaso|por_casualidad|probablemente|posiblemente
        normalmente|usualmente|generalmente|por_lo_general|en_general|habitualmente|típicamente
        realmente|en_realidad|en_serio|exactamente|precisamente|concretamente|en_concreto|específicamente|aproximadamente|
            más_o_menos|básicamente|literalmente|honestamente|sinceramente|técnicamente|teóricamente|en_teoría|oficialmente
        por_favor|porfa|o_sea|pues
        en este|nuestro|vuestro servidor|discord
    """,
    holding="""
        el los las un una unos unas de del al con sin por para mi tu su mis tus sus ese esa cada no ni nunca muy menos tan lo
    """,
    wholes="""
        todavía|aún|también|realmente|en_realidad|quizás|acaso no|nada|nadie|nunca|ningún|ninguno|ninguna|más|menos|mejor
        aun así|cuando|sin|con
        ya no|nada|nadie|nunca|ningún|ninguno|ninguna|que|sea|mismo
        [por] si acaso
        en este|estos momento|momentos de|del|en_que
        por el momento de|del|en_que
        en general de|del
    """,
)
