"""MDX, and components in Markdown: tags are unwrapped, what is inside is Markdown, and what only programs read is left out."""

import pytest

from tests.conftest import places, texts
from tests.fuzzing import guarded


def contents(document):
    """Return the line, context and text of each block."""
    return [(block.line, block.context, block.text) for block in document.blocks]


QUESTIONS = {
    "Mintlify": (
        (
            '<AccordionGroup>\n  <Accordion title="Who may join?" icon="user">\n'
            "    Everybody.\n  </Accordion>\n</AccordionGroup>\n"
        ),
        3,
    ),
    "Docusaurus": ("<details>\n  <summary>Who may join?</summary>\n\n    Everybody.\n</details>\n", 4),
    "Docusaurus, tight": ("<details>\n<summary>**Who** may join?</summary>\nEverybody.\n</details>\n", 3),
    "Starlight": ('<Card title="Who may join?" icon="open-book">\n\tEverybody.\n</Card>\n', 2),
    "Nextra": ('<FAQ.Item\n  question="Who may join?"\n  open={false}\n>\n  Everybody.\n</FAQ.Item>\n', 5),
    "on one line": ("<Card title={'Who may join?'}><p>Everybody.</p></Card>\n", 1),
    "of text on one line": ("<FaqItem question='Who may join?'>Everybody.</FaqItem>\n", 1),
    "self-closing": ('<FaqItem question="Who may join?"\n  answer="Everybody." />\n', 2),
    "question and answer": ("<Q>\n    Who may join?\n    <A>\n        Everybody.\n    </A>\n</Q>\n", 4),
    "question and answer apart": ("<Faq>\n<Question>Who may join?</Question>\n<Answer>\nEverybody.\n</Answer>\n</Faq>\n", 4),
    "Radix": (
        (
            "<AccordionItem>\n<AccordionTrigger>Who may join?</AccordionTrigger>\n"
            "<AccordionContent>Everybody.</AccordionContent>\n</AccordionItem>\n"
        ),
        3,
    ),
    "array": ('<FAQ items={[\n  {question: "Who may join?",\n   answer: "Everybody."},\n]} />\n', 3),
    "array of elements": ("<FAQ\n  items={[{ title: `Who may join?`, content: (<p>Every<b>body</b>.</p>) }]}\n/>\n", 2),
    "array of JSON": ('<FAQ :items=\'[{"q": "Who may join?", "a": "Everybody."}]\' />\n', 1),
    "constant": ("export const faq = [\n  {\n    question: 'Who may join?',\n\n    answer: 'Everybody.',\n  },\n];\n", 5),
    "expression in a tag": (
        '<Accordion onToggle={() => { if (a > b) { log("}>") } }} title="Who may join?">\nEverybody.\n</Accordion>\n',
        2,
    ),
}


SHOWN = {
    'Turn it off in <nav to="privacy-and-safety">.': "Turn it off in privacy and safety.",
    'Turn it off in <NavLink to="/guide/privacy.html#off" /> or <NavLink to="/guide/start/" />.': (
        "Turn it off in privacy or start."
    ),
    'Open <menu-path label="Settings > Privacy"/>, then *Save*.': "Open Settings > Privacy, then Save.",
    "Press <Shortcut name='Ctrl+S'/> (or <Shortcut name='Enter'/>).": "Press Ctrl+S (or Enter).",
    '<Command value="/help" /> lists all of them.': "/help lists all of them.",
    'Sign up at <SiteLink href="https://example.org/join"/>.': "Sign up at https://example.org/join.",
}


@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
@pytest.mark.parametrize("text", SHOWN)
def test_a_component_in_a_sentence_is_read_as_the_words_in_its_attribute(read, name, text):
    if "<nav to" in text and name == "a.mdx":
        text = text.replace('">', '"/>')
    assert texts(read(name, f"- {text}\n")) == [SHOWN.get(text, "Turn it off in privacy and safety.")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tap <GearIcon />.", "Tap."),
        ('Tap <Icon name="gear"/>, then **Save**.', "Tap, then Save."),
        ("Tap ![](gear.png), then **Save** (or <BackIcon/>).", "Tap, then Save (or)."),
        ('See <a name="rules"></a> the rules<a name="more">.', "See the rules."),
        ("Wait <Pause value={10}/>.", "Wait."),
        ('Choose <Option value="10" />!', "Choose !"),
        ('The <Tooltip text="Whoever signed.">members</Tooltip> vote.', "The members vote."),
    ],
)
def test_a_component_without_words_leaves_no_blank_before_a_mark(read, text, shown):
    assert texts(read("a.md", f"{text}\n")) == [shown]


def test_a_card_beside_a_text_keeps_its_title_and_text(read):
    document = read("a.md", 'See also <Card title="Rules" text="Be kind." />\n')
    assert [(block.context, block.text) for block in document.blocks] == [((), "See also"), (("Rules",), "Be kind.")]


@pytest.mark.parametrize(("text", "line"), QUESTIONS.values(), ids=QUESTIONS)
def test_the_title_of_a_component_is_the_context_of_what_is_inside(read, text, line):
    document = read("a.mdx", f"{text}\nAfter.\n")
    assert contents(document) == [(line, ("Who may join?",), "Everybody."), (text.count("\n") + 2, (), "After.")]


IN_MARKDOWN = [name for name in QUESTIONS if name not in {"Docusaurus", "Docusaurus, tight"}]


@pytest.mark.parametrize("name", IN_MARKDOWN)
def test_components_are_unwrapped_in_md_too(read, name):
    text, line = QUESTIONS[name]
    assert contents(read("a.md", text))[0] == (line, ("Who may join?",), "Everybody.")


def test_what_is_inside_of_a_component_is_markdown_whatever_its_indentation(read):
    text = (
        "<Steps>\n    <Step title='First'>\n        Open the *door*.\n\n        * one\n"
        "          * two\n        * three\n        ```js\n"
        "        go()\n        ```\n        | a | b |\n        |---|---|\n"
        "        | 1 | 2 |\n    </Step>\n</Steps>\n\n    code\n"
    )
    inside = [
        (3, ("First",), "Open the door."),
        (5, ("First",), "one"),
        (6, ("First", "one"), "two"),
        (7, ("First",), "three"),
        (9, ("First",), "go()"),
        (13, ("First",), "a: 1; b: 2"),
    ]
    assert contents(read("a.md", text)) == [*inside, (17, (), "code")]
    assert contents(read("a.mdx", text)) == [*inside, (17, (), "code")]


def test_statements_comments_and_expressions_of_mdx_are_left_out(read):
    text = (
        "import Tabs from '@theme/Tabs';\nimport {\n  A,\n  B,\n} from \"./x\";\n\n"
        "export const meta = {\n  a: '}',\n\n  b: [1],\n};\n\n# Title\n\n"
        "{/* not\n\nshown */}\n\nOne {/* hidden */}two{' '}three {\"four\"} {props.five}six.\n\n"
        "{items.map(i => <li>{i}</li>)}\n\n{`seven`}\n\n"
        "```js\nimport kept from 'code'\n```\n\nThe import of goods.\n"
    )
    document = read("a.mdx", text)
    assert document.title == "Title"
    assert [(block.line, block.text) for block in document.blocks] == [
        (19, "One two three four six."),
        (23, "seven"),
        (26, "import kept from 'code'"),
        (29, "The import of goods."),
    ]
    left_out = " ".join(omission.text for omission in document.omissions)
    assert all(part in left_out for part in ("@theme/Tabs", "./x", "meta", "items.map"))
    assert "shown" not in left_out


def test_statements_in_md_are_left_out_only_if_they_cannot_be_sentences(read):
    text = (
        "import Tabs from '@theme/Tabs';\n\nexport const a = 1;\n\n"
        "import the list from the menu\n\nexport default settings if asked\n\n"
        "{name} is kept, {/* this is not */}and {this}.\n"
    )
    assert texts(read("a.md", text)) == [
        "import the list from the menu",
        "export default settings if asked",
        "{name} is kept, and {this}.",
    ]


def test_components_within_a_line_are_part_of_it(read):
    text = (
        'Press <Kbd>Ctrl</Kbd> + <kbd>C</kbd>, see <Link to="/docs">the '
        '<b>docs</b></Link> <Icon icon="flag" /> or ask <Mention>Ann</Mention>.\n\n'
        '### Roles <Badge text="new" />\n\nBadge: <Badge type="tip" text="1.2" />\n\n'
        "| a | b |\n|---|---|\n| <Check /> yes | <X>no</X> |\n"
    )
    document = read("a.mdx", text)
    assert [(block.line, block.text) for block in document.blocks] == [
        (1, "Press Ctrl + C, see the docs (/docs) or ask Ann."),
        (5, "Badge: 1.2"),
        (9, "a: yes; b: no"),
    ]
    assert [section.path for section in document.sections if section.path] == [("Roles",)]


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
@pytest.mark.parametrize(("asked", "answered"), [("Question", "Answer"), ("Faq.Title", "Faq.Body"), ("Q", "A")])
def test_a_question_ends_with_the_component_of_its_answer(read, between, asked, answered):
    text = f"<{asked}>Who may join?</{asked}>{between}\n<{answered}>\nEverybody.\n</{answered}>\n\nAfter.\n"
    found = [(context, words) for _, context, words in contents(read("a.mdx", text))]
    assert found == [(("Who may join?",), "Everybody."), ((), "After.")]


def test_markdown_between_tags_is_read_in_mdx_only(read):
    text = "<ul>\n  <li>**Be** `kind`</li>\n  <li>[Rules](https://e.org)</li>\n</ul>\n"
    assert texts(read("a.mdx", text)) == ["Be kind", "Rules (https://e.org)"]
    assert texts(read("a.md", text)) == ["**Be** `kind`", "[Rules](https://e.org)"]


def test_a_page_in_md_that_starts_with_an_import_has_neither_code_by_indentation_nor_stars_in_html(read):
    text = (
        "# Ranks\n\nimport './ranks.css';\n\n<div class=\"rank\">\n  <div>\n    <p>Rank **one**</p>\n\n"
        "    <h4>Perks</h4>\n    <p>A blue name</p>\n  </div>\n</div>\n"
    )
    assert [(path, words) for _, path, words in places(read("a.md", text))] == [
        ((), "Rank one"),
        (("Perks",), "A blue name"),
    ]


def test_html_in_mdx_is_read_like_html(read):
    text = (
        '<div className="box" style={{color: "red", margin: 1}}>\n  Some **bold** text.\n</div>\n\n'
        "<ul className={styles.x}>\n  <li>One {' '}</li>\n"
        "  <li style={{a: 1}}>Two {x}</li>\n</ul>\n\n<p>See <a href={'/x'}>here</a>.</p>\n<h3>Shop</h3>\n- First\n- Second\n\n"
        '<div style={{display: "none"}}>hidden</div>\n\n<>\nFragment.\n</>\n\n<span style={{color: "red"}}>Red</span> words.\n'
    )
    assert [(block.line, block.text) for block in read("a.mdx", text).blocks] == [
        (2, "Some bold text."),
        (6, "One"),
        (7, "Two"),
        (10, "See here (/x)."),
        (12, "First"),
        (13, "Second"),
        (18, "Fragment."),
        (21, "Red words."),
    ]


def test_components_inside_of_html_keep_their_titles_and_lines(read):
    text = '<div class="grid">\n<Card title="Raids">\n<p>At eight.</p>\n</Card>\n<my-box>Bring food.</my-box>\n</div>\n\nEnd.\n'
    assert contents(read("a.md", text)) == [(3, ("Raids",), "At eight."), (5, (), "Bring food."), (8, (), "End.")]
    listed = "<ul>\n<li><Icon name='x' /> One</li>\n<li><Tip>Two</Tip></li></ul>\n"
    assert contents(read("a.md", listed)) == [(2, (), "One"), (3, (), "Two")]


def test_components_in_list_items_belong_to_the_item(read):
    text = (
        '1. Install\n   <Tabs>\n     <TabItem label="Windows">\n       Run it.\n     </TabItem>\n   </Tabs>\n2. Start\n\n'
        '<Tab title="Late">\n\n- a\n- b\n\n  </Tab>\n\nOut.\n'
    )
    assert contents(read("a.mdx", text)) == [
        (1, (), "1. Install"),
        (4, ("1. Install", "Windows"), "Run it."),
        (7, (), "2. Start"),
        (11, ("Late",), "a"),
        (12, ("Late",), "b"),
        (16, (), "Out."),
    ]


def test_a_title_with_nothing_inside_is_text(read):
    text = (
        '<Card title="Discord" href="https://e.org" />\n\n<Step title="Restart"></Step>\n\n'
        '<Icon name="star" />\n\n<Hero title="Hi" description="We raid." />\n'
    )
    assert contents(read("a.mdx", text)) == [(1, (), "Discord"), (3, (), "Restart"), (7, ("Hi",), "We raid.")]


def test_a_fragment_of_a_tag_is_text(read):
    text = "a < b and c > d\n\n<Unclosed tag\n\n<A x={\n\nEnd of <B.\n"
    assert texts(read("a.mdx", text)) == ["a < b and c > d", "<Unclosed tag", "<A x={", "End of <B."]


@pytest.mark.parametrize("name", ["a.md", "a.mdx"])
@pytest.mark.parametrize(
    "text",
    [
        "<A x={\n" * 4_000,
        "<A>\n" * 4_000 + "</A>\n" * 4_000,
        "<A><B>\n" * 3_000 + "</A>\n" * 3_000,
        "{\\'" * 5_000,
        "{/*\n" * 4_000,
        "export const a = (\n\n" * 3_000,
        "import {a,\n" * 4_000,
        "<div>" + "<A>x</A>" * 4_000,
        "<FAQ items='[" + "{question: " * 4_000 + "'/>",
        "<A t={1}>x</A> " * 3_000,
        "".join(f"{' ' * depth}text\n\n" for depth in range(300)),
        "<A>\n- x\n  </A>\n" * 3_000,
    ],
)
def test_endless_tags_are_read_in_time(read, name, text):
    with guarded():
        assert "The end." in texts(read(name, text + "\n\n# Last\n\nThe end.\n"))[-1]


def test_an_item_with_a_question_is_the_context_of_its_answer(read):
    text = '<FAQ>\n<Item question="Is it old?">No.</Item>\n<Item question="Is it new?">\nYes.\n</Item>\n</FAQ>\n\nAfter.\n'
    assert [(block.text, block.context) for block in read("a.mdx", text).blocks] == [
        ("No.", ("Is it old?",)),
        ("Yes.", ("Is it new?",)),
        ("After.", ()),
    ]


@pytest.mark.parametrize(
    "attribute", ['markdown="1"', "markdown", "markdown=1", 'class="box" markdown="block"', "markdown='span'"]
)
def test_what_is_right_below_a_tag_is_markdown_if_its_attribute_says_so(read, attribute):
    text = (
        f"## Piers\n\n<div {attribute}>\n**Closed** until *May*, see [plans](p.md).\n\n<img src='a.png'>\n\\[We\\] paint."
        "\n</div>\n\nThen open.\n"
    )
    document = read("a.md", text)
    assert texts(document) == ["Closed until May, see plans (p.md).", "[We] paint.", "Then open."]
    assert [block.line for block in document.blocks] == [4, 7, 10]


@pytest.mark.parametrize("attribute", ['markdown="0"', 'class="markdown"', "data-markdown"])
def test_what_is_right_below_another_tag_is_html(read, attribute):
    assert texts(read("a.md", f"<div {attribute}>\n**Closed** until May.\n</div>\n")) == ["**Closed** until May."]


def test_a_line_between_tags_is_markdown_if_their_attribute_says_so(read):
    assert texts(read("a.md", '<p class="a" markdown="1">**Closed**, see [plans](p.md).</p>\n')) == [
        "Closed, see plans (p.md)."
    ]


SITE = """<div className="dates">
  <ul>
    <li>2031-05-04: [Regatta](https://example.org/regatta) starts</li>
  </ul>
</div>

<Box rows={2}>
  Use **door 5**.
</Box>

{/* not shown */}
"""


def test_md_with_the_attributes_of_mdx_is_read_as_mdx(read):
    assert texts(read("a.md", SITE)) == ["2031-05-04: Regatta (https://example.org/regatta) starts", "Use door 5."]
    assert texts(read("a.md", "## Rowing\n\nIt is fun.\n\n" * 9_000 + SITE))[-1] == "Use door 5."  # long enough for pieces


@pytest.mark.parametrize(
    "code",
    [
        'Write `<div className="dates">` there.',
        '~~~jsx\n<Box rows={2}>\n```\n<div className="a">\n~~~',
        "    <Box rows={2}>\n",
        "<a href={{ site.url }}>Home</a>",
        "Set width={3}, then go.",
    ],
)
def test_md_with_such_attributes_only_in_code_or_templates_is_no_mdx(read, code):
    assert "Hello {name}, be kind." in texts(read("a.md", f"Hello {{name}}, be kind.\n\n{code}\n"))
