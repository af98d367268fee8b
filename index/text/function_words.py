"""Function words, by language: words that join, point or ask rather than name a thing.

Those of English are in `index.text.words`, because they count less in every question. These only show whether a question asks
for a list or continues a conversation; each of the two adds words of its own.
"""

FUNCTION_WORDS = {
    "german": """
        alle als am an auf aus bei bekomme bin bitte da dann das dem den der des dich die dies diese dir du ein eine
        einem einen einer er es für gibt habe haben hat ich ihr im in ist kann kannst können könnt machen man mein
        mich mir mit muss müssen nach sich sie sind so soll um und uns vom von vor wann war was welche welchen
        welcher welches wer werden wie wieso wir wird wo womit zu zum zur über
    """,
    "french": """
        a au aux avec avoir ce ces cette comment d dans de des dois doit du elle en est et faire faut il ils j je l
        la le les leur m ma me mes moi mon ne nos notre nous on ont où par pas peut peux pour puis qu quand que quel
        quelle quelles quels qui quoi s sa sans se ses si son sont sur ta te tes toi ton tous tout tu un une vos
        votre vous y être
    """,
    "spanish": """
        a al algo como con cuando cuál cuáles cuándo de del desde donde dónde el ella en es esta este esto está
        están hace hacer hay la las le les lo los me mi mis no nos o para por puede puedo que quien quién qué se ser
        si sin son su sus te tengo tiene todo tu un una y yo
    """,
    "portuguese": """
        a ao aos as com como da das de do dos e em essa esse esta este está eu há isso me meu minha na nas no nos o
        onde os ou para pela pelo pode por posso quais qual quando que quem se ser seu seus sua suas são também tem
        tenho um uma você vocês é
    """,
    "italian": """
        a ai al alla alle anche che chi ci ciò come con cosa cui da dal dalla dei del della delle deve devo di dove
        e ed esiste faccio fare gli ha ho i il in io la le lei lo loro ma mi mia mie mio nei nel nella noi non o per
        posso può qual quale quali quando questa questo se si sono sua sue sul suo tu tutte tutti un una uno vi è
    """,
    "dutch": """
        aan al alle alles als bij dan dat de deze die dit doe doen door een en er gaat heb hebben heeft het hij hoe
        hun ik in is je jij jouw kan kun kunnen maar me met mij mijn moet moeten na naar niet nodig of om ons onze
        op over te tot u uit van voor waar waarom wanneer was wat we welk welke werkt wie wij wordt zij zijn zo
    """,
}
"""Words in lower case, separated by white space, by the Snowball name of their language."""
