"""Dutch: only the words that show what a question continues, and whether it asks for a list."""

from index.text.languages.language import Language

LANGUAGE = Language(
    "dutch",
    stemmer="dutch",
    function="""
        aan al alle alles als bij dan dat de deze die dit doe doen door een en er gaat heb hebben heeft het hij hoe hun ik in
        is je jij jouw kan kun kunnen maar me met mij mijn moet moeten na naar niet nodig of om ons onze op over te tot u uit
        van voor waar waarom wanneer was wat we welk welke werkt wie wij wordt zij zijn zo
    """,
    fillers="discord lijst server stap stappen",
)
