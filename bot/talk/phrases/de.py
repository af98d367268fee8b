"""German small talk."""

from bot.talk.kinds import FILLER, Kind, Phrases

PHRASES: Phrases = {
    Kind.HELP: """
        hilfe
        hilf|helf|helft|helfen_sie mir|uns [bitte|mal]
        ich|wir brauche|brauch|brauchen|benötige|bräuchte [mal|bitte|dringend|deine|ihre] hilfe
        kannst|könntest|magst|würdest du|sie|ihr mir|uns [bitte|mal|vielleicht|bitte_mal] [weiter] helfen
        kannst|könntest du mir [bitte] weiterhelfen
        kannst|könntest du [bitte] helfen
        kann|könnte [mir] [bitte] jemand|wer [bitte|mal] [mir|uns] helfen
        bitte helfen
        können|könnten sie mir|uns [bitte|mal] [weiter] helfen|weiterhelfen
        [ich|wir] hab|habe|haben|hätte [da] [mal] eine|ne [kurze|kleine] frage
        [mal] eine|ne kurze|kleine frage
        darf|kann ich [dich|dir|sie|ihnen] [mal|was|etwas] [was|etwas|eine_frage] fragen|stellen
        was kannst|kann|können du|sie|der_bot|dieser_bot [alles|so|hier|eigentlich|denn|denn_so|alles_so] [für_mich]
            [tun|machen|beantworten]
        was machst|macht|tust du|der_bot|dieser_bot [hier|so|eigentlich|denn|alles]
        was weißt du [alles|so]
        wobei|womit|wie kannst|können du|sie mir|uns [alles] helfen
        was kann|darf|soll ich|man dich|dir [alles|so|hier] fragen
        welche fragen kann|darf ich [dir] stellen
        welche fragen kannst du beantworten
        welche befehle|kommandos kennst|hast du
        wie benutze|bediene|verwende|nutze|frage ich dich|den_bot|diesen_bot
        wie funktionierst|arbeitest du
        wie kann|soll|muss ich|man dich|den_bot|diesen_bot benutzen|bedienen|verwenden|nutzen|fragen
        wie bedient|benutzt|verwendet man dich|den_bot|diesen_bot
        wie funktioniert|geht|bedient|benutzt|benutzt_man der|dieser|den|diesen|dieser|das bot|ding
        wie frage|frag ich [dich|etwas|was|den_bot]
        wie stelle ich [dir] [eine|fragen] [frage]
        wofür|wozu bist du [da|gut|gedacht|hier]
        wofür|wozu ist der|dieser bot [da|gut|gedacht]
        nur ein test
        kannst|könntest|magst|würdest [du] [bitte|mal] das|dies|diese_frage|die_frage|die|ihm|ihr|ihnen|darauf|hierauf [mal|
            bitte] beantworten|helfen|antworten|weiterhelfen
        hilf|antworte|beantworte [bitte|mal] ihm|ihr|ihnen|das|dies|darauf|diese_frage|die_frage
        weißt du das|es|die_antwort|die_antwort_darauf|hierauf_eine_antwort|darauf_eine_antwort
        diese|die frage [hier|oben|da]
        das|dies hier|da
        siehe oben
        [das] ist was für dich
        das ist [nur|bloß] ein test
    """,
    Kind.IDENTITY: """
        bist|seid|sind du|sie|ihr [eigentlich|denn|wirklich|etwa|nur] [ein|eine|einfach] [echter|echte|richtiger|nur|bloß]
            bot|roboter|chatbot|mensch|maschine|ki|ai|person|chatgpt
        bist du [wirklich] echt|lebendig|menschlich
        bist du [ein] mensch oder [ein|eine] [bot|maschine|ki|roboter]
        ist das|dies [hier] [ein] bot|mensch
        [spreche|rede|schreibe|chatte] ich [hier|gerade] mit einem|einer|nem bot|menschen|ki|maschine|roboter
        du bist [ja] ein bot|roboter
        wer|was bist|seid|sind du|sie|ihr [denn|eigentlich|überhaupt]
        wer|was ist der|dieser bot
        wie heißt|heissen du|sie [denn|eigentlich]
        wie ist dein|ihr name
        hast du einen namen
        wer hat dich|diesen_bot|den_bot [eigentlich|denn] gemacht|gebaut|programmiert|entwickelt|erschaffen
        woher weißt du das [alles|eigentlich]
        woher hast|nimmst|kommen du|deine [deine|die] antworten|infos|informationen
        bist du [dir] [da|ganz|wirklich] sicher
        stell dich [mal|bitte] vor
        erzähl [mal|mir] [was|etwas] [von|über] dir|dich
    """,
    Kind.HOW_IT_WORKS: """
        wie funktioniert|geht das|es|dies [hier] [denn|eigentlich|alles]
        wie benutze|verwende|bediene|nutze ich das|dies|es [hier]
        wie benutzt|verwendet|bedient|nutzt man das|dies|es [hier]
    """,
    Kind.MORE: """
        [kannst|könntest|können|könnten|würdest] [du|sie] [mir|uns] [bitte|mal] [das|dies|es] [bitte|mal|noch_mal|nochmal|
            genauer|näher] erklären|erläutern
        erklär|erkläre|erläutere [mir|uns] [bitte|mal] [das|dies|es] [bitte|mal|genauer|näher]
        [kannst|könntest|können] [du|sie] [mir|uns] [bitte] mehr [dazu|darüber|davon] [sagen|erzählen|verraten|zeigen]
        erzähl|erzähle|sag|zeig [mir|uns] [bitte] [noch] mehr [dazu|darüber|davon]
        [bitte] [noch] mehr details|infos|informationen|dazu|darüber [dazu|darüber] [bitte]
        was heißt|bedeutet das|dies [denn|eigentlich|genau]
        was meinst du [damit]
        [das] verstehe|versteh|verstand ich [das] nicht
    """,
    Kind.COMPLAINT: """
        das ist|war [doch|aber|leider|total|völlig] falsch|quatsch|unsinn|unbrauchbar|nutzlos
        das ist|war [leider|aber] nicht [wirklich|ganz] [das] was ich wollte|meinte|gesucht_habe|suche|wissen_wollte|
            gefragt_habe|gefragt_hatte
        das stimmt [so|doch|aber|leider] nicht
        das hilft|half [mir|uns] [leider|aber] [so|auch] nicht [weiter|wirklich]
        das hat [mir|uns] [leider|aber] [gar|überhaupt] nicht|nichts geholfen|gebracht|weitergeholfen
        nicht hilfreich
        das war nicht meine frage
        das beantwortet meine frage nicht
        das meinte|meine|wollte ich nicht
        danach habe|hab|hatte ich nicht gefragt
        [du|sie] verstehst|verstehen mich nicht|falsch
        du hast mich nicht|falsch verstanden
        falsche antwort
        danke|vielen_dank für nichts
        blöder|dummer|schlechter|doofer bot
        du bist [so] dumm|doof|blöd|nutzlos|schlecht
    """,
    Kind.THANKS: """
        danke|dankeschön|dankeschoen|danköö|dankö|danki|dankii|dankesehr|thx [schön|schoen|sehr|vielmals|dir|euch|ihnen|
            bestens|herzlich|euch_allen|trotzdem]
        danke [auch|dir|euch|ihnen] [sehr|vielmals|herzlich|schön]
        vielen|besten|herzlichen|tausend|lieben|1000 [lieben|herzlichen] dank
        [ich] bedanke|bedanken mich|uns [herzlich|recht_herzlich|vielmals|schon_mal]
        [ich|wir] danke|danken dir|euch|ihnen [sehr|vielmals|herzlich]
        danke|dank [dir|euch|ihnen|schön|sehr|vielmals] für|fuer [die|deine|eure|ihre|das|den] [schnelle|tolle|rasche|gute|
            super|nette|ausführliche] hilfe|antwort|antworten|auskunft|info|infos|info|tipp|mühe|information|informationen|
            rückmeldung|unterstützung|link|geduld|zeit|erklärung
        vielen|besten|herzlichen|lieben|tausend dank für|fuer [die|deine|eure|ihre|das|den] [schnelle|tolle|rasche|gute|
            super|nette|ausführliche] hilfe|antwort|antworten|auskunft|info|infos|tipp|mühe|information|informationen|
            rückmeldung|unterstützung|link|geduld|zeit|erklärung
        [vielen] dank|danke im voraus
        [sehr] lieb von_dir|von_euch
        sehr lieb
        [das|sehr|ist] nett von dir|ihnen|euch
        nein|nee danke
        vergelt's gott
        merci vielmal|vielmals|dir
        gott sei dank
    """,
    Kind.PRAISE: """
        das hat [mir|uns] [sehr|echt|wirklich|gut|schon] [gut|weiter] geholfen|weitergeholfen
        hat [mir|uns] [sehr|echt|wirklich|gut] [weiter] geholfen|weitergeholfen
        das hilft [mir|uns] [sehr|echt|schon|schon_mal|gut] [weiter]
        hilft mir [sehr|schon] [weiter]
        das ist|war|wars|ist_ja|ist_echt|war_echt [sehr|echt|genau|wirklich|richtig|ja] hilfreich|super|toll|gut|klasse|
            prima|perfekt|genial|spitze|richtig|das|nützlich|cool
        [genau] das|was wollte|brauchte|suchte|meinte ich [wissen]
        [das_ist|das_war] genau das [was_ich_wollte|was_ich_suchte|was_ich_gesucht_habe|was_ich_brauche|
            was_ich_wissen_wollte|was_ich_brauchte]
        genau was ich wollte|suchte|gesucht_habe|brauche|brauchte|wissen_wollte
        [sehr|echt|wirklich|super] hilfreich
        sehr|echt|wirklich nützlich
        super|prima|perfekt|genial|großartig|wunderbar|ausgezeichnet|hervorragend|fantastisch|geil|exzellent|fabelhaft|
            hübsch_gemacht|bravo|läuft|klappt [sache|antwort|arbeit|gemacht|bot]
        sehr|echt|ganz|richtig|wirklich|alles gut|toll|schön|stark|cool|nett|super|top|prima|klasse
        gut|toll|super|prima|klasse|fein|schön gemacht|erklärt
        guter|toller|braver|super|cooler|lieber|netter|schlauer bot
        gute|tolle|super|starke antwort|arbeit|erklärung|leistung|job
        guter|toller job
        du bist [echt|wirklich] [ein|der|die|so] [echt] toll|super|klasse|schlau|beste|bester|schatz|genie|held|hilfreich|
            spitze|cool|lieb|nett|schatz|goldschatz
        es|jetzt|das klappt|geht|funktioniert [jetzt|es|wieder]
        problem|frage [ist|hat_sich] gelöst|beantwortet|geklärt|erledigt
        hat sich erledigt|geklärt
        freut mich
        ich liebe|mag dich|es
        herzlichen glückwunsch
        weiter so
    """,
    Kind.GREETING: """
        hallo|hallöchen|hallihallo|halli_hallo|halloo|moin|moinmoin|moinsen|servus|grüezi|gruezi|hey|huhu|grüßt_euch|
            grüß_euch|hola|na_du|heyho|griaß_di|griasdi|tach|tagchen|ahoi|juhu [zusammen|alle|leute|du|ihr|da|allerseits|
            miteinander|an_alle|in_die_runde|bot|ihr_lieben|lieber_bot|freunde|nochmal]
        moin moin [zusammen|alle|allerseits]
        hi|hey zusammen|leute|alle|allerseits|miteinander|du|an_alle|ihr_lieben
        grüß|gruess|grüss dich|euch|gott|sie
        guten|schönen|gudn|nen_guten|einen_schönen|einen_guten|gute morgen|tag|abend|mittag|nachmittag [zusammen|alle|
            allerseits|miteinander|leute|allen|dir|euch|wünsche_ich]
        morgen|tag zusammen|allerseits|leute|alle
        mahlzeit
        wie geht's|gehts|geht_es|läuft's|läufts [dir|euch|ihnen] [so|denn|heute] [dir] [heute]
        wie war dein tag
        was geht [ab|so]
        alles gut|klar|fit|ok|okay|paletti bei dir|euch|ihnen
        na alles klar|fit|gut
        bist|seid du|ihr [noch|schon|gerade] da|online|wach|hier|bereit|erreichbar
        ist [hier|da] [irgend] jemand|wer da|hier|online
        jemand da|hier
        hörst|siehst du mich
        schön|nett|freut_mich dich|sie zu|kennenzulernen [sehen|kennenzulernen]
        willkommen zurück
        frohe weihnachten|ostern|feiertage
        frohes neues [jahr]
        lange nicht gesehen
        ich grüße dich|euch
    """,
    Kind.GOODBYE: """
        tschüss|tschüß|tschüssi|tschö|tschau|tschüssikowski|ciao|servus_und_tschüss|pfiat_di|pfiati|ade|adieu|
            auf_wiederhören [zusammen|alle|leute|bis_bald|bot]
        [auf] wiedersehen|wiederschauen
        bis bald|dann|später|morgen|nachher|gleich|demnächst|bald_mal|zum_nächsten_mal|nächstes_mal|nächste_woche
        gute nacht|n8 [zusammen|alle|allerseits|euch_allen]
        schlaf|schlaft gut
        [einen|noch_einen|wünsche_einen|ich_wünsche_dir_einen|dir_noch_einen] schönen|angenehmen tag|abend|nachmittag|
            feierabend [noch|dir|euch|noch_allen|dir_noch]
        schönes|ein_schönes wochenende [noch|dir|euch]
        mach's|machs|macht's gut
        man sieht sich
        wir sehen|hören|lesen uns [morgen|später|bald]
        ich bin [dann] [mal] weg|raus
        ich muss [jetzt|dann|los] [mal] los|weg|gehen
        das war's|wars|wäre_alles|wär's|war_alles [schon|dann|von_mir]
        liebe|viele|beste|schöne|mit_freundlichen|freundliche grüße|grüßen
        viel spaß|erfolg|glück
    """,
    Kind.UNFINISHED: """
        was|warum|wieso|weshalb|wie|wann|wo|wer|wen|wem|wohin|woher|welche|welcher|welches|hä|bitte_was|wie_bitte
    """,
    Kind.CHATTER: """
        ja|jap|jo|jep|jepp|joa|jaja|nein|nee|nö|nope|doch|okay|okey|okidoki|aha|achso|ach_so|ach_ja|oha|ups|hoppla|uff|puh|
            tja|hm|hmm|naja|na_ja|ach|soso|sodele|eben|genau|stimmt|richtig|klar|natürlich|sicher|gut|schön|fein|verstanden|
            kapiert|verstehe|begriffen|einverstanden|in_ordnung|geht_klar|passt|passt_schon|alles_klar|alles_gut|alles_okay|
            alles_ok|alles_paletti|na_gut|na_klar|ja_klar|aber_klar|sehr_schön|wirklich|echt|ernsthaft|krass|wahnsinn|
            schade|egal|interessant|witzig|lustig|spannend|vielleicht|gleichfalls|ebenso|bitteschön|bitte_schön|bitte_sehr|
            gerne|gern|sehr_gerne|tut_mir_leid|entschuldigung|verzeihung|sorry|pardon|bitte|hihi|hehe|höhö|lieber_nicht|
            lass_mal|fertig|endlich|prost
        [oh|ah|ach|ja|ok|okay] [jetzt] [ich] verstehe|versteh|verstanden|kapiert|kapier [ich|das|es|jetzt]
        [das] macht|ergibt sinn
        [das] klingt|hört_sich gut|super|toll [an]
        weiß|wusste|weiss ich [nicht|schon|das_nicht]
        keine ahnung
        kein|keine problem|ursache|thema|ding|stress|sorge|eile
        schon|ist|is gut|ok|okay|egal
        macht|tut|schadet nichts|nix
        gern|gerne|immer geschehen|gern|wieder|doch
        nichts|nix zu danken
        nicht dafür|wichtig|nötig|mehr_nötig|so_schlimm
        vergiss es
        falscher|sorry_falscher|upps_falscher|ups_falscher kanal|channel|chat|server
        nur|war|war_nur spaß|ein_scherz|ein_witz|scherz
        [ein|einen] moment|augenblick [mal|bitte]
        warte [mal|kurz]
        mein fehler
        dito
        mir auch
        ich auch [nicht]
        dir|euch|ihnen auch
        und dir|du|selbst|ihnen
        halt die klappe
        erzähl [mir|mal] einen witz
        mir ist langweilig
    """,
    FILLER: """
        du|ihr|sie|dir|euch|ihnen|mir|uns|lieber|liebe|bot|roboter|kumpel|alter|digga|digger|mensch|zusammen|leute|alle|
            allerseits|mal|nochmal|nochmals|noch|auch|ja|doch|so|echt|wirklich|sehr|ganz|total|und|aber|also|na|dann|
            erstmal|schonmal|schon|jetzt|nun|hier|da|trotzdem|halt|toll|top|stark|spitze|klasse|mega|hammer|mist|schick|
            nice|gruß|viele|vielmals
        dafür|dafuer|soweit
        für|fuer alles|das|die_hilfe|deine_hilfe|ihre_hilfe|die_antwort|die_info|die_schnelle_antwort|die_schnelle_hilfe
        im voraus
        schon mal
        von herzen
        fürs|für's helfen|antworten|erklären
    """,
}
