"""English. Its literals have modules of their own: `index.text.literals`."""

from index.text.languages.language import Language

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds?|thousands?|[mb]illions?|dozens?|half|doubled?"
    "|twice|tripled?|third|quarter"
)
_SEVERAL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_TIME_WORDS = (
    "years?|months?|weeks?|days?|hours?|minutes?|spring|summer|autumn|winter|noon|midnight|daily|weekly|monthly|yearly"
    "|annual(?:ly)?|immediately|before|after|during|until|once"
)
_MEASURES = "price|cost|fee|rate|percentage|number|limit|minimum|maximum|amount|total|age|size"
_THINGS = (
    "countr(?:y|ies)|cit(?:y|ies)|places?|compan(?:y|ies)|firms?|brands?|persons?|people|apps?|platforms?|stores?"
    "|shops?|teams?"
    "|partners?|banks?|sites?|websites?|channels?|singers?|stars?|provinces?|towns?|museums?|organi[sz]ations?|groups?"
    "|universit(?:y|ies)|schools?|artists?|authors?|languages?|program(?:me)?s?|services?|tools?"
)

_AUXILIARIES = "do|does|did|is|are|was|were|am|can|could|will|would|shall|should|must|may|might|have|has|had"
_ASKING = (
    r"(?:^\W*|[^\w\s'’]\s*|\b(?:and|or|but|so|know|tell|me|us|say|says|sure|see|ask|idea|wonder|wondering|exactly|of|by|to|from|until"
    r"|till|since|for|at|with|about|depends on)\s+)"
)
"""What stands before *when*, *where* and *who* that ask, unlike in *what happens when I leave* and *anybody who paints*."""
_CONDITION = rf"when\b(?!\s(?:{_AUXILIARIES})\b)(?=[^,.?!]*,\s(?:what|how|who|where|which|{_AUXILIARIES})\b)"
"""*When* before what is asked, as in *when I leave, do I pay?*."""

LANGUAGE = Language(
    "english",
    stemmer="english",
    common="""
        a about actually ain all also am an and any anybody anyone anyway are aren arent as at be been btw but by can cant
        could couldn couldnt d did didn didnt do does doesn doesnt don dont for from get got had hadn hadnt has hasn hasnt
        have haven havent he hello her here hey hi him his hmm how i if ill im in into is isn isnt it its ive just know let
        lets ll lol m may me might my need no not of off ok okay on or our please pls plz re really rn s say see she should
        shouldn shouldnt so some t tell than thanks that thats the their them then there theres these they theyre think this
        those thx to too ty up us ve very want was wasn wasnt we were weren werent what whats when where wheres which who whom
        whos whose why will with wont would wouldn wouldnt yeah you your youre
    """,
    fillers="""
        all club community complete describe discord do entire every everything exactly explain full go group guide guild here
        instruction instructions list long make many much overview people procedure process properly server show someone step
        steps summary thing things use way ways whole work works
    """,
    asked=(
        ("reason", r"(?:^\W*|[^\w\s'’]\s*|\b(?:and|but|so|know|tell me|tell us|wonder|wondering)\s+)(?:why|how come)\b"),
        (
            "number",
            (
                r"\bhow (?:many|much|old|tall|big|large|far|high|often|heavy|expensive)\b"
                rf"|\bwhat (?:percent\w*|number|amount|share|price|age|size)\b|\bprice of\b|\bcosts?\b"
                rf"|\bwhat(?:'s| is| are| was| were)? (?:the |an? |your )?(?:\w+ ){{0,2}}(?:{_MEASURES})s?\b"
            ),
        ),
        (
            "time",
            (
                rf"{_ASKING}(?!{_CONDITION})when\b|\bwhen\W*$|\b(?:what|which) (?:year|month|day|date|time|week|hour)s?\b"
                r"|\bhow (?:long|soon|fast|quick\w*|late|early)\b|\bopening (?:hours|times)\b|\bdeadline\b"
            ),
        ),
        (
            "name",
            (
                rf"{_ASKING}(?:who(?:m|se)?|where)\b|\b(?:who|where)\W*$|\bname of\b|\bwhich\b"
                rf"|\bwhat (?:\w+ ){{0,2}}?(?:{_THINGS})\b"
            ),
        ),
    ),
    held={
        "reason": (
            r"(?i)\b(?:because|so that|in order|due to|owing to|thanks to|reasons?|aims?|purposes?|goals?|otherwise|therefore"
            r"|prevents?|avoids?|protects?|ensures?)\b"
        ),
        "number": rf"(?i)\d[\d,.]*|\b(?:{_NUMBER_WORDS})\b",
        "time": (
            rf"(?i)\b(?:{_MONTHS})[a-z]*\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:{_TIME_WORDS})\b"
            rf"|\d+|\b(?:{_SEVERAL})\b"
        ),
        "name": r"(?<![.!?] )(?<!^)\b(?!I\b)[A-Z](?:[\w'’.-]*\w)?|[#@]\w[\w-]*",
    },
    thing=r"\b(?:how (?:many|much)|which|what|whose)\s+(?=\w)",
)
