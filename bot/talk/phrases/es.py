"""Spanish small talk."""

from bot.talk.kinds import FILLER, Kind, Phrases

PHRASES: Phrases = {
    Kind.HELP: """
        ayuda
        ayúdame|ayúdenme|ayúdanos|ayudame [por_favor|porfa]
        [yo] necesito|necesitamos|quiero|ocupo [un_poco_de|tu|su|una] ayuda|ayudita
        me|nos puedes|podrías|puede|podría ayudar|echar_una_mano|dar_una_mano
        me|nos ayudas|ayuda|echas_una_mano
        puedes|podrías|puede|podría ayudarme|ayudarnos|echarme_una_mano|darme_una_mano
        tengo|tenemos una|unas [pequeña] pregunta|duda|consulta|preguntas|dudas
        una [pequeña] pregunta|consulta
        puedo hacerte|hacer|hacerle una|unas pregunta|preguntas|consulta
        puedo preguntarte|preguntarle|preguntar [algo]
        te puedo hacer una pregunta
        te puedo preguntar [algo]
        qué puedes|sabes|podés hacer [tú|por_mí|aquí|exactamente]
        qué puede hacer este_bot|el_bot
        qué haces|hacés [tú|aquí|exactamente]
        qué hace este_bot|el_bot
        qué puedo preguntarte|preguntar [aquí]
        qué te puedo preguntar
        qué es lo que haces|puedes_hacer
        qué sabes [hacer|tú]
        en qué puedes|me_puedes ayudarme|ayudar
        qué puedes contarme|responder
        cómo puedes|me_puedes ayudarme|ayudar
        para qué sirves [tú]
        para qué sirve este_bot|el_bot
        qué tipo de preguntas puedo|puedes hacer|hacerte|responder
        qué preguntas puedo|puedes hacer|hacerte|responder
        cómo funcionas|trabajas|te_uso|te_utilizo|te_pregunto|te_puedo_preguntar|hago_una_pregunta|puedo_preguntarte|
            puedo_usarte
        cómo funciona|uso|se_usa este|el bot
        cuáles son los|tus comandos
        qué comandos tienes
        [esto_es|es|solo_es] [solo|sólo] una prueba
        puedes|podrías|puede|podría responder|contestar|responderle|contestarle|responderles [a] [esto|eso|esta_pregunta|
            esa_pregunta|la_pregunta|su_pregunta|él|ella|ellos]
        puedes|podrías|puede|podría ayudarle|ayudarlo|ayudarla|ayudarles|ayudarlos [con] [esto|eso]
        responde|contesta|respóndele|contéstale [a] [esto|eso|esta_pregunta|esa_pregunta|la_pregunta|su_pregunta]
        ayúdale|ayúdalo|ayúdala|ayúdales|ayúdalos
        sabes|conoces esto|eso|la_respuesta
        esta|esa pregunta
        [y] esto|eso
        ver|véase|lee arriba
    """,
    Kind.IDENTITY: """
        [tú|acaso] eres|sos|es_usted|usted_es [tú|vos] [realmente|solo] [un|una] bot|robot|humano|humana|persona|máquina|ia|
            chatbot|chatgpt [real|de_verdad]
        eres|sos [tú] real|humano|de_verdad|de_carne_y_hueso
        eres [un] humano|persona o [un] bot|robot|máquina
        eso|esto es un bot
        [estoy] hablo|hablando con un|una bot|robot|humano|persona|máquina|ia [real]
        quién|qué eres|sos [tú|vos|exactamente]
        quién|qué es usted
        quién|qué es este bot
        cómo te llamas|llamás
        cuál es tu nombre
        cómo se llama [usted|este_bot|el_bot]
        tienes nombre
        quién te hizo|creó|programó|ha_creado|ha_hecho|desarrolló
        de dónde sacas|vienen [tus|las|la|esa] respuestas|información
        cómo [lo] sabes [eso|tanto]
        estás [completamente|realmente] seguro|segura [de_eso]
        preséntate
        háblame de ti
        cuéntame [algo] [de|sobre] ti
    """,
    Kind.HOW_IT_WORKS: """
        [y] cómo funciona esto|eso|todo_esto
        [y] cómo se usa|utiliza esto|eso
        cómo uso|utilizo|usar esto|eso
        para qué sirve [esto|eso]
        qué es esto|eso
    """,
    Kind.MORE: """
        [me|nos] puedes|podrías|puede|podría explicar|explicarme|explicarlo|explicármelo|aclarar|aclararlo [esto|eso] [mejor]
        explícame|explica|explícamelo|aclara [esto|eso] [mejor|por_favor]
        cuéntame|dime|dame más [detalles|información|info] [sobre] [esto|eso] [por_favor]
        [puedes|podrías] [contarme|decirme|darme] más detalles|información|info [sobre] [esto|eso] [por_favor]
        qué significa|quiere_decir [esto|eso]
        qué quieres decir
        no lo entiendo|entendí
        [y] qué más
    """,
    Kind.COMPLAINT: """
        [eso|esto] está|es|estuvo [completamente|totalmente] mal|incorrecto|equivocado|inútil|falso
        [eso|esto] no es|era [lo_que] [busco|buscaba|pregunté|quería|quise_decir|necesito|correcto|cierto|verdad|
            mi_pregunta|útil|así]
        [eso|esto] no me ayuda|ayudó|sirve|sirvió [de_nada|mucho]
        no me sirve|ayuda|sirvió|ayudó [de_nada|mucho]
        no responde [a] mi pregunta
        no [me] entiendes|entendiste|has_entendido [nada]
        respuesta equivocada|incorrecta
        gracias por nada
        mal|tonto|mal_bot bot
        bot tonto|malo|inútil
        eres [un] tonto|inútil
    """,
    Kind.THANKS: """
        gracias|grax|grcs|grasias|graciass|thx|gracia|agradecido|agradecida [bot|amigo|amiga|a_ti|a_vos|a_usted|a_todos|
            totales|mil|infinitas|chicos|hermano|igualmente|igual|eh]
        muchas|muchísimas|mil|miles_de|infinitas|un_millón_de|millones_de|tantas|mil_millones_de gracias
        [muchas|muchísimas|mil] gracias por [todo|la|tu|su|el|los|las|tanta|vuestra] [rápida|gran|buena] [ayuda|respuesta|
            respuestas|información|info|explicación|aclaración|tiempo|dato|datos|apoyo|ayudarme|ayudar|responder|aclararlo|
            eso|esto|todo|paciencia] [tan_rápida|rápida]
        [muchas] gracias de nuevo|antemano|verdad|corazón|todo_corazón
        [te|le|se|os] [lo] agradezco|agradecemos [mucho|muchísimo|de_verdad|la_ayuda|tu_ayuda]
        [muy|qué] amable [de_tu_parte|por_tu_parte]
        no gracias
        gracias a dios
        dios te|lo bendiga
        se agradece
    """,
    Kind.PRAISE: """
        [eso|esto|sí] me|nos ha|has ayudado|servido [mucho|muchísimo]
        [eso|esto|sí] me|nos fue|sirvió|ayudó|sirve|ayuda|ayudaste|salvaste [de] [mucho|muchísimo|gran_ayuda|la_vida]
        me has ayudado [mucho|muchísimo]
        eso|esto [sí] ayudó|ayuda|sirvió|funcionó [mucho|muchísimo]
        me ayudaste [mucho|muchísimo]
        [eso|esto] es|era|fue justo|exactamente|precisamente|justamente|muy|realmente lo_que_buscaba|lo_que_necesitaba|
            lo_que_quería|eso|útil|bueno|lo_que_buscaba_saber
        justo|exactamente|precisamente lo que buscaba|necesitaba|quería
        qué|muy|súper|tan|realmente útil
        perfecto|perfecta|genial|excelente|estupendo|estupenda|fantástico|fantástica|maravilloso|maravillosa|increíble|
            fenomenal|magnífico|buenísimo|buenísima|chévere|bacán|bárbaro|espectacular|guay|impresionante|brillante|súper|
            bravo|felicidades|felicitaciones|qué_bien|qué_bueno|qué_guay|qué_genial|qué_chévere|muy_bien|muy_bueno|
            muy_buena|bien_hecho|buen_trabajo|gran_trabajo|buena_respuesta|excelente_respuesta|muy_buena_respuesta|buen_bot|
            lindo_bot|bien_bot|qué_crack|eres_un_crack|qué_listo|de_lujo
        eres|sos [el|la|un|una|muy|lo|lo_más] mejor|genial|genio|crack|amor|inteligente|amable|máquina|grande|máximo|ídolo|
            increíble|listo
        ya|ahora [sí] funciona|funcionó|entendí|entiendo
        problema|duda|pregunta resuelto|resuelta|solucionado
        me encanta|gusta [esto|eso|este_bot]
        te quiero|amo|adoro
        sigue así
    """,
    Kind.GREETING: """
        hola|holi|holis|holaa|ola|buenas|hey|aló|saludos|qué_onda|qué_hubo|quiubo|alo|wenas|hello [a_todos|a_todas|
            a_todos_y_todas|todos|chicos|amigo|amiga|amigos|gente|bot|equipo|mundo|bro|de_nuevo|otra_vez|a_ti|señor|guapo|
            muy_buenas]
        [muy] buenos|buen|buenas|bonita|lindo días|día|tardes|noches|tarde [a_todos|todos|a_todas|tengan_todos|amigos|gente|
            chicos|equipo]
        muy buenas
        [hola] qué tal|onda|pasa|tal_todo|tal_estás [todo|bot|amigo|por_ahí|tú]
        cómo estás|está|están|andas|va|te_va|vas|andamos|le_va|va_todo|te_encuentras|te_sientes|has_estado|amaneciste [tú|
            usted|hoy|todo|bot|amigo]
        todo bien [por_ahí]
        estás|está|hay|sigues [tú|alguien] ahí|por_ahí|aquí|disponible|despierto|en_línea
        hay alguien [ahí|aquí|por_ahí]
        alguien ahí|aquí|por_ahí
        me escuchas|oyes|lees
        mucho gusto
        encantado|encantada [de_conocerte]
        un placer [conocerte]
        bienvenido de vuelta|nuevo
        un saludo
        feliz navidad|año_nuevo|cumpleaños
    """,
    Kind.GOODBYE: """
        adiós|chao|chau|bye|ciao|nos_vemos|adeu|agur|abur|chaíto|saludos_cordiales|un_abrazo|abrazos|besos|cuídate|cuídense
            [a_todos|todos|chicos|amigo|amigos|bot|gente]
        hasta luego|mañana|pronto|la_próxima|la_vista|otra|ahora|siempre|el_lunes|la_vista_baby|entonces
        nos vemos [luego|mañana|pronto|después|otro_día|por_ahí]
        [que] [tengas|tenga|pases|tengan|ten|pasa] [un|una] buen|buena|bonito|lindo|excelente|feliz|bonita día|tarde|noche|
            fin_de_semana|semana|finde|jornada
        buen|feliz fin_de_semana|finde|viaje
        que te vaya bien
        que descanses
        [me] tengo que ir|irme
        me voy [ya]
        eso|esto es|sería|era todo [por_ahora|por_hoy|gracias]
        dulces sueños
        duerme bien
    """,
    Kind.UNFINISHED: """
        qué|por_qué|cómo|cuándo|dónde|quién|quiénes|cuál|cuáles|cuánto|adónde
    """,
    Kind.CHATTER: """
        vale|ok|okay|oki|okey|sí|no|nop|claro|claro_que_sí|claro_que_no|por_supuesto|desde_luego|entiendo|entendido|
            comprendo|comprendido|ya_veo|ya_entendí|ya|ajá|aja|ah|ah_ok|ah_vale|ah_ya|oh|uy|ups|uf|vaya|anda|órale|ándale|
            listo|de_acuerdo|está_bien|bien|bueno|muy_bien|todo_bien|todo_claro|me_queda_claro|queda_claro|tiene_sentido|
            suena_bien|me_parece_bien|tal_vez|quizás|quizá|puede_ser|a_lo_mejor|exacto|exactamente|correcto|cierto|así_es|
            eso_es|eso|en_serio|de_verdad|verdad|interesante|jaja|jajaja|jajajaja|jeje|jejeje|jiji|ja|lástima|qué_pena|
            qué_lástima|no_importa|no_pasa_nada|da_igual|olvídalo|déjalo|nada|de_nada|por_nada|no_hay_de_qué|
            no_hay_problema|sin_problema|ningún_problema|tranquilo|tranquila|no_te_preocupes|con_gusto|con_mucho_gusto|
            a_la_orden|es_un_placer|perdón|perdona|perdone|disculpa|disculpe|disculpas|lo_siento|lo_siento_mucho|mi_error|
            me_equivoqué|canal_equivocado|me_equivoqué_de_canal|no_sé|no_lo_sé|ni_idea|lo_sé|ya_lo_sé|yo_también|tú_también|
            igualmente|lo_mismo_digo|y_tú|y_vos|y_usted|y_a_ti|un_momento|un_segundo|espera|espere|es_broma|estoy_bromeando|
            era_broma|qué_gracioso|gracioso|buena_suerte|suerte|por_fin|cállate|cuéntame_un_chiste|por_favor|porfa|porfavor|
            porfis|genial_entonces
    """,
    FILLER: """
        mucho|mucha|muchas|muchísimo|muy|tan|tanto|más|bot|robot|amigo|amiga|amigos|chicos|todos|hermano|bro|compa|tío|tía|
            parce|wey|güey|che|señor|gente|equipo|querido|pues|entonces|y|pero|también|otra_vez|de_nuevo|nuevamente|ahora|
            aquí|ahí|ya|solo|top|tú|vos|usted|qué|bueno|eh|oye|por_favor|porfa
        de nuevo|verdad|corazón|antemano|todo_corazón
        por todo|eso|esto|la_ayuda|tu_ayuda|su_ayuda|la_info|la_respuesta|tu_respuesta|responder|la_información
        a todos|ti|vos|usted|ustedes
    """,
}
