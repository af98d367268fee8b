"""The phrases around Portuguese questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="portuguese",
    greetings="""
        olá|oi|oie|hey|alô|bom|boa|opa|eai|e_aí [dia|tarde|noite] [a] [todos|pessoal|gente|galera|turma|amigos] [tudo_bem|
            tudo_bom|blz]
        gostaria|queria|quero [só] [de] saber|perguntar [se]
        [eu] [só] queria|quero|gostaria_de entender [se]
        atualmente|no_momento|normalmente|geralmente|em_geral|na_verdade|ainda|aliás|afinal|tipo
        me diz|diga|digam|explica|explicam [por_favor|pfv] [se]
    """,
    calls="""
        pessoal|gente|galera|bom|então|hum|ok|aliás|bot|mods|tipo|olha|sinceramente|honestamente|na_real|na_moral
        [só|mais] [uma|tenho_uma|outra|tenho_outra] [pequena|outra] pergunta|dúvida [rápida|boba]
        desculpa|desculpe|desculpem|perdão [pela_pergunta|o_incômodo|incomodar]
        sou novo|nova [aqui|por_aqui|no_servidor]
        [só] por curiosidade
        ajuda
    """,
    requests="""
        [gente|galera|pessoal] alguém [aqui] sabe|pode_me_dizer|poderia_me_dizer|sabe_me_dizer|me_sabe_dizer|sabe_dizer [se]
        alguém [aqui] sabe algo|alguma_coisa|mais de|do|da|dos|das|sobre
        alguém [aqui] [pode|poderia|consegue] [por_favor] [me|nos] dizer|explicar|informar|esclarecer|confirmar|lembrar|
            explicar-me|dizer-me [por_favor] [se]
        alguém [aqui] me|nos diz|explica|informa|confirma [por_favor] [se]
        alguém [aqui] tem [alguma|mais|algumas|uma] info|infos|informação|informações|detalhes sobre|de|do|da|dos|das
        [tem|há|têm|vocês_têm] alguma|mais|algumas info|infos|informação|informações|detalhes sobre|de|do|da|dos|das
        tem|há|têm info|infos|informação|informações|detalhes sobre
        alguém [aqui] [tem] [alguma|uma] ideia|noção de|do|da|se|sobre
        vocês|você|vcs|vc sabem|sabe|podem_me_dizer|pode_me_dizer|podem_me_explicar|pode_me_explicar [se]
        pode|podem|poderia|poderiam|podes me dizer|explicar|informar|lembrar|esclarecer [por_favor] [se]
        desculpa|desculpe|desculpem se já foi|perguntaram perguntado|isso [antes] [mas]
        [eu] busco|procuro|estou_procurando|preciso_de|quero|queria|gostaria_de [mais|algumas|umas] info|infos|informação|
            informações|detalhes sobre|de|do|da|dos|das
        é [mesmo|realmente|ainda] verdade|certo que
        [eu] ouvi|li|vi [dizer] que
        minha|a_minha|a dúvida|pergunta é [se]
        o que eu|quero quero|queria|saber [saber] é [se]
        [aqui] neste|nesse|nosso|no_nosso servidor|discord|grupo
        aqui no servidor|discord|grupo
        nesta|nessa|na_nossa comunidade
        segundo|conforme|de_acordo_com as|o|nossas regras|regulamento|estatuto
        o_que dizem|diz as|o regras|regulamento sobre|de|do|da
    """,
    doubts="""
        [eu] não|n|nem sei|sabia|sabemos|lembro|me_lembro|lembrava|entendo|entendi|compreendo|encontro|encontrei|achei|vi|
            tenho_certeza|tenho_a_certeza|faço_ideia|estou_certo|estou_certa|consigo_entender|consigo_encontrar|
            consegui_entender|consegui_encontrar|ficou_claro [bem|direito|ao_certo|mais|exatamente|ainda] [de] [o|a|em|com|
            para|por|até|desde]
        [eu] ainda não sei|entendi|entendo|lembro [bem|direito|ao_certo] [de] [o|a|em|com|para|por|até|desde]
        sei lá [o|a]
        [eu] [me] esqueci|esqueço|tinha_esquecido [de] [o|a|em|com]
    """,
    thanks="""
        [muito|desde_já|e] obrigado|obrigada|obg|valeu|vlw|agradeço [desde_já|a_todos|pela_ajuda|pessoal|antecipadamente]
        por favor
        pfv|pff|porfavor
        [um] abraço|abraços
        kkk|kkkk|rs|haha
        ou não|nao|n|quê|algo|algo_assim|algo_parecido|algo_do_tipo|algo_do_gênero|algo_similar|coisa_assim|coisa_parecida|
            coisa_do_tipo|nada|similar
        e coisas_assim|tal|tudo_mais
        etc
        né|neh
        [aqui] neste|nesse|no_nosso servidor|discord|grupo
        aqui no servidor|discord|grupo
        nesta|nessa|na_nossa comunidade
        [por] aqui
        segundo|conforme|de_acordo_com as|o|nossas regras|regulamento|estatuto
        se possível|der|for_possível
    """,
    asides="""
        alguém|aliás|alguma_ideia|ajuda|desculpa|obrigado|obrigada|mods
        alguém [aqui] sabe|tem_ideia|tem_alguma_ideia|sabe_disso
        vocês|você sabem|sabe
        não|não_é|é|certo|correto|verdade|sim|tá|ok|é_isso|é_verdade|isso_mesmo|é_isso_mesmo|não_é_verdade
        [só] por curiosidade
    """,
    asking="""
        se como quando onde quem qual quais quanto quanta quantos quantas posso tem há alguém uma é queria gostaria
        que o por podemos são está estão devo preciso a em
    """,
    interrogatives="se como quando onde aonde quem que qual quais quanto quanta quantos quantas",
    needing="o a os as um uma de do da e ou para com sem dizer por desde até que",
    fillers="""
        ainda|já|também|atualmente|no_momento|neste_momento|por_enquanto|hoje_em_dia|agora_mesmo
        talvez|provavelmente|possivelmente|porventura|por_acaso|eventualmente
        normalmente|geralmente|em_geral|habitualmente|costumeiramente|de_costume
        realmente|na_verdade|de_verdade|de_fato|na_real|exatamente|precisamente|especificamente|concretamente|aproximadamente|
            mais_ou_menos|basicamente|literalmente|honestamente|sinceramente|tecnicamente|teoricamente|em_teoria|oficialmente
        [aqui] neste|nesse|no_nosso servidor|discord
        aqui no servidor|discord
        tipo_assim|por_favor|pfv|afinal|afinal_de_contas|né
    """,
    holding="""
        o os um uma uns umas de do dos na nas em com sem pelo pela meu meus minha minhas seu seus sua suas esse essa cada não
        nem
        nunca muito menos tão
    """,
    wholes="""
        ainda|também|realmente|talvez|já|na_verdade|de_fato não|nao|nada|ninguém|nunca|nenhum|nenhuma|nem|mais|menos|que|assim
        no|neste momento de|do|da|dos|das|em_que|que|certo|exato
        em geral de|do|da
    """,
)
