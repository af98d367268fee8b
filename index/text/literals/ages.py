"""Ages in years."""

import math
import re
from collections.abc import Iterator
from itertools import islice, zip_longest

from index.text.lazy_patterns import lazy_pattern
from index.text.literals.numbers import WORD, number
from index.text.literals.spans import JOIN, LONGEST_JOIN, MAX_SPANS, WEEKDAY, Span, join_spans

PERSON = lazy_pattern(
    r"\b(?:child(?:ren)?|kids?|teen\w{0,6}|youths?|young(?:er)?|adults?|seniors?|pensioners?|juniors?|students?|passengers?"
    r"|ages?|aged|toddlers?|bab(?:y|ies)|infants?|anyone|anybody|nobody|people|persons?|members?|visitors?|guests?"
    r"|players?|old(?:er)?|minors?|boys?|girls?|pupils?|oaps?|concessions?|(?:under|over)[-\s]\w{1,12}s|those\s(?:under|over|aged|from)"
    r"|(?:those\s[\w-]{2,12}|1[68]|21|sixteen|eighteen|twenty-one)\s(?:and|or)\s(?:over|above|under|up))\b",
    re.IGNORECASE,
)
"""Words of a text in which a range or limit without a unit may be one of ages."""
NO_AGE = lazy_pattern(r"\b(?:every|each|last|past|next|first|within|per)\s$", re.IGNORECASE)
"""Words before a number of years that is no age."""
AND_A_HALF = r"(?:\sand\sa\shalf|\s?½|\.5)?"
OLD = rf"{AND_A_HALF}(?:[\s-]?(?:years?|yrs?)(?:[\s-]olds?\b|\sof\sage\b)|[\s-]?y/?o\b|\syear[\s-]?olds?\b)"
AGE = lazy_pattern(
    rf"(?<![\w.,:€$£#])(?P<number>\d{{1,3}}|{WORD})(?:(?P<old>{OLD})|(?P<years>[\s-](?:years?|yrs?)\b)|(?P<plural>s\b))?"
    r"(?![\w%€$£°]|[.,:/]\d)",
    re.IGNORECASE,
)
MONTHS_OLD = lazy_pattern(
    rf"(?<![\w.,:])(?P<of>\b(?:baby|infant|toddler|child|son|daughter|boy|girl)\sof\s)?(?P<number>\d{{1,2}}|{WORD})"
    r"(?(of)\smonths?|[\s-](?:months?|mths?)[\s-]old)\b",
    re.IGNORECASE,
)
MONTHS_TO_YEARS = lazy_pattern(
    rf"\s?(?:months?|mths?)(?=\s?(?:to|until|[-–—])\s?(?:\d{{1,2}}|{WORD})[\s-](?:years?|yrs?)\b)", re.IGNORECASE
)
"""The unit of the start of a range such as *6 months to 8 years*."""
DECADE = lazy_pattern(r"\bin\s(?:my|his|her|their|our)\s(?:early\s|mid[\s-]|late\s)?(?P<decade>[2-9]0)s\b", re.IGNORECASE)
"""An age such as *in my 70s*."""
ALONE = r"\s?\+(?=\sonly\b|\s*(?:[^\w\s]|$))"
ONLY_FROM = lazy_pattern(
    rf"(?<![\w.,:€$£-])(?P<age>(?:1[2-9]|21)(?={ALONE})|[5-8][05](?=(?:\s?\+|[\s-]plus)\s(?!\w*[^\Ws]s\b)[a-z]))", re.IGNORECASE
)
"""A limit such as *18+* or that of *the 50+ swim*, which is one of ages in any text; *50+ games* are not."""
ASKED_FROM = lazy_pattern(rf"(?<![\w.,:€$£-])(?P<age>[1-9]\d)(?={ALONE})", re.IGNORECASE)
"""Such a limit in a question."""
UNDER = lazy_pattern(
    r"(?<![^\W_])(?P<side>[uo])(?:[\s-]?(?P<age>[4-9]|1\d|2[0-3])|[\s-]?(?P<older>[3-8][05]))(?:['’]?s)?(?![\w%€$£°+]|[.,:/-]\w)",
    re.IGNORECASE,
)
"""A limit such as *U16*, *u-16s* and *O35*."""
AGED = lazy_pattern(
    r"\b(?:aged?|ages|age\sof|turn(?:s|ed|ing)?|(?:child|kid|boy|girl|son|daughter|pupil|teenager)(?:ren|s)?\sof)"
    r"(?:\s(?:of|is|between|from|under|over|at\sleast|up\sto))?[:\s]\s?$",
    re.IGNORECASE,
)
IS = lazy_pattern(
    r"\b(?:i['’]?m|i\sam|(?:he|she|who|kid|son|daughter|child|brother|sister|boy|girl)(?:['’]?s|\sis|\sare)"
    r"|(?:kids|children|sons|daughters|twins|boys|girls)\sare)\s(?:only\s|now\s|just\s)?$",
    re.IGNORECASE,
)
HAS = lazy_pattern(r"\b(?:i|he|she|who|kid|son|daughter|child)\s(?:has|have)\s$", re.IGNORECASE)
IN_BRACKETS = lazy_pattern(r"\b(?:my|our|his|her|their)\s[^\W\d_]+(?:\s[^\W\d_]+)?\s\($", re.IGNORECASE)
"""What precedes an age as in *my daughter (12)*."""
ALSO = lazy_pattern(r"\s?(?:and|or|,|&)\s?", re.IGNORECASE)
ALSO_BEFORE = lazy_pattern(r"-?(?:,\s?)?(?:\s?(?P<last>and|or|&|/)\s?(?:(?:an?|my)\s)?)?", re.IGNORECASE)
"""What stands between two ages if only the later has words for one, as in *8- and 9-year-olds*."""
TAKES_PART_AT = lazy_pattern(
    r"\b(?:join|volunteer|play|drive|enter|register|appl(?:y|ies)|compete|enrol|sign\sup|take\spart|member|allowed|old\senough"
    r"|be\san?\s[a-z]+(?=\sat\b))\b"
    r"[^.?!\d]{0,30}\bat\s(?P<age>1[3-8]|21|2[5-9]|[3-9]\d|(?:thir|four|fif|six|seven|eigh)teen)"
    r"(?=\s*(?:[?!,;.](?!\d)|$)|\s(?:or|if|with(?:out)?|and|yet|already)\b)",
    re.IGNORECASE,
)
AFTER_DAY = lazy_pattern(rf"\b(?:{WEEKDAY}['’]?s?|weekdays?|weekends?|daily)[:,]?\s(?:from\s)?$", re.IGNORECASE)
DAY_NAMED = lazy_pattern(rf"\b(?:{WEEKDAY}|weekdays?|weekends?|today|tonight|tomorrow)\b", re.IGNORECASE)
AFTER_IS = lazy_pattern(r"\s*(?:[,.;!?)]|$|-)|\s(?:and|so|but|can|may|do|does|what|how|is|now|years?|or)\b", re.IGNORECASE)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|(?-i:Mar(?:ch)?|May)|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
MONTH_PRECEDES = lazy_pattern(rf"\b{MONTH}\s$", re.IGNORECASE)
OTHER_UNIT = lazy_pattern(
    r"[\s-]?(?:[%€$£°]|(?:euros?|eur|cents?|dollars?|pounds?|days?|weeks?|months?|hours?|hrs?|minutes?|mins?"
    r"|kg|km|cm|mm|m|t|g|l|gb|mb|percent|am|pm|o['’]?clock|metres?|meters?|miles?"
    r"|items?|books?|games?|things?|players?|people|persons|members?|guests?|kids|children|adults|pupils|students|times"
    r"|seats?|places?|tickets?|bags?|nights?|courses?|evenings?|of\s(?:them|these|you)"
    rf"|(?:of\s)?{MONTH})\b)",
    re.IGNORECASE,
)
"""What follows a number that is neither an age nor an hour."""
GROUP = lazy_pattern(
    r"\b(?:groups?|part(?:y|ies)|classes|households?|famil(?:y|ies)|teams?|rule|step|section|chapter|level)\s"
    r"(?:of\s)?(?:up\sto\s|at\sleast\s)?$",
    re.IGNORECASE,
)
MONEY = lazy_pattern(r"(?:[€$£¥]|\b(?:EUR|USD|GBP|RMB|price|costs?|fee):?)\s?$", re.IGNORECASE)
LIMIT = lazy_pattern(r"\b(?:under|over|above|below)[\s-]$", re.IGNORECASE)
OLDEST, BEFORE = 130, 32
CELL_START = lazy_pattern(r"(?:^|[:;\n]\s?)(?:(?:under|over|from|up\sto|below|above|until)[\s-])?$", re.IGNORECASE)
CELL_END = lazy_pattern(
    r"(?:\s?\+|\s(?:and|or)\s(?:over|older|under|younger|above|below|up|more))?(?:\s?[;:]|\n|$)", re.IGNORECASE
)


def ages(text: str) -> Iterator[Span]:
    """Yield the ages that a text states, as ranges.

    A range or limit without a unit is one of ages in a text about people, and in any text if it is the whole of a cell.
    """
    matches = list(AGE.finditer(text))
    is_about_people = PERSON.search(text) is not None or any(
        _is_years(text, match) and number(match["number"]) > 1 for match in matches
    )
    found: list[Span] = []
    for match in matches:
        before = text[max(0, match.start() - BEFORE) : match.start()]
        is_age = bool(match["old"] or AGED.search(before) or (is_about_people and _is_years(text, match)))
        value = number(match["number"])
        if months := MONTHS_TO_YEARS.match(text, match.end()):
            years = math.ceil(value / 12)  # who is 0 may be too young
            found.append(Span(match.start(), months.end(), years, years, is_bare=True))
            continue
        if not is_age and (OTHER_UNIT.match(text, match.end()) or MONTH_PRECEDES.search(before)):
            continue
        if value <= OLDEST and not MONEY.search(before) and not GROUP.search(before):
            found.append(Span(match.start(), match.end(), value, value, is_bare=not is_age))
        if len(found) == MAX_SPANS:
            break
    for match in islice(ONLY_FROM.finditer(text), MAX_SPANS):
        yield Span(match.start(), match.end(), number(match["age"]), math.inf, is_limit=True)
    yield from _short_limits(text)
    found = _with_earlier(text, found)
    pairs = zip_longest(found, found[1:])
    for span in join_spans(text, [one for one, other in pairs if not (other and _are_hours(text, one, other))]):
        if is_about_people or not span.is_bare or _is_cell(text, span):
            yield span


def _short_limits(text: str) -> Iterator[Span]:
    """Yield limits that are written with a letter, such as *U16*."""
    for match in islice(UNDER.finditer(text), MAX_SPANS):
        value = number(match["age"] or match["older"])
        low, high = (-math.inf, value - 1) if match["side"] in "uU" else (value, math.inf)
        yield Span(match.start(), match.end(), low, high, is_limit=True)


def _is_years(text: str, match: re.Match[str]) -> bool:
    """Return whether a number is one of years, and no length of time such as *every 2 years*."""
    return match["years"] is not None and not NO_AGE.search(text, max(0, match.start() - BEFORE), match.start())


def _are_hours(text: str, one: Span, other: Span) -> bool:
    """Return whether two numbers are hours after a weekday, as in *on Mondays 4-6*."""
    are_bare = one.is_bare and other.is_bare and text[other.end - 1].isdigit()
    is_after_day = are_bare and AFTER_DAY.search(text, max(0, one.start - BEFORE), one.start) is not None
    return is_after_day and JOIN.fullmatch(text[one.end : other.start][: LONGEST_JOIN + 1]) is not None


def _with_earlier(text: str, found: list[Span]) -> list[Span]:
    """Return numbers, of which those before an age are ages too if it has the word for both: *16- and 17-year-olds*."""
    is_listed = False
    for position in range(len(found) - 2, -1, -1):
        one, other = found[position : position + 2]
        gap = None if other.is_bare else ALSO_BEFORE.fullmatch(text[one.end : other.start][:BEFORE])
        is_listed = gap is not None and (is_listed or gap["last"] is not None)
        if is_listed:
            found[position] = one._replace(is_bare=False)
    return found


def _is_cell(text: str, span: Span) -> bool:
    """Return whether a range or limit is all that a cell of a table or the part of an item before its colon says."""
    before = text[max(0, span.start - BEFORE) : span.start]
    return CELL_START.search(before) is not None and CELL_END.match(text, span.end) is not None


def asked_ages(question: str) -> Iterator[Span]:
    """Yield the ages that a question names, as ranges: `my 7-year-old`, `I'm 70`, `under 16`."""
    for match in islice(MONTHS_OLD.finditer(question), MAX_SPANS):
        years = number(match["number"]) // 12
        yield Span(match.start("number"), match.end(), years, years)
    for match in islice(DECADE.finditer(question), MAX_SPANS):
        first = number(match["decade"])
        yield Span(match.start("decade"), match.end(), first, first + 9)
    for match in ages_to_take_part(question):
        value = number(match["age"])
        yield Span(match.start("age"), match.end(), value, value)
    yield from _short_limits(question)
    for match in islice(ASKED_FROM.finditer(question) if "+" in question else (), MAX_SPANS):
        if not GROUP.search(question, max(0, match.start() - BEFORE), match.start()):
            yield Span(match.start(), match.end(), number(match["age"]), math.inf, is_limit=True)
    numbers: list[Span] = []
    limits: set[int] = set()
    for match in AGE.finditer(question):
        before = question[max(0, match.start() - BEFORE) : match.start()]
        is_age = bool(match["old"] or AGED.search(before))
        is_age = is_age or bool(question[match.end() : match.end() + 1] == ")" and IN_BRACKETS.search(before))
        is_age = is_age or bool(
            numbers and not numbers[-1].is_bare and ALSO.fullmatch(question[numbers[-1].end : match.start()][:8])
        )
        is_age = is_age or (IS.search(before) is not None and AFTER_IS.match(question, match.end()) is not None)
        is_age = is_age or (match["years"] is not None and HAS.search(before) is not None)
        value = number(match["number"])
        if value > OLDEST:
            continue
        numbers.append(Span(match.start(), match.end(), value, value, is_bare=not is_age))
        if match["number"].isdecimal() and LIMIT.search(before) and not OTHER_UNIT.match(question, match.end()):
            limits.add(match.start())
    numbers = _with_earlier(question, numbers)
    found = [
        span
        for span, following in zip_longest(numbers, numbers[1:])
        if not span.is_bare or span.start in limits or (following and _is_start(question, span, following))
    ]
    yield from join_spans(question, found[:MAX_SPANS])


def _is_start(text: str, span: Span, following: Span) -> bool:
    """Return whether a number is the start of a range whose end is an age, as in *8 to 10 year olds*."""
    return not following.is_bare and JOIN.fullmatch(text[span.end : following.start][: LONGEST_JOIN + 1]) is not None


def ages_to_take_part(question: str) -> Iterator[re.Match[str]]:
    """Yield ages such as that in *Can I join at 15?*, which could be an hour if a day were named too."""
    if " at " in question and not DAY_NAMED.search(question):
        yield from islice(TAKES_PART_AT.finditer(question), MAX_SPANS)
