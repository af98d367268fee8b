"""Italian: only the words that show what a question continues, and whether it asks for a list."""

from index.text.languages.language import Language

LANGUAGE = Language(
    "italian",
    stemmer="italian",
    function="""
        a ai al alla alle anche che chi ci ciò come con cosa cui da dal dalla dei del della delle deve devo di dove e ed
        esiste faccio fare gli ha ho i il in io la le lei lo loro ma mi mia mie mio nei nel nella noi non o per posso può qual
        quale quali quando questa questo se si sono sua sue sul suo tu tutte tutti un una uno vi è
    """,
    fillers="discord elenco server",
    typing="""
        cè: c'è, dovè: dov'è, comè: com'è, cosè: cos'è, quandè: quand'è, xk|xke|xché|xchè: perché, nn: non, qnd: quando,
        qnt: quanto, qnti: quanti, qst: questo
    """,
)
