"""The phrases around French questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="french",
    greetings="""
        bonjour|bonsoir|salut|coucou|hello|hey|yo [à] [tous|toutes|tout_le_monde|les_gens|les_amis|toutes_et_tous|
            tous_et_toutes|l'équipe|vous]
        je voudrais|aimerais|voulais|souhaiterais|veux [juste] savoir|demander [si]
        je me demande|demandais [si]
    """,
    calls="""
        les_gens|les_amis|alors|euh|hum|bon|ok|au_fait|bot
        [juste] [une|j'ai_une|j'aurais_une|une_autre] [petite|autre|simple|dernière] question [rapide|bête|idiote|pour_vous]
        désolé|désolée|pardon|excusez-moi|excuse-moi [de_déranger|de_vous_déranger|pour_la_question]
        je suis nouveau|nouvelle [ici|sur_le_serveur|sur_ce_serveur]
        j'ai [déjà] cherché|regardé [partout|dans_la_faq|dans_le_règlement] [mais] [je_n'ai_rien_trouvé]
        aide
    """,
    requests="""
        [est-ce_que] quelqu'un sait|saurait|connaît|peut_me_dire|pourrait_me_dire [si]
        [est-ce_que] vous|tu savez|sais|pouvez_me_dire|peux_me_dire|pourriez_me_dire [si]
        savez-vous|sais-tu [si]
        pouvez-vous|peux-tu|pourriez-vous|pourrais-tu [s'il_vous_plaît|svp] [me|nous|m'] dire|expliquer|indiquer [si]
        désolé|désolée|pardon si ça|cela|la_question [a|a_déjà] [déjà] été demandé|demandée|posé|posée [mais]
    """,
    thanks="""
        [un_grand|et|mille] merci [beaucoup] [d'avance|par_avance|à_tous|à_vous|pour_votre_aide|pour_ton_aide|pour_l'aide|bien]
        svp|stp|s'il_vous_plaît|s'il_te_plaît
        lol|mdr|ptdr
        cordialement|bonne_journée|bonne_soirée
    """,
    asides="""
        quelqu'un|une_idée|des_idées|aide|désolé|désolée
        quelqu'un sait|peut_m'aider
    """,
    asking="""
        si je j comment quand où ou qui que quoi quel quelle quels quelles combien pourquoi peut puis y il est une on
        c savez sais faut ai avez a dois doit doivent peux pouvez petite
    """,
    needing="le la les un une des du de et ou à pour dire avec sans que",
)
