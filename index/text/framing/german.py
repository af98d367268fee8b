"""The phrases around German questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="german",
    greetings="""
        hallo|hi|hey|moin|servus|huhu|tach|hallöchen|grüezi|hello|grüß_gott [an] [zusammen|leute|alle|allerseits|ihr|ihr_lieben|
            team|moin|community|bot|nochmal] [zusammen]
        [einen] [schönen] guten|gute|schönen morgen|tag|abend [an] [zusammen|leute|alle|allerseits]
        ich wollte|würde|möchte|hätte [mal|gern|gerne|nur|kurz] [mal|gern|gerne|nur|kurz] fragen|wissen [ob]
        ich frage mich|mal [gerade] [ob]
    """,
    calls="""
        leute|jungs|mädels|ihr_lieben|also|äh|ähm|hm|hmm|ok|okay|so|übrigens|achso|bot
        [nur|mal] [eine|noch_eine|ne|ich_habe_eine|ich_hab_eine|hab_eine|ich_habe_mal_eine|ich_hätte_eine|hätte_eine|
            hätte_mal_eine] [kurze|schnelle|blöde|dumme|doofe|kleine|andere|allgemeine] frage [an] [alle|euch]
        sorry|entschuldigung|entschuldigt|verzeihung [leute|alle]
        ich bin [noch] [ganz] neu [hier|dabei]
        ich habe [schon|bereits] [in_den_regeln|im_handbuch|in_der_faq|überall] gesucht|geschaut|nachgesehen [aber] [nichts]
            [dazu] [gefunden]
        hilfe
    """,
    requests="""
        weiß|weiss [hier|denn|zufällig|vielleicht] jemand|wer|einer|irgendwer|irgendjemand [von_euch|hier] [zufällig|vielleicht]
            [ob]
        wisst|weißt ihr|du [zufällig|vielleicht] [ob]
        kann|könnte [mir|uns] [hier] jemand|wer|einer [von_euch] [mir|uns] [bitte|vielleicht|kurz] sagen|erklären|verraten [ob]
        kannst|könntest|könnt|könntet du|ihr [mir|uns] [bitte|vielleicht|kurz] sagen|erklären|verraten [ob]
        sorry|entschuldigung|entschuldigt falls|wenn das|die_frage|dies [hier] [schon|bereits] [mal|einmal|oft] gefragt|
            beantwortet wurde|worden_ist [aber]
        [ich] [bin_mir] nicht|unsicher [sicher] ob ich|das hier [im] richtig|richtige|richtigen [channel|kanal|ort] [bin|ist]
            aber
    """,
    thanks="""
        [vielen|schon_mal|schonmal|besten|und|schönen|lieben|herzlichen] danke|dank|dankeschön|merci|thx [schon_mal|schonmal|
            euch|dir|im_voraus|schon_mal_im_voraus|schonmal_im_voraus|vorab|für_die_hilfe|für_eure_hilfe|für_deine_hilfe]
        lg|vg|mfg|liebe_grüße|viele_grüße|lieben_gruß|schöne_grüße|beste_grüße
        lol|haha
    """,
    asides="""
        bitte|jemand_eine_idee|weiß_das_jemand|weiß_jemand_was|hilfe|sorry
        [ich] finde|finden nichts|es [dazu|nirgends]
    """,
    asking="""
        ob ich wie was wann wo wer wem wen welche welcher welches welchen warum wieso weshalb kann kannst könnt darf
        darfst muss müssen gibt ist sind hat habt haben hab bin soll sollte wird werden wohin woher womit kurze mal
        weiß eine dürfen können man wir
    """,
    needing="der die das ein eine einen den dem des von mit und oder zu für sag sagen heißt bedeutet kein keine",
)
