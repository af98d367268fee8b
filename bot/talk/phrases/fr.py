"""French small talk."""

from bot.talk.kinds import FILLER, Kind, Phrases

PHRASES: Phrases = {
    Kind.HELP: """
        [à] l'aide|aide
        aide|aidez moi|nous
        j'ai|j'aurais|nous_avons|on_a besoin d'aide|d'un_coup_de_main|de_ton_aide|de_votre_aide|d'un_peu_d'aide
        j'ai|j'aurais [juste] une [petite] question
        une [petite] question
        [est-ce_que] tu peux|pourrais|peux-tu|pourrais-tu m'aider|nous_aider|aider
        peux|pourrais tu m'aider|nous_aider
        [est-ce_que] vous pouvez|pourriez m'aider|nous_aider
        pouvez|pourriez vous m'aider|nous_aider
        [est-ce_que] je peux [te|vous] poser une question|des_questions
        puis je [te|vous] poser une question
        que|quoi peux|sais|pouvez|fais|faites tu|vous [faire|d'autre] [pour_moi|pour_nous]
        qu'est-ce que|qu tu|vous|ce_bot|le_bot [peux|pouvez|sais|savez|peut|sait] [fais|faites|faire|fait] [pour_moi|ici|
            exactement|d'autre]
        tu peux|sais faire quoi
        tu fais quoi [ici]
        tu|vous sert|sers|servez à quoi [exactement]
        [ça|il] sert à quoi ce_bot|le_bot
        à quoi sers-tu|sert-tu|servez-vous|tu_sers|sert_ce_bot|sert_le_bot|tu_sers
        comment [est-ce_que] tu|vous marches|fonctionnes|fonctionnez|marchez
        comment fonctionnes|marches tu
        comment fonctionne|marche [ce|le] bot
        comment [est-ce_que] [je] [peux] t'utiliser|te_parler|t'interroger|te_poser_une_question|te_poser_des_questions|
            utiliser_ce_bot|utiliser_le_bot
        comment puis je t'utiliser|te_poser_une_question
        comment peux tu m'aider|nous_aider
        comment poser une question|des_questions
        comment je te parle|t'utilise
        qu'est-ce que je peux [te|vous] demander
        que puis je [te|vous] demander
        quelles questions puis je|je_peux [te] poser
        quelles sont [les|tes] commandes
        que sais tu
        qu'est-ce que tu sais
        [c'est|ceci_est] [juste] un test
        [est-ce_que] [tu|vous] peux|pouvez|pourrais|pourriez [tu|vous] répondre|lui_répondre|leur_répondre|l'aider|les_aider
            [à] [ça|cela|cette_question|la_question|sa_question]
        réponds|répondez [lui|leur|à] [ça|cela|cette_question|la_question|sa_question]
        aide|aidez le|la|les
        connais|connaissez tu|vous la_réponse
        tu connais la réponse
        cette question
        [et] ça|cela
        voir ci-dessus|plus_haut
    """,
    Kind.IDENTITY: """
        [est-ce_que] tu|t es [vraiment|juste] [un|une] [vrai|vraie] bot|robot|ia|humain|humaine|machine|personne|chatbot
        es|êtes tu|vous [vraiment|juste] [un|une] [vrai|vraie] bot|robot|ia|humain|humaine|machine|personne|chatbot
        t'es|t'est [vraiment|juste] [un|une] [vrai|vraie] bot|robot|ia|humain|humaine|machine|personne|chatbot
        [est-ce_que] vous êtes [vraiment|juste] [un|une] [vrai|vraie] bot|robot|ia|humain|humaine|machine|personne
        c'est|est-ce un bot|robot|humain
        [est-ce_que] je parle à|avec un|une bot|robot|humain|ia|machine|personne
        tu es|t'es réel|réelle|vivant|humain|sérieux
        qui|que es|êtes tu|vous
        t'es|tu_es|vous_êtes qui|quoi [toi|exactement|au_juste]
        qu'es|quies tu
        qui est ce bot
        comment t'appelles|tu|vous [tu|t'appelles|vous_appelez|appelez_vous]
        c'est quoi ton nom|ce_bot
        quel est ton|votre nom
        qui t'a|vous_a|a_fait|a_créé fait|créé|programmé|développé|ce_bot|conçu
        tu_es|t'es|es-tu|tu_en_es|t'en_es|en_es-tu|vous_êtes|êtes-vous [vraiment] sûr|sûre|certain
        d'où viennent tes|ces réponses|informations
        d'où tu sors ça
        comment tu le sais
        présente toi
        parle moi de toi
    """,
    Kind.HOW_IT_WORKS: """
        comment [est-ce_que] ça|cela marche|fonctionne
        comment utiliser|utilise-t-on|on_utilise|on_se_sert_de|j'utilise ça|cela|ce_truc
        ça|cela marche|fonctionne comment
        [ça|cela|il] sert à quoi [exactement]
    """,
    Kind.MORE: """
        [est-ce_que] [tu|vous] peux|pouvez|pourrais|pourriez [tu|vous] expliquer|m'expliquer|nous_expliquer|l'expliquer|préciser
            [ça|cela] [mieux]
        explique|expliquez [moi|nous] [ça|cela] [mieux|s'il_te_plaît|s'il_vous_plaît]
        [peux|pouvez] [tu|vous] [m'en|nous_en] dis|dites|dire [m'en] plus
        [un_peu] plus de détails|précisions [s'il_te_plaît|s'il_vous_plaît]
        [qu'est-ce] [que] ça|cela veut_dire|signifie [quoi]
        qu'est-ce que ça|cela veut_dire|signifie
        que veux|voulez tu|vous dire
        je [n'ai|ne] comprends|compris pas [compris]
        [et] quoi d'autre
    """,
    Kind.COMPLAINT: """
        c'est|c'était [complètement|totalement] faux|nul|n'importe_quoi|inutile|incorrect
        ce_n'est|c'est|ce_n'était|c'était pas [vraiment|du_tout] [ça|ce_que_je_cherche|ce_que_je_cherchais|
            ce_que_j'ai_demandé|ce_que_je_voulais|ma_question|bon|juste|correct|utile|vrai]
        ça|cela [ne] m'aide|aide|m'a|répond pas [aidé|du_tout|vraiment|à_ma_question]
        ça ne m'a pas aidé
        tu ne|n' comprends|as pas|rien [compris]
        tu comprends|n'as|as pas|rien [compris]
        mauvaise réponse
        merci pour rien
        mauvais|stupide bot
        bot nul
        t'es nul|bête|inutile
        tu es nul|bête|inutile
    """,
    Kind.THANKS: """
        merci|mercii|merki|mci|thx [beaucoup|bien|infiniment|mille_fois|énormément|encore|d'avance|bcp|à_toi|à_vous|à_tous|
            à_toutes_et_tous|tout_le_monde|quand_même]
        merci beaucoup|bien|infiniment à toi|vous|tous
        mille|un_grand|un_très_grand|grand|un_immense|encore|encore_un_grand mercis|merci
        [je] te|vous|t'en|vous_en remercie|suis_reconnaissant [beaucoup|infiniment|bien]
        merci [beaucoup|bien|infiniment|encore] pour [ton|votre|ta|la|l'|cette|les|ces|tes|vos|le] [rapide|bonne] aide|
            réponse|réponses|info|infos|information|informations|explication|explications|temps|lien|patience|retour|tout|
            ça|l'aide|l'info|précision|précisions [rapide|claire]
        merci [beaucoup|bien|infiniment|encore] de|d' m'avoir_aidé|ton_aide|votre_aide|ta_réponse|votre_réponse|avoir_répondu
        merci d'avance|d'avoir_répondu
        c'est [très|vraiment|trop] gentil|sympa|aimable [de_ta_part|de_votre_part|à_toi]
        trop|très aimable|gentil|sympa
        non merci
        remerciements
        dieu merci
    """,
    Kind.PRAISE: """
        ça|cela|tu|vous m'a|m'as|m'avez|a|nous_a [bien|beaucoup|vraiment|énormément] aidé|aidée|aidés|servi|été_utile
        ça|cela m'aide|aide|nous_aide [beaucoup|bien|énormément]
        c'est|c'était|ce_fut|voilà [exactement|très|vraiment|trop|super|bien|tout_à_fait|juste] utile|génial|parfait|bien|
            super|top|clair|bon|cool|ça|nickel|pratique|excellent|efficace
        [c'est|c'était] exactement|justement|tout_à_fait ça|ce_que_je_cherchais|ce_que_je_voulais|ce_qu'il_me_fallait
        c'est ce que je cherchais|voulais
        très|super|vraiment|bien utile|clair|pratique
        parfait|parfaite|génial|géniale|super|excellent|excellente|formidable|magnifique|impeccable|bravo|fantastique|
            merveilleux|impressionnant|trop_bien|très_bien|trop_cool|trop_fort|au_top|bien_joué|bien_vu|bien_dit|
            félicitations|impec|c'est_top [réponse|travail|boulot|bot]
        bon|beau|bonne|super|excellent|excellente|belle bot|travail|boulot|réponse
        tu es|t'es|vous_êtes [vraiment|trop|le|un] [trop|vrai] [génial|super|fort|top|cool|meilleur|chef|parfait|gentil|
            utile|génie|sauveur|au_top|le_meilleur]
        ça marche|fonctionne maintenant|bien|super
        problème|question résolu|résolue
        je t'aime|adore|t'adore [bien] [ça]
        continue comme ça
    """,
    Kind.GREETING: """
        bonjour|bonsoir|salut|coucou|bjr|bsr|slt|allô|yo|wesh|hello|rebonjour|salutations|hey [à_tous|à_toutes|
            à_toutes_et_à_tous|à_tous_et_à_toutes|tout_le_monde|toi|les_amis|les_gars|la_team|les_gens|monsieur|madame|
            le_bot|bot|l'ami|à_toi|à_vous|tous|toutes_et_tous|la_compagnie]
        bonne|excellente matinée|après-midi
        [salut|bonjour|hello|coucou] comment ça|tu|vous va|vas|allez|va-t-il [aujourd'hui|bien]
        comment vas|allez tu|vous [aujourd'hui]
        [tu|vous|ça|est-ce_que_ça] vas|va|allez bien [aujourd'hui|toi|vous]
        ça va [toi|bien|et_toi]
        ça roule|gaze|baigne
        quoi de beau
        tu es|t'es|vous_êtes [toujours|encore] là|dispo|réveillé|en_ligne|prêt
        es-tu là|dispo|en_ligne
        il y a|y_a-t-il quelqu'un [ici]
        y'a|ya quelqu'un [ici]
        il y a_quelqu'un
        enchanté|enchantée [de_te_rencontrer|de_vous_rencontrer]
        ravi de te|vous rencontrer|voir
        content de te voir
        joyeux noël|anniversaire
        bonne année
        bonnes fêtes
    """,
    Kind.GOODBYE: """
        au revoir
        adieu|ciao|tchao|tchô|bye|bisous
        [allez] à bientôt|plus|demain|tout_à_l'heure|plus_tard|la_prochaine|la_prochaine_fois|tantôt|lundi|toute
        bonne|douce nuit|soirée|journée|continuation|fin_de_journée|fin_de_soirée|semaine|fin_de_semaine [à_tous|à_toi|
            à_vous|à_toutes_et_tous|tout_le_monde]
        bon week-end|weekend|après-midi|dimanche [à_tous|à_toi|à_vous]
        passe|passez une|un|de bonne|bon|bonnes|excellente journée|soirée|week-end|weekend
        dors bien
        je dois y aller
        j'y vais
        c'est bon|tout [pour_moi|pour_aujourd'hui|pour_le_moment]
        prends soin de toi
        cordialement
    """,
    Kind.UNFINISHED: """
        quoi|pourquoi|comment|quand|où|qui|lequel|laquelle|combien|hein
    """,
    Kind.CHATTER: """
        d'accord|dacc|ok|okay|oki|ouais|oui|ouaip|ouep|non|nan|nn|si|bien_sûr|bien_entendu|entendu|compris|c'est_compris|
            c'est_noté|bien_noté|bien_reçu|je_vois|je_comprends|j'ai_compris|ah|ah_bon|ah_ok|ah_oui|ah_d'accord|oh|bah|ben|
            bof|hum|euh|mince|zut|oups|ouf|tiens|dommage|tant_pis|tant_mieux|peut-être|exact|exactement|c'est_vrai|
            c'est_bon|c'est_clair|vraiment|sérieux|sérieusement|voilà|parfaitement|carrément|tout_à_fait|évidemment|
            absolument|certainement|intéressant|bien|très_bien|mdr|ptdr|xptdr|jpp|mdrr|ça_marche|ça_roule|ça_ira|
            pas_de_souci|pas_de_soucis|pas_de_problème|pas_de_prob|pas_grave|ce_n'est_pas_grave|c'est_pas_grave|
            aucun_problème|aucun_souci|t'inquiète|ne_t'inquiète_pas|t'inquiète_pas|laisse_tomber|laisse|oublie|oublie_ça|
            de_rien|il_n'y_a_pas_de_quoi|pas_de_quoi|avec_plaisir|je_t'en_prie|je_vous_en_prie|désolé|désolée|
            je_suis_désolé|pardon|excuse-moi|excusez-moi|toutes_mes_excuses|mauvais_salon|mauvais_canal|je_sais|
            je_ne_sais_pas|je_sais_pas|jsp|chais_pas|aucune_idée|moi_aussi|toi_aussi|vous_aussi|pareil|de_même|et_toi|
            et_vous|à_toi_aussi|un_instant|un_moment|une_seconde|attends|attendez|je_plaisante|je_rigole|pour_rire|drôle|
            rigolo|bonne_chance|bon_courage|enfin|fini|tais-toi|raconte_une_blague|raconte-moi_une_blague|s'il_te_plaît|
            s'il_vous_plaît
    """,
    FILLER: """
        beaucoup|bien|vraiment|très|trop|encore|infiniment|bcp|énormément|toi|moi|vous|tous|toutes|tout_le_monde|les_amis|
            mon_ami|mon_pote|mec|frère|frérot|bro|cher|bot|robot|le_bot|petit_bot|et|mais|alors|donc|bon|là|ici|aussi|
            quand_même|déjà|juste|chapeau|nickel|extra|chouette|maintenant|svp|stp|top|fort|cool|oh|ah
        s'il te|vous plaît|plait
        d'avance
        pour tout|ça|cela|l'aide|ton_aide|votre_aide|l'info|la_réponse|ta_réponse|votre_réponse
        à toi|tous|vous|toutes [aussi|et_à_tous|et_tous]
        du fond du coeur
    """,
}
