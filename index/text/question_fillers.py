"""Words that fill a question without naming its subject, by the language of the documents.

The stop words of `index.text.words` come on top; for languages other than English, the words that shape a question are here.
"""

FILLERS: dict[str, str] = {
    "english": """
        all club community complete describe discord do entire every everything exactly explain full go group guide
        guild here instruction instructions list long make many much overview people procedure process properly server
        show someone step steps summary thing things use way ways whole work works
    """,
    "german": """
        ab alle allen alles als am an anleitung auf aus bei bekomme bin bitte brauche brauchen da damit dann das dem
        den der des dich die dies diese dir discord du ein eine einem einen einer er es für gibt habe haben hat ich
        ihr im in ist kann kannst können könnt liste mache machen man mein meine meinen mich mir mit muss müssen nach
        schritt schritte server sich sie sind so soll sollen um und uns vom von vor wann war was wegen welche welchen
        welcher welches wer werde werden wie wieso wir wird wo womit zu zum zur über
    """,
    "french": """
        a au aux avec avoir ce ces cette comment d dans de des discord dois doit du elle en est et faire faut il ils j
        je l la le les leur liste m ma me mes moi mon ne nos notre nous on ont où par pas peut peux pour puis qu quand
        que quel quelle quelles quels qui quoi s sa sans se serveur ses si son sont sur ta te tes toi ton tous tout
        toute toutes tu un une vos votre vous y étape étapes être
    """,
    "spanish": """
        a al algo como con cuando cuál cuáles cuándo cómo de debe debo del desde discord donde dónde el ella en es
        esta este esto estos está están hace hacer hacerlo hago hay la las le les lista lo los me mi mis necesito no
        nos o para paso pasos por puede pueden puedo que quien quién qué se ser servidor si sin son su sus te tengo
        tiene toda todas todo todos tu un una y yo
    """,
    "portuguese": """
        a ao aos as com como da das de deve devo discord do dos e em essa esse esta este está eu existem faz fazer
        faço há isso lista me meu meus minha minhas na nas no nos num numa o onde os ou para passo passos pela pelas
        pelo pelos pode por posso preciso quais qual quando que quem se ser servidor seu seus sua suas são também tem
        tenho todas todos um uma você vocês é
    """,
    "italian": """
        a ai al alla alle anche che chi ci ciò come con cosa cui da dal dalla dei del della delle deve devo di discord
        dove e ed elenco esiste faccio fare gli ha ho i il in io la le lei lo loro ma mi mia mie mio nei nel nella noi
        non o per posso può qual quale quali quando questa questo se server si sono sua sue sul suo tu tutte tutti un
        una uno vi è
    """,
    "dutch": """
        aan al alle alles als bij dan dat de deze die discord dit doe doen door een en er gaat heb hebben heeft het
        hij hoe hun ik in is je jij jouw kan kun kunnen lijst maar me met mij mijn moet moeten na naar niet nodig of
        om ons onze op over server stap stappen te tot u uit van voor waar waarom wanneer was wat we welk welke werkt
        wie wij wordt zij zijn zo
    """,
}
"""Fillers by language, in lower case."""
UNSPACED = frozenset(
    "はがをにでとのもかへやなんですますきくいるしたてこれあどうよら何什么是有哪些怎样样麼麽樣哪如何的吗嗎呢我你们們要在请請問问和了需"
)
"""Characters of Japanese and Chinese that only shape a question."""
_BY_LANGUAGE = {language: frozenset(listed.split()) for language, listed in FILLERS.items()}


def is_filler(word: str, language: str) -> bool:
    """Return whether a word in lower case only fills a question about documents in a language."""
    return word in _BY_LANGUAGE.get(language, _BY_LANGUAGE["english"]) or word in UNSPACED
