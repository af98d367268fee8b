"""Portuguese small talk, of Brazil and Portugal."""

from bot.talk.kinds import FILLER, Kind, Phrases

PHRASES: Phrases = {
    Kind.HELP: """
        ajuda
        me|nos ajuda|ajude|ajudem [aí|por_favor|aqui|pfv]
        ajuda|ajude|ajudem me|nos|aí
        [eu] preciso|precisamos|quero|queria|precisava [de] [uma|sua|tua|um_pouco_de] ajuda|ajudinha|uma_mão
        [você|vc|tu] pode|podes|poderia|consegue|podia me|nos ajudar|dar_uma_mão|dar_uma_ajuda|dar_uma_força
        me|nos ajudar
        pode|podes|poderia|podias|consegue ajudar [me|nos]
        [eu] tenho|temos|tô_com uma|umas|algumas [pequena] dúvida|pergunta|dúvidas|perguntas
        uma [pequena|rápida] dúvida|pergunta|perguntinha
        posso [te|lhe] fazer|tirar|perguntar uma|umas pergunta|dúvida|perguntas|coisa
        posso [te|lhe] perguntar [algo]
        [o] que [é_que] você|vc|tu|este_bot|esse_bot|o_bot [pode|sabe|sabes|podes|consegue] fazer|faz|fazes|sabe|sabes
            [por_mim|aqui]
        [o] que sabes|podes fazer
        [o] que [é_que] fazes [tu]
        [o] que faz este_bot|o_bot|esse_bot
        [o] que [eu] posso [te] perguntar [para_você|a_você|pra_você]
        que perguntas posso fazer
        que tipo de perguntas posso fazer
        que perguntas você responde
        como [é_que] você|vc|tu [pode|podes] me|nos [pode] ajudar
        como podes ajudar-me
        em que [você|podes] [pode|me] [me] ajudar
        no que [você] pode [me] ajudar
        para|pra que você|tu|este_bot|esse_bot serve|serves
        para|pra que serves
        para|pra que serve|serves você|este_bot|esse_bot|o_bot
        como [é_que] você|vc|tu funciona|funcionas|trabalha
        como [é_que] funciona|uso|usa|se_usa|usar [o|este|esse] bot
        como [eu] [posso|faço_para] te usar|uso|perguntar
        como eu te pergunto|uso
        como faço|fazer [uma] pergunta
        quais são os [seus|teus] comandos
        [é|isso_é|isto_é] [só|apenas] um teste
        [você|vc|tu] pode|podes|poderia|podia|consegue responder|responder-lhe|respondê-lo [a|à|para] [isso|isto|essa_pergunta|
            esta_pergunta|a_pergunta|ele|ela|eles|pergunta_dele|pergunta_dela]
        [você|vc|tu] pode|podes|poderia|podia|consegue ajudá-lo|ajudá-la|ajudá-los|ajudar_ele|ajudar_ela|ajudar_eles
        responda|responde [a|à] [ele|ela|isso|isto|essa_pergunta|esta_pergunta|a_pergunta|pergunta_dele|pergunta_dela]
        ajuda|ajude ele|ela|eles
        [você|vc|tu] sabe|sabes a_resposta|isso|isto
        essa|esta pergunta
        [e] isso|isto
        ver|veja acima
    """,
    Kind.IDENTITY: """
        você|vc|tu é|és [realmente|mesmo|só|apenas] [um|uma] bot|robô|robot|humano|humana|pessoa|máquina|ia|chatbot|chatgpt
            [de_verdade|real|mesmo]
        és tu|um|uma|tu_um|tu_uma bot|robô|robot|humano|pessoa|máquina|ia
        você|vc é real|de_verdade|humano
        isso|isto é um bot|robô
        [estou|tô] falo|falando|a_falar com um|uma bot|robô|robot|humano|pessoa|máquina|ia [real|de_verdade]
        quem|o_que|que é|és|seria você|vc|tu
        quem|o_que és
        quem você|vc|tu é|és
        o que você|vc é
        quem é|fez|criou|programou|desenvolveu este_bot|esse_bot|o_bot|você|vc
        quem te fez|criou|programou
        qual é|o [o] [seu|teu] nome
        qual [o] seu nome
        como [é_que] você|vc|te|se se_chama|chamas|chama
        você tem [um] nome
        de onde vem|vêm|tira|tiras [você] [as|suas|tuas|essas] respostas|informações
        como [é_que] você|vc|tu sabe|sabes [disso|isso]
        você|vc tem|está certeza|certo [disso]
        tem|tens certeza [disso|absoluta]
        se apresente
        fale sobre você
        me fale de|sobre você
    """,
    Kind.HOW_IT_WORKS: """
        como [é_que] isso|isto|que_isso funciona|se_usa|usa
        como [é_que] funciona|uso|usa|se_usa|usar|utilizo isso|isto
        para|pra que serve [isso|isto]
        [o] que é isso|isto
    """,
    Kind.MORE: """
        [você|vc|tu] [me] pode|podes|poderia|podia [me] explicar|esclarecer [isso|isto] [melhor]
        explica|explique [me|isso|isto] [isso|isto|melhor|por_favor]
        conta|conte|fala|fale|diga|diz [me|nos] mais [detalhes|informações] [sobre] [isso|isto]
        [pode|podes] [me] [dar|contar|dizer] mais detalhes|informações [sobre] [isso|isto] [por_favor]
        [o] que significa|quer_dizer [isso|isto]
        [eu] não entendi|percebi|entendo [isso|isto]
        [e] [o] que mais
    """,
    Kind.COMPLAINT: """
        isso|isto|tá|está|ta [está|é|tá|foi] [completamente|totalmente] errado|errada|incorreto|inútil|falso
        [isso|isto] não é|era|foi [bem|exatamente] [o_que] [eu] [perguntei|queria|procuro|procurava|quis_dizer|preciso|
            precisava|verdade|correto|certo|útil|isso|a_minha_pergunta|minha_pergunta]
        [isso|isto] não [me] ajuda|ajudou|serve|serviu [em_nada|muito|nada]
        não ajudou [em_nada|muito|nada]
        [isso] não responde|respondeu [à|a] minha pergunta
        você|vc não [me] entendeu|entende [nada]
        resposta errada
        obrigado|obrigada|valeu por nada
        bot ruim|burro|inútil|mau
        você|vc é [muito] burro|inútil
    """,
    Kind.THANKS: """
        obrigado|obrigada|obg|obgd|obgda|brigado|brigada|brigadão|obrigadão|obrigadíssimo|valeu|vlw|vlww|agradecido|
            agradecida|obrigadinho|brigadin|brigadinho|gratidão|grato|grata [mesmo|demais|a_todos|a_você|a_vocês|por_tudo|
            amigo|bot|gente|pessoal|pela_ajuda|viu|aí|mano|galera|eu|desde_já]
        muito|muitíssimo|mto|mt obrigado|obrigada|grato|grata|agradecido|obg|brigado
        [muito] obrigado|obrigada|grato|grata|valeu pela|pelo|por|pelas|pelos|por_sua|pela_sua|pela_tua [sua|tua|seu|teu]
            [rápida|excelente|ótima] [ajuda|resposta|respostas|informação|informações|info|explicação|tempo|atenção|apoio|
            ajudar|responder|esclarecer|tudo|isso|dica|dicas|esclarecimento|paciência|link] [rápida]
        [eu] agradeço|agradecemos [muito|imenso|demais|pela_ajuda|a_ajuda|desde_já]
        muito|quanta gentileza
        [você|vc|foi] [é|foi] muito gentil|amável|simpático
        não obrigado|obrigada|valeu
        graças a deus
        deus te|lhe|o abençoe
        bem haja
        tamo junto
    """,
    Kind.PRAISE: """
        [isso|isto|você|vc] me|nos ajudou|ajuda|ajudaste|salvou|serviu [muito|bastante|demais|imenso|bem]
        [isso|isto] [já] ajudou|resolveu [muito|bastante|demais|imenso|bem]
        isso|isto é|era|foi mesmo|exatamente|muito|justamente [isso|o_que_eu_queria|o_que_eu_precisava|o_que_eu_procurava|
            o_que_procurava|útil|bom]
        era|é isso [mesmo|aí] [que_eu_queria|que_eu_precisava]
        exatamente o que [eu] queria|precisava|procurava
        muito|super|bem|bastante útil|prestativo|esclarecedor
        perfeito|perfeita|ótimo|ótima|excelente|maravilha|maravilhoso|maravilhosa|incrível|fantástico|sensacional|
            show_de_bola|top_demais|que_legal|muito_legal|bacana|espetacular|espectáculo|brilhante|impecável|fixe|que_fixe|
            muito_fixe|porreiro|bravo|parabéns|muito_bem|muito_bom|muito_boa|que_bom|que_ótimo|bom_trabalho|ótimo_trabalho|
            belo_trabalho|excelente_trabalho|boa_resposta|ótima_resposta|excelente_resposta|bom_bot|bot_bom|mandou_bem|
            arrasou|bom_menino
        você|vc|tu é|és [o|a|um|uma|muito|mesmo] melhor|demais|incrível|gênio|génio|máximo|amor|inteligente|fera|top|ótimo|
            fofo|esperto|querido
        agora funcionou|funciona|entendi|sim
        funcionou [agora|perfeitamente|certinho]
        deu certo
        problema|dúvida resolvido|resolvida|esclarecida|sanada
        [eu] te amo|adoro
        [eu] amei|adorei [isso|esse_bot]
        gostei [muito]
        continue assim
    """,
    Kind.GREETING: """
        oi|oie|oii|oiê|olá|ola|alô|opa|eae|eaí|eai|iae|hey|hello|e_aí|saudações [a_todos|pessoal|gente|galera|bot|amigo|
            amigos|todos|tudo_bem|tudo_bom|tudo_certo|turma|mano|de_novo|boa_tarde|bom_dia|boa_noite|aí|querido|meu_amigo]
        bom|boa|ótimo|ótima|lindo dia|tarde|noite [a_todos|pessoal|gente|galera|para_todos|pra_todos|para_você|bot|amigos|
            turma|todos]
        bons dias
        tudo bem|bom|certo|joia|tranquilo|ok|beleza [com_você|contigo|por_aí|e_você|com_vc|aí|e_contigo|com_vocês]
        como [é_que] [você|vc|tu|vocês] está|vai|estás|vais|tá|anda|vão|estão [você|vc|tu|as_coisas|vocês|hoje]
        como vai|vão [você|vc|as_coisas|tudo] [hoje]
        beleza
        blz
        tem|há|está alguém aí|aqui [aí]
        alguém aí|aqui
        [você|vc] está|tá|ta|estás aí|acordado|online|disponível|por_aí
        tá me ouvindo
        prazer [em_conhecê-lo|em_te_conhecer|em_conhecer_você]
        muito prazer
        feliz natal|ano_novo|aniversário|páscoa
        bem-vindo de volta
    """,
    Kind.GOODBYE: """
        tchau|tchauzinho|xau|adeus|bye|flw|falou|fui|abraço|abraços|beijo|beijos|bjs|bjo|um_abraço|cumprimentos [a_todos|
            gente|pessoal|galera|bot|amigo|tchau]
        até logo|mais|amanhã|breve|já|depois|a_próxima|mais_tarde|à_próxima|mais_ver|segunda
        té mais|logo|já
        [tenha|tenham|tem] um|uma [bom|boa|ótimo|ótima|excelente|lindo] dia|tarde|noite|semana|final_de_semana|fim_de_semana
        bom|ótimo fim_de_semana|final_de_semana|fds|descanso|domingo
        boa|ótima semana|viagem
        dorme|durma bem
        se cuida
        cuide-se
        tenho que ir
        [eu] vou|estou indo|nessa
        [por] [hoje|enquanto] é|era só|isso [por_hoje|por_enquanto|isso|obrigado]
        [era|é] só isso
        nos vemos [amanhã|depois|em_breve]
    """,
    Kind.UNFINISHED: """
        quê|porquê|por_quê|por_que|porque|como|quando|onde|quem|qual|quais|quanto|hein|hã
    """,
    Kind.CHATTER: """
        ok|okay|oks|tá_bom|ta_bom|tá_certo|está_bem|tá_bem|sim|simm|não|naum|nao|nop|claro|com_certeza|certo|certinho|isso|
            isso_aí|isso_mesmo|exato|exatamente|entendi|entendido|percebi|percebo|compreendo|compreendi|saquei|sei|já_sei|
            ah|ah_tá|ah_sim|ah_ok|atah|ahn|aham|uhum|hum|hmm|hm|oh|opa|oops|uau|nossa|eita|caramba|puxa|poxa|vixe|pois|
            pois_é|pois_não|enfim|combinado|fechado|de_acordo|faz_sentido|parece_bom|talvez|quem_sabe|pode_ser|verdade|
            é_verdade|sério|a_sério|é_mesmo|mesmo|interessante|kkk|kkkk|kkkkk|kk|rsrs|rsrsrs|haha|hahaha|hehe|hehehe|huehue|
            que_pena|deixa|deixa_pra_lá|deixa_para_lá|esquece|esqueça|não_importa|tanto_faz|não_faz_mal|sem_problema|
            sem_problemas|nenhum_problema|não_tem_problema|relaxa|tranquilo|tranquila|de_boa|tudo_bem_então|não_se_preocupe|
            não_te_preocupes|de_nada|por_nada|imagina|disponha|não_há_de_quê|não_tem_de_quê|às_ordens|com_prazer|
            o_prazer_é_meu|desculpa|desculpe|desculpas|me_desculpe|perdão|foi_mal|sinto_muito|erro_meu|canal_errado|
            errei_o_canal|não_sei|sei_lá|nem_ideia|eu_também|você_também|tu_também|igualmente|pra_você_também|
            para_você_também|e_você|e_vc|e_tu|um_momento|um_segundo|um_instante|só_um_momento|espera|espere|peraí|calma|
            brincadeira|é_brincadeira|tô_brincando|engraçado|boa_sorte|até_que_enfim|finalmente|pronto|feito|cala_a_boca|
            conta_uma_piada|me_conte_uma_piada|por_favor|pfv|bem|bom
    """,
    FILLER: """
        muito|mt|mto|muitíssimo|demais|mesmo|bastante|imenso|tão|bot|robô|amigo|amiga|amigos|mano|cara|brother|irmão|gente|
            galera|pessoal|todos|todas|querido|meu|meu_amigo|viu|hein|né|aí|então|e|mas|também|de_novo|novamente|agora|aqui|
            já|só|top|massa|legal|show|salve|você|vc|vocês|tu|por_favor|pfv|desde_já|demais_da_conta|eu
        de coração|novo|verdade
        por tudo|isso|isto|ajudar|responder
        pela|pelo|pelas ajuda|resposta|info|informação|informações|atenção|dica|força|apoio
        a|para|pra todos|você|vocês|ti|todos_vocês
    """,
}
