"""The phrases around German questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="german",
    greetings="""
        hallo|hi|hey|moin|servus|huhu|tach|hallöchen|grüezi|hello|grüß_gott [an] [zusammen|leute|alle|allerseits|ihr|
            ihr_lieben|team|moin|community|bot|nochmal] [zusammen]
        [einen] [schönen] guten|gute|schönen morgen|tag|abend [an] [zusammen|leute|alle|allerseits]
        ich|wir wollte|wollten|würde|möchte|möchten|hätte [mal|gern|gerne|nur|kurz] [mal|gern|gerne|nur|kurz] fragen|wissen
            [ob]
        ich frage|frag mich|mal [gerade|grad|nur|schon_länger] [ob]
        sagt|sag|erklärt|erklär|verratet mir|uns [bitte|mal|kurz] [bitte|mal|kurz] [ob]
        momentan|derzeit|zurzeit|aktuell|normalerweise|eigentlich|ehrlich_gesagt|übrigens|also
    """,
    calls="""
        leute|jungs|mädels|ihr_lieben|also|äh|ähm|hm|hmm|ok|okay|so|übrigens|achso|bot|ach_ja|naja|na_ja|btw|mods
        [nur|mal|und] [eine|noch_eine|ne|noch_ne|mal_ne|mal_eine|ich_habe_eine|ich_hab_eine|hab_eine|hab_ne|hab_mal_ne|
            ich_habe_mal_eine|ich_hätte_eine|hätte_eine|hätte_mal_eine] [kurze|schnelle|blöde|dumme|doofe|kleine|andere|
            allgemeine|ganz_kurze] frage [an] [alle|euch]
        sorry|entschuldigung|entschuldigt|verzeihung [leute|alle]
        ich bin [noch] [ganz] neu [hier|dabei]
        ich habe|hab [schon|bereits] [in_den_regeln|im_handbuch|in_der_faq|überall] gesucht|geschaut|nachgesehen|geguckt
            [aber] [nichts] [dazu] [gefunden]
        nur so [aus] [interesse|neugier]
        aus [reiner|reinem] neugier|interesse
        [rein|ganz|mal] ehrlich|ehrlich_gesagt|theoretisch|hypothetisch|generell|grundsätzlich|allgemein|nebenbei
        im prinzip|ernst|allgemeinen
        hilfe
    """,
    requests="""
        weiß|weiss [hier|denn|eigentlich|zufällig|vielleicht] jemand|wer|einer|irgendwer|irgendjemand [von_euch|hier]
            [zufällig|vielleicht|eigentlich] [ob]
        jemand|wer|einer [von_euch|hier] [zufällig] weiß|weiss|ne_idee|eine_idee|ne_ahnung|eine_ahnung|ahnung [ob]
        wisst|weißt|weisst ihr|du [zufällig|vielleicht|eigentlich] [ob]
        kann|könnte [mir|uns] [hier|das] [bitte|mal] jemand|wer|einer [von_euch|hier] [mir|uns] [bitte|vielleicht|kurz|mal]
            [kurz|mal|nochmal] sagen|erklären|verraten [ob]
        kannst|könntest|könnt|könntet du|ihr [mir|uns] [bitte|vielleicht|kurz|mal] [kurz|mal|nochmal] sagen|erklären|verraten
            [ob]
        sorry|entschuldigung|entschuldigt falls|wenn das|die_frage|dies [hier] [schon|bereits] [mal|einmal|oft] gefragt|
            beantwortet wurde|worden_ist [aber]
        [ich] [bin_mir] nicht|unsicher [sicher] ob ich|das hier [im] richtig|richtige|richtigen [channel|kanal|ort] [bin|ist]
            aber
        [gibt_es|gibts|gibt's|habt_ihr|hast_du|hätte|hat] [hier|da] [jemand|wer|einer|irgendwer] [hier|von_euch] [irgendwo]
            [irgendwelche|noch|ein_paar|mehr|genauere|nähere|schon] infos|informationen|info|details zu|zum|zur|über
        hat|hätte [hier] jemand|wer|einer [hier|von_euch] [zufällig] [eine|ne] ahnung|idee|plan [ob]
        ich|wir suche|suchen|brauche|brauchen|bräuchte|hätte|möchte|wollte [gerade|nur|noch|mal|gern|gerne] [gerne] [ein_paar|
            mehr|nähere|genauere] infos|informationen|info|details zu|zum|zur|über
        was sagt|sagen|steht [denn|eigentlich] [in] die|der|das|den|dem|unsere|unseren regeln|faq|handbuch|satzung|regelwerk
            zu|zum|zur|über
        stimmt es [eigentlich|wirklich|noch] dass
        ist es [eigentlich|wirklich|noch] richtig|wahr|korrekt dass
        [habe|hab|sehe|seh] ich|wir [das] richtig [verstanden] dass
        ich|wir habe|hab|haben [neulich|mal|irgendwo] gehört|gelesen dass
        [meine|die|unsere] [eigentliche] frage ist|wäre|lautet [ob|nur]
        was ich|wir [eigentlich|nur] wissen will|möchte|wollte|wollen ist [ob]
        [hier] [auf|in|bei] diesem|eurem|unserem server|discord|discord_server|dc
        hier auf|in dem server|discord
        in dieser|eurer|unserer gruppe|community
        laut|gemäß [den|euren|unseren|der] regeln|regelwerk|satzung|faq|handbuch
        nach den|euren|unseren|der regeln|satzung
    """,
    doubts="""
        [ich|wir] weiß|weiss|wissen|wusste|verstehe|versteh|verstehen|kapiere|kapier|check|checke|raffe|sehe|finde [es|das]
            [leider|gerade|grad|ehrlich_gesagt|echt|einfach|immer_noch|noch|auch|momentan] nicht [mehr|so] [ganz|wirklich|
            genau|recht|richtig|sicher|ganz_genau] [heraus|raus]
        [ich|wir] [bin|sind] [mir|uns] [gerade|grad|leider|noch|immer_noch|auch|da] nicht [ganz|so|wirklich|so_ganz|
            hundertprozentig|100] sicher|klar
        [ich|wir|bin|sind] [mir|uns] unsicher|unschlüssig|verwirrt
        [mir] [ist] [gerade|leider|noch|immer_noch] nicht [ganz|so_ganz|wirklich] klar
        [mir] [ist] [gerade|leider|noch|immer_noch] unklar
        [ich|wir] [habe|hab|haben] [ganz|total|leider|schon_wieder|mal_wieder] vergessen
        ich|wir kann|können mich|uns|mir [leider|gerade] nicht [mehr] erinnern|merken
        [ich] [hab|habe] [gerade|leider|echt|absolut|gar] keine|keinen|null ahnung|plan [mehr]
    """,
    thanks="""
        [vielen|schon_mal|schonmal|besten|und|schönen|lieben|herzlichen] danke|dank|dankeschön|merci|thx [schon_mal|schonmal|
            euch|dir|im_voraus|schon_mal_im_voraus|schonmal_im_voraus|vorab|für_die_hilfe|für_eure_hilfe|für_deine_hilfe]
        lg|vg|mfg|liebe_grüße|viele_grüße|lieben_gruß|schöne_grüße|beste_grüße
        lol|haha
        bitte
        oder [so|nicht|doch_nicht|nein|ne|was|wie|irgendwas|irgendwie|ähnliches|sowas|so_was|so_ähnlich|sowas_in_der_art]
        und so [weiter|was]
        usw|etc
        [hier] bei uns|euch
        [hier] [auf|in|bei] diesem|eurem|unserem server|discord|discord_server|dc
        hier auf|in dem server|discord
        hier [drin|drinnen]
        in dieser|eurer|unserer gruppe|community
        laut|gemäß [den|euren|unseren|der] regeln|regelwerk|satzung|faq|handbuch
        nach den|euren|unseren|der regeln|satzung
        gleich nochmal|noch_mal
        falls|wenn möglich
        wenn ich|man fragen darf
    """,
    asides="""
        bitte|übrigens|jemand_eine_idee|weiß_das_jemand|weiß_jemand_was|hilfe|sorry|mods
        gell|ne|nicht_wahr|richtig|korrekt|stimmts|stimmt's|stimmt_das|ist_das_richtig|ja|nein
        weiß|weiss das|da|hier jemand|wer|einer [was|bescheid|zufällig]
        wisst|weißt ihr|du [das|da] [was|bescheid|zufällig]
        [hat] jemand|wer [hier] [eine|ne] idee|ahnung|plan|tipp|infos
        nur so aus interesse|neugier
        [ich] finde|finden nichts|es [dazu|nirgends]
    """,
    asking="""
        ob ich wie was wann wo wer wem wen welche welcher welches welchen warum wieso weshalb kann kannst könnt darf
        darfst muss müssen gibt ist sind hat habt haben hab bin soll sollte wird werden wohin woher womit kurze mal
        weiß eine dürfen können man wir
    """,
    interrogatives="""
        ob wie wieviel wieviele was wann wo wer wem wen wessen welche welcher welches welchen welchem warum wieso weshalb wohin
        woher womit wofür wozu woran worauf worüber wovon
    """,
    needing="""
        der die das ein eine einen den dem des von mit und oder zu für sag sage sagen sagt heißt bedeutet kein keine bis ab
        entweder nur
    """,
    fillers="""
        denn|eigentlich|überhaupt [jetzt|nun]
        momentan|derzeit|zurzeit|aktuell|gegenwärtig|zur_zeit|im_moment|im_augenblick|zum_jetzigen_zeitpunkt|gerade|grad
        normalerweise|üblicherweise|gewöhnlich|generell|grundsätzlich|prinzipiell|im_prinzip|im_grunde|im_allgemeinen
        vielleicht|eventuell|evtl|möglicherweise|womöglich|wahrscheinlich|vermutlich|wohl
        überhaupt|tatsächlich|wirklich|ehrlich_gesagt|theoretisch|genau|ungefähr|etwa|circa|ca|konkret|quasi|sozusagen
        noch|immer_noch|noch_immer|schon|bereits|auch|mal|bitte
        [hier] auf|in diesem|eurem|unserem server|discord|discord_server|dc
        hier auf|in dem server|discord
    """,
    holding="""
        der die das dem den des ein eine einen einem einer eines kein keine keinen keinem keiner mein meine meinen meinem
        meiner
        dein deine euer eure eurem euren unser unsere unserem unseren dieser diese dieses diesem diesen jeder jede jedes jeden
        im in am an auf aus bei mit nach seit von vom zu zum zur für ohne über unter vor durch gegen um bis ab nicht nie sehr
        so
        als weder geschweige
    """,
    wholes="""
        [immer] noch [immer] nicht|nichts|nie|niemals|niemand|kein|keine|keinen|keinem|keiner|keines
        noch ein|eine|einen|einem|einer|eines|eins|einmal|mal|mehr|weniger|andere|anderen|anderer|anderes|weitere|weiteren|
            dazu|so
        auch wenn|nicht|nichts|nie|kein|keine|keinen|keinem|keiner|nur|immer|mal
        schon|mal|gar|überhaupt|wirklich|gerade|denn|bereits nicht|nichts|nie|kein|keine|keinen|keinem|keiner|wieder|so
        es sei denn
        mehr denn je
        gerade erst|mal|so|eben|aus|zahl|zahlen|nummer|nummern|hausnummer|hausnummern|tage|wochen|kalenderwochen|stehen|sitzen
        noch aktuell
        genau so|wie
        wohl fühlen|fühle|fühlt|ergehen
        so bald|lange|oft|viel wie [möglich]
        ein|zwei|drei|vier|fünf|sechs|zehn|hundert|1|2|3|4|5|6|7|8|9|10|12|20|jedes|dieses|nächstes|letztes|erste|ersten|
            zweite|zweiten|dritte|dritten|letzte|letzten|nächste|nächsten|paar|viele|einige|wenige|manches|wie_viele|wie_viel
            mal
        im|zum|zur moment|augenblick|zeit|jetzigen_zeitpunkt der|des|von|wo|als
    """,
)
