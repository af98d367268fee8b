"""Weekdays, times, dates, years, ages and amounts that a question names have to be in the answer, however they are written."""

import time
from datetime import UTC, date, datetime

import pytest

from index.answering.searcher import Searcher
from index.evaluation.judged import load_questions
from index.settings import load_settings
from index.text.literals import KINDS, asked_days, asked_literals, find_literals, relative
from index.text.literals.asking import NOT_ANOTHER, OPTIONAL, REQUIRED
from tests.conftest import ROOT, build_project

QUESTIONS = ROOT / "tests" / "literal_questions"
SAME = [
    ("weekday", "Tuesday", "Tuesdays", "Tue", "Tues.", "tuesday", "TUESDAY"),
    ("weekday", "weekend", "weekends", "week-end", "Sat and Sun"),
    ("weekday", "Thursday", "Thursday’s class", "Thursday's", "Thursdays'", "every Thurs"),
    ("weekday", "the second Monday", "the 2nd Monday", "the 2nd Mon"),
    ("weekday", "the first Sunday", "first Sunday", "1st Sunday"),
    ("time", "14:00", "2 pm", "2pm", "2 p.m.", "2:00 PM", "two pm"),
    ("time", "noon", "12:00", "12 pm", "midday"),
    ("time", "2:30 pm", "2:30p", "14:30", "2.30pmish"),
    ("time", "6:00 am", "6 in the morning", "six in the morning", "06:00", "6 o'clock in the morning"),
    ("time", "21:00", "9 pm", "nine in the evening", "nine at night", "9 at night"),
    ("time", "14:30", "half past two in the afternoon", "2.30 pm", "half past 2 pm", "1430h", "1430 hrs"),
    ("time", "1 am", "one in the morning", "1 at night"),
    ("time", "7:15 pm", "7.15 in the evening", "quarter past seven in the evening", "19:15"),
    ("time", "midnight", "12 at night", "0:00", "24:00"),
    ("time", "0:30", "half past midnight", "12:30 am"),
    ("time", "10:30 am", "10.30 am", "half past ten am"),
    ("day", "3 March", "March 3rd", "3rd of March", "Mar 3", "the third of March", "03/03", "3 Mar."),
    ("day", "3 March 2025", "2025-03-03", "3/3/2025", "3.3.2025", "March 3, 2025"),
    ("day", "in March", "in march"),
    ("day", "2 May", "2-May", "the 2nd of May", "2/5"),
    ("day", "21 March", "the twenty-first of March", "21st March", "March 21"),
    ("day", "in September 2026", "in 2026-09", "in 9/2026", "in Sept 2026"),
    ("day", "in mid-January", "in January"),
    ("year", "in 1987", "in the summer of '87", "since '87"),
    ("year", "in the 1980s", "in the 80s", "in the '80s"),
    ("day", "Christmas Day", "Xmas Day", "25 December"),
    ("day", "New Year's Eve", "New Year’s Eve", "new years eve", "31 December"),
    ("day", "New Year's Day", "New Year", "1 January"),
    ("age", "a sixty-five-year-old", "65 years old", "aged sixty-five", "a 65-year-old"),
    ("age", "U16", "u16s", "u-16s", "U-16", "under-16s", "under 16s"),
    ("age", "my 14-year-old", "14 years old", "aged 14", "14 yo", "fourteen years old", "age 14"),
    ("amount", "€20", "20 €", "20 euros", "EUR 20", "twenty euros", "20 EUR"),
    ("amount", "2 hours", "two hours", "120 minutes", "2 hrs"),
    ("amount", "1.5 kg", "1500 g", "1.5 kilos"),
    ("amount", "2.5 kg", "2,5 kg", "2500 g", "two and a half kilos"),
    ("amount", "1,500 euros", "1.500 €", "€1.5k", "EUR 1500", "one thousand five hundred euros", "1’500 euros"),
    (
        "amount",
        "90 minutes",
        "1.5 hours",
        "1½ hours",
        "1 1/2 hours",
        "1-1/2 hours",
        "1h30",
        "1 h 30 min",
        "one and a half hours",
        "an hour and a half",
    ),
    ("amount", "two weeks", "14 days", "one fortnight"),
    ("amount", "30 minutes", "half an hour", "30 min"),
    ("amount", "45 minutes", "three quarters of an hour"),
    ("amount", "£0.50", "50p", "50 pence"),
    ("amount", "£25", "twenty-five pounds", "25 quid"),
    ("amount", "3 months", "90 days", "three months"),
    ("amount", "1 year", "12 months", "one year"),
    ("amount", "30%", "30 %", "30 percent", "thirty per cent"),
]
HOLDS = [
    ("amount", "a notice of 14 days", "It takes a fortnight."),
    *[
        ("contrast", "half day price", text)
        for text in ("Half day: 5 euros", "the half-day tour", "half a day", "HALF-DAY ticket")
    ],
    *[
        ("contrast", "a day ticket", text)
        for text in ("Full day: 9 euros", "day pass", "a whole day", "daily rate", "Ticket: Day; Price: 9", "for a day")
    ],
    *[
        ("weekday", "the second Wednesday", text)
        for text in (
            "every second Wednesday of the month",
            "Wed (2nd and 4th)",
            "every second Wednesday",
            "Day: Wed (even weeks)",
        )
    ],
    *[("age", "my 2-year-old", text) for text in ("children from 18 months to 3 years", "Cats 6 months to 8 years")],
    *[("age", "my 14-year-old", text) for text in ("Kids over 12 may enter", "Youths over 12 march in front")],
    *[("contrast", "a weekly pass", text) for text in ("Week: 40 euros", "a bike for a week", "week adult ticket")],
    *[
        ("contrast", "a two-star course", text)
        for text in ("a 2-star badge", "two- and three-star courses", "1 or 2 star course")
    ],
    *[
        ("contrast", "a 3 room flat", text)
        for text in ("10 for a one-room flat, 20 for two rooms and 32 for three", "three-room flats")
    ],
    *[
        ("contrast", "the third complaint", text)
        for text in (
            "The first complaint is a talk, the second a fine, the third a letter.",
            "complaint: 3rd complaint, letter",
        )
    ],
    *[("contrast", "the second time", text) for text in ("the first and second time", "2nd time: a mute", "1st/2nd time: 1 h")],
    *[("contrast", "the fall term", text) for text in ("Autumn term: September", "in the fall")],
    *[("weekday", "Wednesday", text) for text in ("Mon to Fri", "Monday-Friday", "Mon – Thu: 9–17", "weekdays", "open daily")],
    *[("weekday", "Wednesday", text) for text in ("every day", "Sun–Wed", "Fri through Wed", "24/7", "Wed: raid night")],
    *[
        ("weekday", question, "Saturday")
        for question in ("a sat evening", "sat or sun", "on a sat", "Fri-Sat in May", "Sat nights")
    ],
    *[
        ("day", "between Christmas and New Year", text)
        for text in ("24 December to 2 January", "December 27", "over Christmas")
    ],
    *[("day", "Boxing Day", text) for text in ("closed at Christmas", "24-27 December", "Date: Xmas; Open: no")],
    *[("weekday", "Sunday", text) for text in ("at weekends", "Sat & Sun", "Sundays and holidays", "Day: Sun; Hours: 9–12")],
    *[("time", "2 pm", text) for text in ("9 am to 5 pm", "09:00–17:00", "9.30 am – 3 pm", "from noon until 8 pm", "2-6 pm")],
    *[("time", "2 pm", text) for text in ("open until 15:00", "between 13:00 and 15:00", "at any time", "8–16 h")],
    *[
        ("weekday", "Wednesday", text)
        for text in ("Mo-Fr 9-17", "M–F: 9 to 5", "Tu/We/Th", "every evening", "nightly, at nine")
    ],
    *[
        ("weekday", "Saturday", text)
        for text in ("from Friday 18:00 to Sunday 12:00", "Thursday 4 to Sunday 7 June", "on sats")
    ],
    *[("weekday", "Saturday", text) for text in ("every day except Sunday", "daily but not on Sundays and Mondays")],
    *[
        ("weekday", "Wednesday", text)
        for text in ("quiet from 1 to 3, except on Saturdays", "Mon–Fri, except Tuesday", "not on Sundays or Mondays")
    ],
    *[
        ("weekday", "Sunday", text)
        for text in ("every day except Sunday, when it opens at noon", "Open until 7. Not on Mondays. On Sundays until 4.")
    ],
    *[("weekday", question, "Saturday") for question in ("sat 5.30pm", "sat at 4 pm", "sat 18:15", "sat 11 oct", "sat 2h")],
    *[("time", "at 3 pm", text) for text in ("between 1 and 8 pm", "Mon to Fri 9:00–5:00", "Friday 18:00 to Sunday noon")],
    *[("time", "11:00", text) for text in ("The desk is open from 10 to 12.", "We answer the phone between ten and twelve.")],
    *[
        ("time", "18:30", text)
        for text in ("We meet at half past six.", "The desk is open 24 hours.", "a quarter past six to 7 pm")
    ],
    *[("day", "5 June", text) for text in ("Thursday 4 June to Sunday 7 June", "starts on 20 May and ends on 9 June")],
    *[
        ("day", "2 May", text)
        for text in ("It is on 2.5. and later", "On Sat 02.05. we are closed", "Thursday 30 April to Monday 4 May")
    ],
    *[("day", "4 October", text) for text in ("Online sales end on Sunday 5 October at 23:59.", "The deadline is 5 October")],
    *[("day", "4 October", text) for text in ("It expires on the 5th of October", "Registration closes on 4 Oct")],
    *[("day", question, "Closed from 24 to 26 December") for question in ("Xmas? Are you open on 24.12", "open 26.12?")],
    *[
        ("day", "on the 5th", text)
        for text in ("5 March", "on the fifth of each month", "from the 1st to the 14th of every month")
    ],
    *[("day", "15 March", text) for text in ("Rent is due by the 15th.", "on the 15th of each month")],
    *[("day", "on nye", text) for text in ("31 December", "closed on New Year's Eve")],
    *[("age", "my 3-year-old", text) for text in ("Those under six climb free.", "children up to and including age 5")],
    *[("age", "my 18-month-old", text) for text in ("children under 5", "ages 0 to 2")],
    *[("age", "my kids are 7 and 12", text) for text in ("ages 6 to 8", "children from 10 to 14")],
    *[("age", question, "ages 12 to 17") for question in ("my daughter (12)", "a child of 12", "children of fifteen")],
    *[("age", "I am 19", text) for text in ("Bar: 18+ only", "18+")],
    ("age", "she is in her 70s", "65 and over, for seniors"),
    *[
        ("time", "11:00", text)
        for text in ("on Saturdays 10 to 12", "Open 10 to 4 on Sundays", "Daily: ten to four", "M-F 9-5")
    ],
    *[
        ("time", "11:00", text)
        for text in ("8 to 12 on Sundays", "Opening hours: 10 – 4", "Bar: 10am-4", "weekdays from ten to four")
    ],
    *[
        ("time", "3 pm", text)
        for text in ("on Sundays 2 to 4", "weekends from noon to 4", "9:30 to 4 on Sundays", "half past two to 4")
    ],
    *[("time", "5 pm", text) for text in ("Juniors have court 2 on Mondays 4-6", "On Mondays at 5.", "it opens at five")],
    *[("time", "9 pm", text) for text in ("Tuesdays 20 to 22", "Fri 7pm to 2", "Fridays at nine, for members")],
    *[("time", "19:30", text) for text in ("Yoga: Tue 19.30", "Doors 19.30", "Thursday: 19.30–21.00")],
    *[("time", "2am", text) for text in ("locked at night", "Fri 7pm to 4")],
    *[("time", question, "Sundays 10:00–12:00") for question in ("sunday 10 to 12", "sunday 10-12", "11 to 1 on sunday")],
    *[("time", "open at 7 pm", text) for text in ("Doors open at 2 pm.", "It opens at noon")],
    *[
        ("age", "my 16-year-old", text)
        for text in ("16- and 17-year-olds", "sixteen and seventeen year olds", "14, 16 and 18 yr olds")
    ],
    *[("age", "my 9-year-old", text) for text in ("8- to 10-year-olds", "free for 5 to 12 years", "a 9 and a half year old")],
    *[("age", "I am 70", text) for text in ("for those eighteen or over", "Entry: 18 and over", "you must be 21 or over")],
    *[("age", "I am 70", text) for text in ("those sixty-five and over", "sixty-five or older")],
    *[
        ("age", question, "ages 3 to 4")
        for question in ("my 3 and 6 year olds", "my 9, 4 and 12 yr olds", "a 4 and a half year old")
    ],
    *[("age", question, "ages 8 to 9") for question in ("9 to 12 year olds", "8- or 14-year-olds", "my 8 and my 3 year old")],
    *[("amount", "a 50 metre pool", text) for text in ("The 50m pool is deep.", "lanes of 25-50m", "a 50m swim", "20m to 60m")],
    *[("amount", "a 50m pool", text) for text in ("fifty metres", "50 m", "0.05 km")],
    *[("amount", "5m euros", text) for text in ("€5m", "€3m to 6m", "5 million euros", "a budget of 5m euros")],
    *[("amount", "150 minutes", text) for text in ("takes 2-3 hours", "140-160 min", "2 – 3 hours")],
    *[("amount", "34 cents", text) for text in ("€0.34 per kWh", "34 ct", "$0.34", "0,34 €")],
    *[("amount", question, "34 cents per kWh") for question in ("€0.34", "0.34 dollars")],
    *[("amount", "90 minutes", text) for text in ("1h 30m", "1h30m", "1½ hours")],
    *[("amount", "half an hour", text) for text in ("1/2 hour", "30 min")],
    *[("contrast", "a 1/2 day", text) for text in ("Half day: £9", "half-day hire", "½ day")],
    ("amount", "6 gigs", "needs 6 GB of memory"),
    *[("amount", "150 cm", text) for text in ("longer than 120 cm", "at least 1 m")],
    *[("day", "12 June", text) for text in ("all year except in August", "daily except on 24 and 31 December", "not in May")],
    *[("day", "12 June", text) for text in ("March to October", "Apr–Sept", "10 to 14 June", "From: 1 June; To: 31 August")],
    *[("day", "12 June", text) for text in ("in June and July", "since May", "12 June 2026", "June 10-15, 2026", "2026-06-12")],
    *[("day", "31 December", text) for text in ("24 and 31 December", "22 December to 6 January", "November to February")],
    *[("year", "in 2020", text) for text in ("2019-2021", "2019/20", "from 2018 to 2022", "since 2012", "in May 2020")],
    *[("age", "my 14-year-old", text) for text in ("ages 12 to 17", "Age: 12–17; Fee: 3", "children under 18", "12 and over")],
    *[("age", "my 14-year-old", text) for text in ("Teenagers (13-17)", "Passenger: 12+; Fare: 2", "minors up to 16 years")],
    *[("age", "my 14-year-old", text) for text in ("from the age of 10", "anyone aged 12 or older", "nobody under 16")],
    *[("age", "I am 70", text) for text in ("over 65s", "Seniors aged 67 and up", "65 years and older")],
    *[("amount", "18 kg", text) for text in ("up to 20 kg", "15 to 20 kg", "10–30 kilos")],
    *[("amount", "20 days", text) for text in ("15 to 60 days", "two to four weeks", "within 30 days")],
    *[
        ("amount", question, text)
        for question in ("90 days", "three months", "12 weeks")
        for text in ("for 7 to 180 days", "between 7 and 180 days", "up to six months", "at least 3 nights", "1 to 12 months")
    ],
    *[
        ("amount", "20 kg", text)
        for text in ("no longer than 2 m, not more than 25 kg", "mustn't weigh more than 25 kg", "Bags must not exceed 25 kg.")
    ],
    *[
        ("amount", "20 kg", text)
        for text in ("not less than 15 kg", "limited to 25 kg", "The limit is 25 kg", "15 kg minimum", "25 kg each at most.")
    ],
    *[("amount", "10 weeks", text) for text in ("Kittens leave at 9 weeks at the earliest.", "12 weeks at the latest")],
    *[("age", "I am 19", text) for text in ("people not younger than 18", "ages 18 minimum", "adults, 25 at most")],
    *[("amount", "3 days", text) for text in ("2 to 4 working days", "3 business days", "within five calendar days")],
    *[("amount", "15 m", text) for text in ("Boats 12 m and longer", "20 m or shorter", "12 m or more")],
    *[
        ("time", question, text)
        for question in ("at 7p", "fri 7ish", "7p on sunday", "around seven-ish")
        for text in ("19:00", "Mon-Fri 5p-9p", "from 6 to 8 pm")
    ],
    *[
        ("time", "7:30 pm", text)
        for text in (
            "Day: Tue; Time: 7.00–8.00pm",
            "Time: 19.00-20.00",
            "7:15-8:45pm",
            "Thursday 27 May 9.00-8.00",
            "from 7p to 9p",
        )
    ],
    *[
        ("time", "9:30 pm", text)
        for text in ("starts at 8 pm on Saturdays and ends at 11 pm", "Fri 18:00 until Sunday at 22:00")
    ],
    *[
        ("time", "close at 6", text)
        for text in ("closes at 6", "9 am to 6 pm", "until 18:00", "Closing: 6 pm", "Last call: 18:00")
    ],
    *[
        ("time", "opening at 9", text)
        for text in ("opens at 9", "9 to 5 on Mondays", "from 9:00", "Opening: 9 am", "Start: 9:00")
    ],
    *[("time", "open until 9 pm", text) for text in ("6 am to 10 pm", "closes at 9 pm", "18:00 to 2:00", "until midnight")],
    *[("time", "open from 9", text) for text in ("opens at 8 am", "9:00–17:00", "from 7:00")],
    *[("day", "in July", text) for text in ("Summer (May to September): 9-21", "Open May to Sept", "Winter (May-July)")],
    *[("age", "the u16s", text) for text in ("Under 16s", "Who: U16", "ages 8–15", "Team: u-16; Day: Sat")],
    *[("age", "over 60s", text) for text in ("Seniors (60+)", "the 55+ swim", "over-60s", "50 plus swim", "O60 league")],
    *[("age", "60+", text) for text in ("Seniors, 60 and over", "over 60s")],
    *[
        ("amount", question, "slots of 30, 45 or 60 minutes, up to 8 days ahead")
        for question in ("30 minutes", "45 minutes", "an hour and a half or 60 minutes", "2 days")
    ],
    ("amount", "an 8 m boat", "Boats over 6 m and up to 9 m: £27"),
    *[("amount", "5 nights", text) for text in ("3 nights minimum", "2-7 nights", "5 days", "a stay of one week at most")],
]
DIFFERENT = [
    *[
        ("contrast", "a half-day ticket", text)
        for text in ("Full day: 9 euros", "day ticket 9 euros", "Week: 40 euros", "Ticket: Season; Price: 90", "a daily rate")
    ],
    *[
        ("contrast", "the monthly pass", text)
        for text in ("the annual pass", "a bike for a week", "Week: 40 euros", "yearly fee")
    ],
    *[("contrast", "a day ticket", text) for text in ("a 3-day ticket", "a same-day ticket", "Day: Monday", "half day: 5")],
    ("contrast", "an evening ticket", "day ticket: 5"),
    *[("age", "my 3-month-old", text) for text in ("Cats 6 months to 8 years", "children from 18 months to 3 years")],
    *[
        ("weekday", "the second Wednesday", text)
        for text in ("every first Wednesday of the month", "Wed (1st and 3rd)", "every third Wednesday of the month")
    ],
    *[
        ("age", "my 10-year-old", text)
        for text in ("Members who join after 8 June pay half.", "Age: 3-4; From: 7 January; Until: 25 March", "Kids: 8-12 July")
    ],
    *[
        ("age", "my 14-year-old", text)
        for text in ("Youth camp from July 12 to 16", "Children, by 15 May", "Kids' day: May 12-16")
    ],
    *[
        ("contrast", "the winter term", text)
        for text in ("The autumn term starts in May.", "Fall term: 1 May", "spring classes")
    ],
    *[("contrast", "the green rank", text) for text in ("Blue rank: two homes", "red or blue", "a grey-blue flag, white")],
    *[("contrast", "silver", text) for text in ("Gold costs 5 euros", "for bronze and gold members")],
    *[
        ("contrast", "the fourth time", text)
        for text in ("the third time: a ban", "The 2nd time, a mute", "first and second time")
    ],
    *[
        ("contrast", "a four-star course", text)
        for text in ("The two-star course takes four evenings.", "1-star course", "5 stars")
    ],
    ("contrast", "a six-room flat", "10 for a one-room flat, 20 for two rooms and 32 for three"),
    ("contrast", "the north gate", "The south gate and the western one are open."),
    ("contrast", "an advanced class", "The beginners' class is on Mondays."),
    *[
        ("weekday", "Saturday", text)
        for text in (
            "quiet from 1 to 3, except on Saturdays",
            "open daily apart from Fridays and Saturdays",
            "Mon to Sun, not Sat",
        )
    ],
    *[
        ("weekday", "Thursday", text)
        for text in ("not on Mondays but on Wednesdays", "Mondays and Tuesdays except the first Monday")
    ],
    *[("day", "3 August", text) for text in ("all year except in August", "from May to October, except in July and August")],
    *[
        ("weekday", "Tuesday", text)
        for text in ("Wed to Fri", "Monday and Friday", "weekends", "Shrove Tuesday", "5 working days")
    ],
    *[
        ("weekday", "Sunday", text)
        for text in ("Mon–Sat", "the sun is hot", "Sun cream is sold", "every day except Sunday", "M-F")
    ],
    *[
        ("weekday", "the first Monday", text)
        for text in ("the second Monday", "the 2nd and 4th Monday", "last Monday of the month")
    ],
    *[
        ("time", "9 am", text)
        for text in ("opens at 11 in the morning and closes at midnight", "nine at night", "9 in the evening")
    ],
    *[("age", "a sixty-five-year-old", text) for text in ("ages 5 to 11", "under 60", "five years old")],
    *[("amount", "2.5 kg", text) for text in ("25 kg", "2 kg", "over 20 kg")],
    ("day", "5 June 2028", "Thursday 4 June to Sunday 7 June 2026"),
    *[("time", "2 pm", text) for text in ("9 am to noon", "2 am", "a ratio of 2:1", "costs 2.00 euros", "from 15:00")],
    *[("day", "12 June", text) for text in ("13 June", "12 July", "March to May", "June 1-11", "version 12.6.1")],
    *[
        ("day", "on 1 February", text)
        for text in ("A boat for 1/2 day", "1/2 price on Mondays", "add 1/2 of it", "1/2 tsp salt", "1/2 lb of peas")
    ],
    *[
        ("day", "4 October", text)
        for text in ("The office closes on 5 October", "sales end on 3 October", "The end: 5 October")
    ],
    *[("day", "24 December", text) for text in ("runs on 24.12.1", "open 24.12%", "version 24.12", "on 24.12 euros")],
    *[("day", "on the 5th", text) for text in ("6 March", "on the 5th floor", "the 15th of each month", "the 5th of them")],
    *[("weekday", "on sat", text) for text in ("the sun sat low", "We sat and ate", "Sun Street or Mon Repos")],
    *[
        ("day", "at Christmas", text)
        for text in ("Christmas market: 4 December", "Father Christmas comes", "over New Year", "Easter")
    ],
    *[("day", "31 December", text) for text in ("in the new year", "open over Halloween", "a new year")],
    *[("day", "in May", text) for text in ("you may come", "You May enter", "in March", "I may not")],
    *[("day", "12 June 2027", text) for text in ("12 June 2026", "2026-06-12", "from 1 May to 30 June 2026")],
    *[("year", "in 2020", text) for text in ("2019", "2021-2023", "2,020 people", "€2020", "until 2018", "#2020")],
    *[
        ("age", "my 14-year-old", text)
        for text in ("ages 5 to 12", "under 14", "16 and over", "14 euros for adults", "rule 14")
    ],
    *[("age", "my 14-year-old", text) for text in ("groups of 10 or more people", "up to 14 children", "for 12–16 players")],
    *[("time", "11:50", text) for text in ("10 to 12 people", "takes 10 to 12 days")],
    *[("time", "3:50 am", text) for text in ("Open 10 to 4 on Sundays", "Mondays, 10 to 4", "open 10-4")],
    *[
        ("time", "8 pm", text)
        for text in ("weekends from noon to 4", "Open 9:30 to 4 on Sundays", "Mondays 10 to 12", "Prices end at 8.")
    ],
    *[("time", "2 pm", text) for text in ("9 to 11 on Sundays", "noon - 3 courts are free", "teams of 1 to 3 on Sundays")],
    *[
        ("time", "5 am", text)
        for text in ("On Mondays 4-6 year olds swim", "Mondays 4 to 6 players", "from Monday 4 to 6 June")
    ],
    *[("time", "midnight", text) for text in ("open 24.12", "at 24:01", "24.30 on Sat")],
    *[("time", "5:40", text) for text in ("Saturday: 5.40", "Sat 5.40 euros", "version 5.40")],
    *[("time", "19:10", text) for text in ("Sat 19.10", "Doors: version 19.10")],
    *[("time", "2am", text) for text in ("9 at night", "last night, it rained", "closed at noon")],
    *[("time", "7 pm", text) for text in ("Doors open at 2 pm.", "The shop opens at noon")],
    *[("age", "my 5-year-old", text) for text in ("Juniors have court 2 on Mondays 4-6", "for kids: daily 4 to 6")],
    *[("age", "my 10-year-old", text) for text in ("Racks 1 to 14 are for boats, at £36 a year", "Racks 1 to 14: £36/year")],
    *[("age", "my 10-year-old", text) for text in ("Lockers 1 to 40 are emptied every 2 years", "up to 14 credits each year")],
    *[("age", "my 10-year-old", text) for text in ("11- and 12-year-olds", "at least 8 books")],
    *[("age", "I am 19", text) for text in ("orders of 18 or more", "groups of 18 and over", "those eight or ten lanes")],
    *[("amount", "a 50m pool", text) for text in ("€50m", "50m users", "50 million people", "a 25m pool", "$40m, later 50m")],
    *[("amount", "12 days", text) for text in ("COVID-12 days later", "on 2020-10-12 days pass", "item A-12 days")],
    *[("amount", "34 cents", text) for text in ("34 euros", "€0.43", "£0.34", "3.4 dollars")],
    *[("amount", "90 minutes", text) for text in ("1h 20m", "a 30m pool, open for 1 hour")],
    *[("amount", "20 euros", text) for text in ("20 dollars", "20 days", "2 euros", "200 euros", "20 cents")],
    *[("amount", "2 hours", text) for text in ("2 days", "20 minutes", "3 hours")],
    *[
        ("amount", "30 kg", text)
        for text in ("no heavier than 25 kg", "can't be heavier than 25 kg", "must not exceed 25 kg", "limited to 25 kg")
    ],
    *[("amount", "20 kg", text) for text in ("not less than 25 kg", "25 kg at least", "10 kg maximum", "exceeding 25 kg")],
    *[("amount", "2 nights", text) for text in ("at least 3 nights", "between 3 and 7 nights", "3 nights minimum")],
    *[
        ("time", "7 pm", text)
        for text in ("it costs 7p", "7p each", "an area of 7a", "7ish people", "2.50-3.50 m", "Time: 7.00–8.00 am")
    ],
    *[("time", "10 am", text) for text in ("8.15–9.15pm", "7:30-9:00pm", "1.00–5.00pm")],
    *[("time", "close at 6", text) for text in ("opens at 6", "from 6 pm", "6 pm to 9 pm", "Doors open at 6")],
    *[("time", "opening at 9", text) for text in ("closes at 9", "until 9", "6 to 9 on Mondays", "8 am to 9 pm")],
    *[("time", "open until 9 pm", text) for text in ("opens at 9 pm", "closes at 8 pm", "from 9 pm")],
    *[("age", "the u16s", text) for text in ("Trampolining for U12s", "Bus U16a", "16 games", "over-16s", "u16.com")],
    *[("age", "over 50s", text) for text in ("50+ games", "under-50s", "a 50 plus 3 deal", "over 60s")],
    ("amount", "55 minutes to 8 hours", "for 40 or 50 minutes, up to 8 seconds"),
    *[("amount", "12 m", text) for text in ("Boats over 6 m and up to 9 m", "over 6 m and not more than 9 m")],
    *[("amount", "10 days", text) for text in ("between 2 and 7 days", "7 days and 12 people")],
    ("amount", "5 hours", "Book 2 hours at least 3 days ahead."),
]


def meanings(kind, question):
    return {
        (span.low, span.high, span.unit, span.years)
        for one in asked_literals(question)
        if one.kind == kind
        for span in one.spans
    }


def holds(kind, question, text):
    asked = [span for one in asked_literals(question) if one.kind == kind for span in one.spans]
    assert asked
    return any(span.holds(each) for span in find_literals(text, kind) for each in asked)


@pytest.mark.parametrize(
    ("kind", "spellings"), [(kind, spellings) for kind, *spellings in SAME], ids=lambda each: str(each)[:30]
)
def test_a_literal_is_recognized_in_any_way_of_writing(kind, spellings):
    for one in spellings:
        for other in spellings:
            for text in (f"It is {other}.", f"({other}), that is", f"{other}: yes", f"When: {other}; fee: none"):
                assert holds(kind, f"Is it on {one}?" if kind != "age" else one, text), (one, text)


@pytest.mark.parametrize(("kind", "question", "text"), HOLDS)
def test_a_range_holds_what_it_contains(kind, question, text):
    assert holds(kind, f"What about {question}?", text)


@pytest.mark.parametrize(("kind", "question", "text"), DIFFERENT)
def test_another_literal_does_not_count(kind, question, text):
    assert not holds(kind, f"What about {question}?", text)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        *(
            ("Can I volunteer at 17?", ["age"]),
            ("can i join at sixteen", ["age"]),
            ("Am I allowed to drive at 15 or not?", ["age"]),
        ),
        *(("Can I be an instructor at 17?", ["age"]), ("Can I be a bit late at 19?", ["time"])),
        *(("Can I join at 15 on Monday?", ["weekday", "time"]), ("Can we play at 20?", ["time"]), ("join at 8", ["time"])),
        *(("Is it open at 17?", ["time"]), ("Can I join at 15:00?", ["time"]), ("join at 17 o'clock", ["time"])),
        *(
            ("Is it open at ten to four?", ["time"]),
            ("Can we meet at 10 to 4?", ["time"]),
            ("Can I look at two?", []),
            ("open at two?", ["time"]),
        ),
    ],
)
def test_a_number_after_at_is_an_age_where_one_takes_part_and_else_an_hour(question, kinds):
    assert [literal.kind for literal in asked_literals(question)] == kinds


@pytest.mark.parametrize(
    "question",
    [
        *("May I march in with a second dog?", "I sat in the sun, can I wed here?", "Where can I find one of the two halls?"),
        *("How do I forward more than one mail?", "What is Black Friday?", "Was it open today or tomorrow?"),
        *("I have 3 kids, is there a family ticket?", "What changed in 2.4.1?", "Is rule 14 still true?"),
        *("Is the Christmas party fun?", "What is new in the new year?", "Who sat where, and is the sun a problem?"),
        *("Is there a tent or a tenth one?", "Did you finish on time, mon ami?", "Is it open all day?"),
        *("What if I fall?", "May a second person come, a third time?", "Where is the first aid kit?"),
        *("Who sat 11 exams?", "Is it fun in the sun 4 times?"),
        *("Is it 1/2 price?", "Do I add 1/2 tsp of salt?", "Is 1/2 lb enough?", "Do I need 24.12?"),
        *("How often a week do you meet?", "coronavirus disease 2019 symptoms", "Can I use 1688 and 4k?"),
    ],
)
def test_ordinary_words_and_numbers_are_no_literals(question):
    assert asked_literals(question) == ()


@pytest.mark.parametrize(
    ("question", "need"),
    [
        *(("Are you open on Tuesday?", REQUIRED), ("tour at 14:00?", REQUIRED), ("Which trip goes on 1 May 2026?", REQUIRED)),
        *(("I want to come on Tuesday, are you open?", REQUIRED), ("On Tuesday, are you open?", REQUIRED)),
        *(("Are you open at Christmas?", NOT_ANOTHER), ("is sat ok", REQUIRED), ("can I come on a wed", REQUIRED)),
        *(("Is there a walk in September?", NOT_ANOTHER), ("What was shown in 2017?", NOT_ANOTHER)),
        *(("my kid is 16, what does she pay", NOT_ANOTHER), ("My son is 12. May he come?", NOT_ANOTHER)),
        *(("Is the 70 metre rope free?", NOT_ANOTHER), ("I borrowed 5,000 yuan, is there interest?", OPTIONAL)),
        *(("I lost my hat on Tuesday. Do you have it?", OPTIONAL), ("We came on 3 May and it was shut, why?", OPTIONAL)),
        *(("I always miss the Monday lesson, can I watch it later?", OPTIONAL), ("Can I keep it for 2 weeks?", NOT_ANOTHER)),
    ],
)
def test_an_answer_needs_what_is_asked_about_and_not_what_the_asker_tells(question, need):
    assert [literal.need for literal in asked_literals(question)] == [need]


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 ",
        "1-2-3-",
        "mon ",
        "may 1 and ",
        "12:30",
        "first of ",
        "under 1 ",
        "€ ",
        "9",
        "from 1 to ",
        "I was, is ",
        "5 kg-",
        "1/1/2020 ",
    ],
)
def test_a_text_made_of_numbers_is_searched_in_linear_time(text):
    def seconds(length):
        started = time.process_time()
        for kind in KINDS:
            find_literals((text * length)[:length], kind)
        asked_literals((text * length)[:length])
        return time.process_time() - started

    seconds(100)
    short, long = (min(seconds(length) for _ in range(3)) for length in (2_000, 16_000))
    assert long < 16 * short + 0.1  # of eight times the text; were the time quadratic, it would be 64 times
    assert len(asked_literals((text * 2_000)[:2_000])) <= 8


HOUSE = """# Tallow House

## Open

- Mon to Thu: 10 am to 6 pm
- Friday: 12:00–20:00
- Sunday: closed

## Fees

| Who | Fee |
|---|---|
| Under 6 | nothing |
| 6 to 15 | 2 euros |
| Adults | 7 euros |
| Over 65 | 4 euros |

## Events

- The glass tour is on the second Saturday of the month, at 3 pm.
- Lantern walks take place on 3 May, 7 June and 5 July 2026.
- The roof was repaired in 2019.
- Lost things are kept for 30 days.
"""


@pytest.fixture(scope="module")
def ask(shipped, tmp_path_factory):
    """Ask a question about a house with the real model."""
    searcher = Searcher.open(
        load_settings(build_project(tmp_path_factory.mktemp("house"), shipped, {"house.md": HOUSE}) / "config.yaml")
    )
    return searcher.ask


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Are you open on Tuesday?", "Mon to Thu"),
        ("open fri?", "Friday"),
        ("Are you open on Sundays?", "Sunday: closed"),
        ("What does my 7-year-old pay?", "Who: 6 to 15"),
        ("I am 71, what is the fee?", "Who: Over 65"),
        ("How much is it for a four year old?", "Who: Under 6"),
        ("Is there a walk on June 7th?", "Lantern walks"),
    ],
)
def test_the_passage_that_holds_the_literal_comes_first_and_nothing_is_unmatched(ask, question, start):
    answer = ask(question)
    assert answer.hits[0].passage.text.startswith(start)
    assert not {"tuesday", "fri", "7", "71", "four", "june", "old"} & {word.lower() for word in answer.unmatched}
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("question", "literal"),
    [
        ("Is there a glass tour on Sunday?", None),
        ("Is the glass tour on Wednesdays?", None),
        ("Is there a glass tour at 11 am?", "11 am"),
        ("Is there a lantern walk on 12 August?", "12 August"),
        ("Is there a lantern walk in September?", "September"),
        ("What was repaired in 2013?", "2013"),
    ],
)
def test_a_literal_that_the_first_passage_lacks_is_named_and_not_answered(ask, question, literal):
    answer = ask(question)
    assert answer.outcome != "answer"
    assert literal is None or literal in answer.unmatched


CENTRE = """# Leisure centre

## Fees

- Children aged 5 to 11 pay £3.
- Adults aged 18 to 64 pay £6.
- People of 65 and over pay £3.80.

## Groups

- The book group meets on the second Monday of the month.
- Masters training is on weekdays at 6 in the morning.
- A swimming lesson lasts 45 minutes.
- The sauna is open every day except Mondays.
- The climbing wall is for over-18s.
- Anyone can join the centre from the age of 16.
- The two-star diving course takes four evenings and costs £75.
- The summer camp is in the first week of August and costs £90.

## Parcels

| Weight of the parcel | Price |
|---|---|
| up to 1 kg | £4.10 |
| over 1 to 5 kg | £6.30 |
| over 5 to 20 kg | £11 |

## Error codes

- E-104: The door is open. Close it.
- E-140: The pump is hot. Wait.
- E-210: The filter is full. Clean it.

## House rules

4. In the water
   - (a) No running.
   - (b) No diving at the shallow end.

## App

- The app needs Python 3.10 or newer.
- Version 2.3.x gets fixes for bugs.
"""


@pytest.fixture(scope="module")
def ask_centre(shipped, tmp_path_factory):
    """Ask a question about a leisure centre with the real model."""
    folder = build_project(tmp_path_factory.mktemp("centre"), shipped, {"centre.md": CENTRE})
    return Searcher.open(load_settings(folder / "config.yaml")).ask


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("What does a sixty-five-year-old pay?", "People of 65"),
        ("what do I pay, I am fifty-two", "Adults"),
        ("Is masters training at 6 in the morning?", "Masters training"),
        ("Does the book group meet on the 2nd Monday?", "The book group"),
        ("Price of a 2,5 kg parcel?", "Weight of the parcel: over 1 to 5 kg"),
        ("What does error E-140 mean?", "E-140"),
        ("Does a swimming lesson last three quarters of an hour?", "A swimming lesson"),
        ("Is the sauna open on Mondays?", "The sauna"),
        ("Is the sauna open on wensdays?", "The sauna"),
        ("can a 17 year old climb?", "The climbing wall"),
        ("How much is the 2 star diving course?", "The two-star"),
    ],
)
def test_a_literal_is_found_as_members_write_it(ask_centre, question, start):
    answer = ask_centre(question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.unmatched == ()


@pytest.mark.parametrize(
    ("question", "literal"),
    [
        ("Does the book group meet on the first Monday?", "first Monday"),
        ("Is masters training at six in the evening?", "six in the evening"),
        ("Is masters training on sunady at 6 in the morning?", "sunday"),
        ("Does a swimming lesson last 60 minutes?", "60 minutes"),
        ("How much is the four-star diving course?", "four-star"),
        ("What does the winter camp cost?", "winter"),
        ("What does error E-999 mean?", "E-999"),
        ("What does a 40 kg parcel cost?", "40 kg"),
        ("What does rule 4e say?", "rule 4e"),
        ("Does the app work with version 2.5.x?", "version 2.5.x"),
    ],
)
def test_what_differs_in_a_literal_alone_is_named_and_not_answered_even_by_a_list(ask_centre, question, literal):
    answer = ask_centre(question)
    assert answer.outcome != "answer"
    assert answer.listing is None
    assert literal in answer.unmatched


def test_a_list_answers_what_one_of_its_rows_holds(ask_centre):
    assert ask_centre("What does error E-104 mean?").hits[0].passage.text.startswith("E-104")
    assert "4 kg" not in ask_centre("What does a 4 kg parcel cost?").unmatched


RINK = """# Fernhill Ice Rink

## Opening hours

- The skate shop opens at 6 pm on weekdays.
- The snack bar closes at 4 pm on weekdays.
- The ticket office: 9 am to 8 pm on weekdays.

## Christmas 2026

| Date | Rink | Shop |
|---|---|---|
| Thu 24 Dec | 8 am to 2 pm | 7 am to 1 pm |
| Sat 26 Dec | closed | 10 am to 3 pm |
| Fri 1 Jan | closed | closed |

## Sessions

- Ice hockey for U12s is on Saturdays.
- Tea dance for over 60s is on Mondays.
- The curling lane can be hired for 40 or 55 minutes, up to 8 days ahead.
- A skating lesson of 45 minutes costs £28.

## Pupils (4 to 15 years)

- Under 8: a helmet is compulsory.
- Skates are free.
"""


@pytest.fixture(scope="module")
def ask_rink(shipped, tmp_path_factory):
    """Ask a question about an ice rink with the real model."""
    folder = build_project(tmp_path_factory.mktemp("rink"), shipped, {"rink.md": RINK})
    return Searcher.open(load_settings(folder / "config.yaml")).ask


@pytest.mark.parametrize(
    ("question", "literal"),
    [
        ("Does the skate shop close at 6 pm?", "6 pm"),
        ("Does the snack bar open at 4 pm?", "4 pm"),
        ("Is the skate shop open until 6 pm?", "6 pm"),
        ("ice hockey for u16s", "u16s"),
        ("Is the tea dance for over 40s?", "40s"),
        ("curling lane for 90 minutes", "90 minutes"),
        ("Does a 45 minute skating lesson cost £20?", "£20"),
    ],
)
def test_an_opening_is_no_closing_and_a_group_of_another_age_is_another(ask_rink, question, literal):
    answer = ask_rink(question)
    assert answer.outcome != "answer"
    assert literal in answer.unmatched


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Does the skate shop open at 6?", "The skate shop"),
        ("Does the snack bar close at 16:00?", "The snack bar"),
        ("is the ticket office open until 7p", "The ticket office"),
        ("Is the rink open on Christmas Eve?", "Date: Thu 24 Dec"),
        ("shop on boxing day", "Date: Sat 26 Dec"),
        ("ice hockey for under-12s", "Ice hockey"),
        ("tea dance 60+", "Tea dance"),
        ("curling lane for 40 minutes", "The curling lane"),
        ("skating lesson, three quarters of an hour", "A skating lesson"),
    ],
)
def test_times_feasts_and_groups_are_found_as_members_write_them(ask_rink, question, start):
    answer = ask_rink(question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.unmatched == ()


def test_what_a_heading_says_of_a_range_does_not_count_where_a_row_says_which_part(ask_rink):
    answer = ask_rink("Is a helmet compulsory for a 13-year-old pupil, or just under 8?")
    assert answer.hits[0].passage.text.startswith("Under 8")
    assert "13-year-old" not in ask_rink("Are skates free for a 13-year-old pupil?").unmatched


HIRE = """# Paddle centre

## Prices

- Half day: 5 euros
- Full day: 9 euros
- Week: 40 euros
- Season ticket: 120 euros

## Ski hill

| Ticket | Adults | Children |
|---|---|---|
| Half-day ticket | 21 euros | 12 euros |
| Day ticket | 35 euros | 20 euros |
| Week ticket | 160 euros | 95 euros |

## Bikes

- A bike for a week is 60 euros.
"""


@pytest.fixture(scope="module")
def ask_prices(shipped, tmp_path_factory):
    """Ask a question about prices with the real model."""
    folder = build_project(tmp_path_factory.mktemp("hire"), shipped, {"hire.md": HIRE})
    return Searcher.open(load_settings(folder / "config.yaml")).ask


@pytest.mark.parametrize(
    ("question", "start"),
    [
        *(("half day price paddle centre", "Half day"), ("full day price paddle centre", "Full day")),
        *(("half-day ticket for the ski hill", "Ticket: Half-day"), ("full-day ski ticket", "Ticket: Day")),
        *(("weekly ski pass", "Ticket: Week"), ("how much is a bike for a week", "A bike")),
    ],
)
def test_the_period_that_is_asked_for_comes_first(ask_prices, question, start):
    assert ask_prices(question).hits[0].passage.text.startswith(start)


@pytest.mark.parametrize("question", ["evening ski ticket price", "how much is a bike for a month", "yearly ski ticket"])
def test_another_period_is_no_answer(ask_prices, question):
    assert ask_prices(question).outcome != "answer"


SCHOOL = """# Swim school

| Age | Course | From | Until | Fee |
|---|---|---|---|---|
| 3-4 | Seahorses | 7 January | 25 March | 70 € |
| 5–6 | Pirates | 8 January | 26 March | 80 € |
| 7 and over | Dolphins | 9 January | 27 March | 85 € |

- Members who join after 30 June pay half.
- Summer courses start on 1 June.
- The repair café meets every first Wednesday of the month.
"""


@pytest.mark.parametrize(
    ("question", "start", "unmatched"),
    [
        *(("my son is 10, which course", "Age: 7 and over", ()), ("which course starts on 8 january", "Age: 5–6", ())),
        ("is the repair café on the second wednesday", "The repair café", ("second wednesday",)),
    ],
)
def test_dates_are_no_ages_and_the_first_wednesday_is_no_other(shipped, tmp_path, question, start, unmatched):
    folder = build_project(tmp_path, shipped, {"school.md": SCHOOL})
    answer = Searcher.open(load_settings(folder / "config.yaml")).ask(question)
    assert answer.hits[0].passage.text.startswith(start)
    assert answer.unmatched == unmatched


def test_a_row_is_asked_about_by_its_first_cell(shipped, tmp_path):
    rows = "| Yoga | Monday | 18:00 |\n| Pilates | Wednesday | 19:00 |\n| Boxing | Friday | 20:00 |\n"
    text = f"# Classes\n\n| Class | Day | Time |\n|---|---|---|\n{rows}"
    ask = Searcher.open(load_settings(build_project(tmp_path, shipped, {"classes.md": text}) / "config.yaml")).ask
    answer = ask("is yoga on wednesday?")
    assert answer.hits[0].passage.text.startswith("Class: Yoga")
    assert (answer.outcome == "answer", answer.unmatched) == (False, ("wednesday",))
    assert ask("what is on wednesday").hits[0].passage.text.startswith("Class: Pilates")


def test_a_limit_of_another_age_is_no_price(shipped, tmp_path):
    text = "# Fees\n\n- Cats 6 months to 8 years cost 90 euros.\n- Cats over 8 years cost 40 euros.\n"
    ask = Searcher.open(load_settings(build_project(tmp_path, shipped, {"cats.md": text}) / "config.yaml")).ask
    assert ask("fee for a 2 year old cat").hits[0].passage.text.startswith("Cats 6 months")
    assert not asked_literals("fee for a 2 year old")[0].may_be_limited


def test_a_literal_of_a_story_is_not_missing(ask):
    answer = ask("I was here on Tuesday. How long are lost things kept?")
    assert answer.hits[0].passage.text == "Lost things are kept for 30 days."
    assert answer.unmatched == ()


CONVENTION = """# Convention

- Doors open at 2 pm on Thursday, at 9 am on Friday and Saturday, and at 10 am on Sunday.
- The pool has lanes on weekends from noon to 4, and on weekdays from 6.30am to 9am.
- The café is open 8:30 to 17:00, and until 19:00 on Wednesdays.
- The chess table is free: Mon, Tue 10–12 and 14–16, Sat 9–11
"""


@pytest.fixture(scope="module")
def convention(shipped, tmp_path_factory):
    """Compare a question with one of the lines about a convention, with the real model."""
    folder = build_project(tmp_path_factory.mktemp("convention"), shipped, {"convention.md": CONVENTION})
    searcher = Searcher.open(load_settings(folder / "config.yaml"))

    def check(question, start):
        retriever = searcher.index.retriever
        row = next(row for row, each in enumerate(searcher.generation.passages) if each.text.startswith(start))
        return retriever.literals.check(retriever.read(question).literals, row)

    return check


@pytest.mark.parametrize(
    ("question", "start"),
    [
        *(("Friday at 9 am?", "Doors"), ("What is on Saturday at 9 am?", "Doors"), ("Sunday at 10 am?", "Doors")),
        *(("Can I come on Thursday at 7 pm?", "Doors"), ("Is it open on Sunday at 5 pm?", "Doors")),
        *(("lanes on Saturday at 3 pm", "The pool"), ("lanes on Tuesday at 7 am", "The pool")),
        *(("café on Wednesday at 9:00", "The café"), ("café on Wednesday at 18:00", "The café")),
        *(("chess on Monday at 11:00", "The chess"), ("chess on Tuesday at 15:00", "The chess"), ("Sat 10:00", "The chess")),
    ],
)
def test_a_time_is_held_on_the_weekday_that_it_is_stated_for(convention, question, start):
    assert len(convention(question, start).held) == 2


@pytest.mark.parametrize(
    ("question", "start"),
    [
        *(("Friday at 7 pm?", "Doors"), ("What is on Saturday at 7 pm?", "Doors"), ("Sunday at 9 am?", "Doors")),
        *(("Friday at 2 pm?", "Doors"), ("What is on Thursday at 7 pm?", "Doors")),
        *(("lanes on Saturday at 7 am", "The pool"), ("lanes on Tuesday at 3 pm", "The pool")),
        *(("chess on Saturday at 15:00", "The chess"), ("chess on Monday at 9:00", "The chess")),
    ],
)
def test_a_time_that_is_stated_for_another_weekday_is_not_held(convention, question, start):
    assert len(convention(question, start).held) == 1


def test_an_opening_is_no_answer_to_what_is_on_later_and_one_to_whether_it_is_open(convention):
    assert convention("What is on Saturday at 7 pm?", "Doors").lacking == ("7 pm",)
    assert convention("Are you open on Saturday at 8 am?", "Doors").lacking == ()


DIVERS = """# Diving club

## Opening hours

| Day | Pool | Shop |
|---|---|---|
| Monday | closed | closed |
| Tuesday to Thursday | 15:00–21:00 | 15:00–18:00 |
| Friday | 15:00–22:00 | closed |
| Saturday and Sunday | 9:00–17:00 | 10:00–12:00 |

- Everything is closed from 23 December to 6 January.
- Air bottles are filled in the shop.

## Trips

- Wreck dive: 14 June 2026, at the old ferry.
- Beginners are in the water every Friday at 18:00.
"""


@pytest.fixture
def divers(shipped, tmp_path, monkeypatch):
    """Ask a question about a diving club on a day, with the real model."""
    folder = build_project(tmp_path, shipped, {"divers.md": DIVERS}, "timezone: Pacific/Auckland\n")
    searcher = Searcher.open(load_settings(folder / "config.yaml"))

    def ask_on(now, question):
        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.fromisoformat(now).replace(tzinfo=UTC).astimezone(tz)

        monkeypatch.setattr(relative, "datetime", Clock)
        return searcher.ask(question)

    return ask_on


def test_today_and_tomorrow_are_the_days_of_the_time_zone(divers):
    monday, friday = "2026-03-02", "2026-03-06"
    for now, question, start in (
        (f"{monday}T03:00", "are you open today?", "Day: Monday"),
        (f"{monday}T03:00", "is the pool open tomorrow?", "Day: Tuesday to Thursday"),
        (f"{monday}T20:00", "are you open today?", "Day: Tuesday to Thursday"),  # in Auckland, Tuesday has begun
        (f"{friday}T03:00", "when does the pool close tonight?", "Day: Friday"),
        (f"{friday}T03:00", "Open the day after tomorrow?", "Day: Saturday and Sunday"),
        ("2026-12-29T03:00", "are you open today?", "Everything is closed"),  # although it is a Tuesday
    ):
        answer = divers(now, question)
        assert (answer.outcome, answer.hits[0].passage.text[: len(start)]) == ("answer", start), (now, question)


def test_a_day_that_is_not_today_is_no_answer_for_today(divers):
    assert divers("2026-06-14T00:00", "wreck dive today?").outcome == "answer"
    assert divers("2026-06-15T00:00", "wreck dive today?").outcome != "answer"
    assert divers("2026-06-12T00:00", "are beginners in the water today?").outcome == "answer"
    assert divers("2026-06-10T00:00", "are beginners in the water today?").outcome != "answer"


@pytest.mark.parametrize(
    ("language", "question", "days"),
    [
        *(
            ("english", "open today?", [0]),
            ("english", "OPEN TOMORROW?", [1]),
            ("english", "open the day after tomorrow?", [2]),
        ),
        *(
            ("english", "What is Science Today?", []),
            ("english", "what do you do now", []),
            ("english", "is it open now?", [0]),
        ),
        *(("german", "Habt ihr morgen offen?", [1]), ("german", "Seid ihr am Morgen da?", []), ("german", "heute zu?", [0])),
        *(
            ("french", "C’est ouvert aujourd’hui ?", [0]),
            ("french", "et après-demain ?", [2]),
            ("spanish", "¿Abren mañana?", [1]),
        ),
        *(
            ("spanish", "¿Abren por la mañana?", []),
            ("portuguese", "Abre depois de amanhã?", [2]),
            ("portuguese", "hoje?", [0]),
        ),
        *(("chinese", "明天开门吗", [1]), ("japanese", "今日は開いていますか", [0]), ("japanese", "明後日は？", [2])),
        *(("none", "open today?", []), ("finnish", "auki today?", [])),
    ],
)
def test_words_for_days_are_read_in_each_language(language, question, days):
    monday = date(2026, 3, 2)
    found = [literal for literal in asked_days(question, language, monday) if literal.kind == "weekday"]
    assert [literal.spans[0].low for literal in found] == days


def test_a_day_that_is_named_otherwise_is_not_todays(ask):
    answer = ask("Are you open today, on Tuesday?")
    assert answer.hits[0].passage.text.startswith("Mon to Thu")


def test_days_in_a_week_and_days_in_a_row_are_not_the_same():
    assert [(span.low, span.high) for span in find_literals("Open seven days a week", "weekday")] == [(0, 6)]
    assert find_literals("Bring it back within seven days.", "weekday") == ()


def test_other_languages_have_no_literals(shipped, tmp_path):
    folder = build_project(tmp_path, shipped, {"haus.md": "# Haus\n\n- Mon bis Fri: offen\n"}, "language: german\n")
    retriever = Searcher.open(load_settings(folder / "config.yaml")).index.retriever
    assert retriever.read("Open on Tuesday at 2 pm?").literals == ()


@pytest.fixture(scope="module")
def held_back(shipped, tmp_path_factory):
    """The answers to 40 questions on hours, fees and dates in bullets and tables, by which no setting was chosen."""
    pairs = []
    for name in ("library", "climbing"):
        text = (QUESTIONS / f"{name}.md").read_text(encoding="utf-8")
        folder = build_project(tmp_path_factory.mktemp(name), shipped, {f"{name}.md": text})
        searcher = Searcher.open(load_settings(folder / "config.yaml"))
        judged = load_questions(QUESTIONS / f"{name}.yaml", list(searcher.generation.passages))
        pairs += [(question, searcher.ask(question.question)) for question in judged.questions]
    return pairs


def test_questions_on_hours_fees_and_dates_find_the_right_bullet_or_row(held_back):
    answerable = [(question, answer) for question, answer in held_back if question.is_answerable]
    right = [answer for question, answer in answerable if answer.hits[0].passage.id in question.passages]
    assert (len(held_back), len(answerable)) == (40, 34)
    assert len(right) >= 30
    assert sum(answer.outcome == "answer" for answer in right) >= 22
    assert sum(answer.outcome == "answer" for _, answer in answerable if answer not in right) <= 1
    assert sum(answer.outcome == "none" for _, answer in answerable) <= 1


def test_a_literal_that_is_in_no_passage_is_never_answered_and_always_named(held_back):
    for question, answer in held_back:
        if not question.is_answerable:
            assert answer.outcome != "answer", question.question
            assert question.kind.removeprefix("absent ") in answer.unmatched


@pytest.mark.parametrize("mark", ["ı", "İ", "ſ", "K", "٣", "３", "²", "\u0307"])
def test_letters_and_digits_of_other_scripts_break_nothing(mark):
    text = "Six or sixty, first of Sept 3, Sunday until half past six, six million kilos in Mid-August 2020, sixteen years old"
    for letter in "iIsSkK36":
        for kind in KINDS:
            find_literals(text.replace(letter, mark), kind)
        asked_literals(text.replace(letter, mark) + "?")


@pytest.mark.parametrize(
    "question",
    [
        "members meeting 2026",
        "when is DiceDrift 2026?",
        "DiceDrift 2026 dates",
        "2026 price list",
        "who won the cup 2026 and why",
    ],
)
def test_a_year_after_a_name_is_a_date(question):
    assert [literal.written for literal in asked_literals(question) if literal.kind == "year"] == ["2026"]


@pytest.mark.parametrize(
    "question",
    [
        "who has 2026 coins",
        "what does port 2026 do",
        "2019 novel coronavirus",
        "can I claim 2026",
        "Windows 2019 servers",
        "pay 1999",
    ],
)
def test_another_number_is_no_year(question):
    assert not [literal for literal in asked_literals(question) if literal.kind == "year"]
