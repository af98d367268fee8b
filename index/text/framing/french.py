"""The phrases around French questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="french",
    greetings="""
        bonjour|bonsoir|salut|coucou|hello|hey|yo|slt|bjr [à] [tous|toutes|tout_le_monde|les_gens|les_amis|toutes_et_tous|
            tous_et_toutes|l'équipe|vous]
        je voudrais|aimerais|voulais|souhaiterais|veux [juste] savoir|demander [si]
        j'aimerais|j'aurais_aimé [juste|bien] savoir|demander [si]
        je me demande|demandais [si]
        du_coup|en_fait|en_vrai|sinon|bref|au_fait|dites|dis|dites-moi|dis-moi
        actuellement|en_ce_moment|normalement|d'habitude|en_général|en_principe
    """,
    calls="""
        les_gens|les_amis|alors|euh|hum|bon|ok|au_fait|bot|les_modos|tiens|au_passage|franchement|honnêtement|sérieusement|
            perso
        [et|par|simple|juste_par] curiosité
        [juste] [une|j'ai_une|j'aurais_une|une_autre|encore_une|j'ai_juste_une] [petite|autre|simple|dernière] question
            [rapide|bête|idiote|pour_vous]
        [petite] question bête|rapide|con
        désolé|désolée|pardon|excusez-moi|excuse-moi [de_déranger|de_vous_déranger|pour_la_question]
        je suis [tout|toute] nouveau|nouvelle [ici|sur_le_serveur|sur_ce_serveur]
        j'ai [déjà] cherché|regardé [partout|dans_la_faq|dans_le_règlement] [mais] [je_n'ai_rien_trouvé]
        aide
    """,
    requests="""
        [est-ce_que|est-ce_qu'il_y_a] [il_y_a] quelqu'un|qqn [ici] [qui] sait|saurait|connaît|peut_me_dire|pourrait_me_dire
            [si]
        quelqu'un|qqn [ici] [qui] peut|pourrait [me|m'|nous] [me|m'|nous] dire|expliquer|m'expliquer|rappeler|indiquer|
            préciser|confirmer [svp|stp|s'il_vous_plaît] [si]
        [est-ce_que] vous|tu savez|sais|pouvez_me_dire|peux_me_dire|pourriez_me_dire|pouvez_m'expliquer|peux_m'expliquer [si]
        savez-vous|sais-tu [si]
        pouvez-vous|peux-tu|pourriez-vous|pourrais-tu [s'il_vous_plaît|svp|stp] [me|nous|m'] dire|expliquer|m'expliquer|
            indiquer|rappeler [svp|stp|s'il_vous_plaît] [si]
        expliquez-moi|explique-moi|dites-moi|dis-moi svp|stp|s'il_vous_plaît|s'il_te_plaît [si]
        désolé|désolée|pardon si ça|cela|la_question [a|a_déjà] [déjà] été demandé|demandée|posé|posée [mais]
        [est-ce_que] quelqu'un|qqn|vous|tu [ici] a|avez|as|aurait|auriez|aurais [des|une|plus_d'|quelques] infos|info|
            informations|détails|renseignements sur|concernant|à_propos_de|à_propos_du|au_sujet_de|au_sujet_du
        [est-ce_que] quelqu'un|qqn|vous|tu [ici] a|avez|as|aurait|auriez|aurais une idée de|du|si
        [est-ce_qu'il|il|est-ce_que|ya] [y] [a|a-t-il] [t-il] [des|quelques] infos|informations|détails sur|concernant|
            à_propos_de|à_propos_du
        je cherche|cherchais|voudrais|veux [juste] [des|quelques|plus_d'] infos|informations|renseignements sur|concernant|
            à_propos_de|à_propos_du
        est-ce|c'est [vraiment|toujours|bien] vrai que
        j'ai lu|entendu|vu|entendu_dire que
        il paraît que
        ma|la question est|c'est [de_savoir] [si]
        [ici] sur ce|votre|notre|vot serveur|discord|serveur_discord
        dans cette|votre|notre communauté
        selon|d'après|dans|suivant le|les|votre|vos règlement|règles|faq
        que|qu'est-ce_que dit|disent le|les règlement|règles|faq sur|concernant|à_propos_de
    """,
    doubts="""
        [je|j'|j|on|nous] [ne] sais|sait|savons|comprends|comprend|capte|vois|trouve|retrouve|souviens pas|plus|jamais [trop|
            vraiment|bien|exactement|du_tout] [ce|à|de|dans|par|avec|pour|depuis|jusqu'à]
        j'sais|jsais|chais|jcomprends pas|plus [trop|vraiment|exactement] [ce|à|de|dans|par|avec|pour|depuis]
        jsp|jspas [ce|à|de|dans|par|avec|pour|depuis]
        [je] [ne] me souviens|rappelle pas|plus [trop|vraiment|exactement] [ce|à|de|dans|par|avec|pour|depuis]
        [je] [ne] suis pas [trop|très|vraiment|tout_à_fait] sûr|sûre|certain|certaine [de] [savoir] [ce|à]
        pas [trop|très|vraiment] sûr|sûre|certain|certaine [de] [savoir] [ce|à]
        j'ai|on_a|ai [complètement|totalement|encore] oublié [ce|à|de|dans|par|avec|pour]
        je n'arrive|narrive|arrive pas|plus [à] [me] savoir|comprendre|trouver|retrouver|rappeler|souvenir [ce|à|de]
        [je_n'ai|j'ai] [vraiment] aucune idée [de] [ce|à|de]
    """,
    thanks="""
        [un_grand|et|mille] merci [beaucoup] [d'avance|par_avance|à_tous|à_vous|pour_votre_aide|pour_ton_aide|pour_l'aide|bien]
        svp|stp|s'il_vous_plaît|s'il_te_plaît
        lol|mdr|ptdr
        cordialement|bonne_journée|bonne_soirée
        ou pas|non|autre|similaire|un_truc_du_genre|un_truc_comme_ça|un_truc|un_truc_dans_le_genre|quelque_chose|
            quelque_chose_comme_ça|quelque_chose_du_genre|quelque_chose_dans_le_genre|autre_chose [du_coup|en_fait|du_tout]
        et tout [ça]
        etc
        hein|non|aussi
        sur ce|votre|notre serveur|discord|serveur_discord
        dans cette|votre|notre communauté
        [par] ici
        selon|d'après|suivant le|les|votre|vos règlement|règles|faq
        si possible|c'est_possible
    """,
    asides="""
        quelqu'un|au_fait|une_idée|des_idées|aide|désolé|désolée|les_modos
        quelqu'un|qqn sait|peut_m'aider|a_une_idée|a_des_infos|sait_ça
        vous|tu savez|sais|avez_une_idée|as_une_idée
        nan|n'est-ce_pas|c'est_ça|c'est_bien_ça|c'est_vrai|est-ce_vrai|pas_vrai|oui|si|d'accord|je_me_trompe|on_est_d'accord|
            c'est_correct
        simple|par|juste_par curiosité
    """,
    asking="""
        si je j comment quand où ou qui que quoi quel quelle quels quelles combien pourquoi peut puis y il est une on
        c savez sais faut ai avez a dois doit doivent peux pouvez petite
    """,
    interrogatives="""
        si s'il s'ils s'elle s'on comment quand où qui que qu'il qu'on qu'ils qu'est quoi quel quelle quels quelles combien
        pourquoi lequel laquelle lesquels lesquelles
    """,
    needing="""
        le la les un une des du de et ou à pour dire avec sans que dis dit par pourquoi comme sinon
    """,
    fillers="""
        en_fait|actuellement|en_ce_moment|à_l'heure_actuelle|pour_le_moment|pour_l'instant|de_nos_jours
        peut-être|éventuellement|probablement|sans_doute|par_hasard|potentiellement
        d'habitude|habituellement|normalement|généralement|en_général|en_principe|théoriquement|en_temps_normal
        techniquement|officiellement|concrètement|du_coup|vraiment|réellement|franchement|honnêtement|sérieusement|exactement|
            précisément|au_juste|grosso_modo|à_peu_près|environ|approximativement
        sur ce|votre|notre serveur|discord|serveur_discord
        encore|toujours|déjà|également|quand_même|svp|stp|s'il_vous_plaît|s'il_te_plaît
    """,
    holding="""
        le les un une des du de d cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs quelle aucun
        aucune chaque pas plus très trop ne ni sans pour par avec au aux en dans chez entre moins jamais aussi qui
    """,
    wholes="""
        encore|toujours|déjà|vraiment|peut-être|même|quand_même pas|plus|rien|jamais|personne|aucun|aucune
        encore un|une|d'autres|moins|mieux|combien
        ou encore
        [qui|on|il|elle|qu'on|qu'il|tu|ça|cela] en fait partie|quoi|combien
        qui|on|il|elle|qu'on|qu'il|tu|ça|cela en fait
        moi|toi|lui|elle|elles|nous|vous|eux aussi
        du coup de|d'envoi|d'œil|d'état|d'arrêt|franc|droit|suivant
        en ce moment de|où
        pour le moment de|où|venu
    """,
)
