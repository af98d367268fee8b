"""Questions and answers in the metadata of a page, which its generator shows below the text of the page."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded

MATTERS = {
    "YAML": "---\nfaq:\n  - question: Where is the key?\n    answer: Behind the bar.\n---\n",
    "short names": "---\nfaqs:\n- q: 'Where is the key?'\n  a: \"Behind the bar.\"\n---\n",
    "title and text": "---\nquestions:\n  - title: Where is the key?\n    content: Behind the bar.\n---\n",
    "deeper": "---\nseo:\n - type: FAQPage\n   items:\n   - Question: Where is the key?\n     Answer: Behind the bar.\n---\n",
    "TOML": '+++\ntitle = "Club"\n[[faq]]\nquestion = "Where is the key?"\nanswer = "Behind the bar."\n+++\n',
    "JSON": '{\n"title": "Club",\n"faq": [{"q": "Where is the key?",\n"a": "Behind the bar."}]\n}\n\n',
    "folded": "---\nfaq:\n  - question: >-\n      Where is\n      the key?\n    answer: >\n      Behind\n      the bar.\n---\n",
}


@pytest.mark.parametrize("matter", MATTERS.values(), ids=MATTERS)
@pytest.mark.parametrize("name", ["a.md", "a.mdx", "a.html"])
def test_an_answer_in_the_front_matter_is_a_passage_below_its_question(read, name, matter):
    if name == "a.html" and matter.startswith("{"):
        pytest.skip("JSON before HTML is no front matter")
    document = read(name, f"{matter}\n<p>Welcome.</p>\n")
    [first, second] = places(document)
    assert first[1:] == ((), "Welcome.")
    assert second[1:] == (("Where is the key?",), "Behind the bar.")
    lines = matter.split("\n")
    assert "Behind" in lines[second[0] - 1]


def test_an_answer_in_the_front_matter_is_read_as_markdown_with_its_lines(read):
    text = (
        "---\ntitle: Club\nfaq:\n  - question: What does **tea** cost?\n    answer: |\n      Nothing for [members](/join).\n\n"
        "      - Guests pay *one euro*.\n      - Children pay nothing.\n---\n\n# Club\n\nOpen daily.\n\n## Way\n\nBy bus.\n"
    )
    document = read("a.md", text)
    assert document.title == "Club"
    assert places(document) == [
        (14, (), "Open daily."),
        (18, ("Way",), "By bus."),
        (6, ("What does tea cost?",), "Nothing for members (/join)."),
        (8, ("What does tea cost?",), "Guests pay one euro."),
        (9, ("What does tea cost?",), "Children pay nothing."),
    ]


def test_questions_in_groups_are_below_the_name_of_their_group(read):
    text = (
        "---\nfaqs:\n  - category: Fees\n    questions:\n      - q: Is tea free?\n        a: Yes.\n"
        "      - q: Is cake?\n        a: No, cake is two euros.\n  - category: Way\n    questions:\n"
        "      - q: Is there a bus?\n        a: Line 4.\n---\n"
    )
    assert places(read("a.md", text)) == [
        (6, ("Fees", "Is tea free?"), "Yes."),
        (8, ("Fees", "Is cake?"), "No, cake is two euros."),
        (12, ("Way", "Is there a bus?"), "Line 4."),
    ]


@pytest.mark.parametrize("body", ["## Is tea free?\n\nYes, for members.\n", "**Is tea free?**\n\nYes, for members.\n"])
def test_a_question_that_the_page_also_has_is_read_once(read, body):
    text = f"---\nfaq:\n  - question: Is tea free?\n    answer: Yes, for members.\n---\n\n{body}"
    assert texts(read("a.md", text)) == ["Yes, for members."]


def test_a_heading_in_an_answer_stays_below_its_question(read):
    text = "---\nfaq:\n  - q: Is tea free?\n    a: |\n      # Guests\n\n      No.\n  - q: Is cake?\n    a: Never.\n---\n"
    assert [section for _, section, _ in places(read("a.md", text))] == [("Is tea free?", "Guests"), ("Is cake?",)]


@pytest.mark.parametrize(
    "matter",
    [
        "quiz:\n  - question: Which port is ours?\n    options: [22, 80]\n    answer: eighty",
        "questions:\n  - question: Which port is ours?\n    answers:\n      - eighty\n    correctAnswer: eighty",
        "faq: /faq/",
        "nav:\n  - title: Rules\n    description: All of them",
        "faq:\n  - question: Which port?\n    answer: '...'",
    ],
)
def test_other_metadata_is_not_quoted(read, matter):
    assert texts(read("a.md", f"---\n{matter}\n---\n\nOpen daily.\n")) == ["Open daily."]


def test_questions_of_a_large_page_are_read(read):
    body = "\n".join(f"## Rule {number}\n\nNobody rows alone on day {number} of the month.\n" for number in range(5_000))
    document = read("a.md", f"---\nfaq:\n  - q: Is tea free?\n    a: Yes, for members.\n---\n\n{body}")
    assert texts(document)[-1] == "Yes, for members."


@pytest.mark.parametrize(
    "entry", ["- {q: a, a: b}\n", "- q: 'it''s'\n  a: |\n    #\n", "- - {q: x, a: y}\n", "- t: {q: z, a: '*'}\n"]
)
def test_many_questions_are_read_in_time(read, entry):
    with guarded():
        read("a.md", f"---\nfaq:\n{entry * (1_900 // entry.count(chr(10)))}---\n\nOpen daily.\n")
        read("a.md", f"---\nfaq: [{'{q: a, a: b}, ' * 7_000}]\n---\n\nOpen daily.\n")
