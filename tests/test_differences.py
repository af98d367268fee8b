"""The changes that a build reports: passages added, changed, moved and removed."""

import pytest

from tests import corpora
from tests.corpora import CLUB, FEES, NOTHING_NEW, RULES, TRIPS, changes_in, counts, equals_fresh_build, page, rebuild

several_segments, write, club = corpora.several_segments, corpora.write, corpora.club


def test_a_first_build_reports_only_the_number_of_passages(write):
    report = rebuild(write(CLUB))
    assert counts(report) == (14, 0, 0)
    assert report.difference.changes == ()


def test_an_added_bullet_is_reported_with_its_section(club, write):
    report = rebuild(write({**CLUB, "club.md": page(Rules=RULES, Fees=[*FEES, "Parrots are free."])}))
    assert changes_in(report) == [("added", "club.md", ("Fees",), "Parrots are free.", None)]
    assert counts(report) == (1, 0, 0)


def test_a_removed_bullet_is_reported_with_its_section(club, write):
    report = rebuild(write({**CLUB, "club.md": page(Rules=[RULES[0], *RULES[2:]], Fees=FEES)}))
    assert changes_in(report) == [("removed", "club.md", ("Rules",), RULES[1], None)]
    assert counts(report) == (0, 0, 1)


def test_an_edited_bullet_is_reported_with_its_old_text(club, write):
    report = rebuild(write({**CLUB, "club.md": page(Rules=RULES, Fees=["A child pays 3 euros.", *FEES[1:]])}))
    assert changes_in(report) == [("changed", "club.md", ("Fees",), "A child pays 3 euros.", ("club.md", ("Fees",), FEES[0]))]
    assert counts(report) == (0, 1, 0)


def test_two_edited_bullets_are_each_reported_with_their_own_old_text(club, write):
    fees = ["A child pays 12 euros.", "A student of any age pays 3 euros.", *FEES[2:]]
    report = rebuild(write({**CLUB, "club.md": page(Rules=RULES, Fees=fees)}))
    assert [(kind, text, before[2]) for kind, _, _, text, before in changes_in(report)] == [
        ("changed", fees[0], FEES[0]),
        ("changed", fees[1], FEES[1]),
    ]


def test_a_bullet_with_the_same_first_and_last_words_counts_as_changed(write):
    free, fee = "Membership is free.", "Membership costs ten euros a year."
    rebuild(write({"a.md": page(Fees=[free, *FEES])}))
    report = rebuild(write({"a.md": page(Fees=[fee, *FEES])}))
    assert changes_in(report) == [("changed", "a.md", ("Fees",), fee, ("a.md", ("Fees",), free))]
    assert counts(report) == (0, 1, 0)


def test_a_replaced_bullet_is_one_added_and_one_removed(club, write):
    report = rebuild(write({**CLUB, "club.md": page(Rules=["Never feed any parrots here!", *RULES[1:]], Fees=FEES)}))
    assert sorted((kind, text) for kind, _, _, text, _ in changes_in(report)) == [
        ("added", "Never feed any parrots here!"),
        ("removed", RULES[0]),
    ]
    assert counts(report) == (1, 0, 1)


def test_a_bullet_in_another_section_has_moved(club, write):
    report = rebuild(write({**CLUB, "club.md": page(Rules=RULES[1:], Fees=[*FEES, RULES[0]])}))
    assert changes_in(report) == [("moved", "club.md", ("Fees",), RULES[0], ("club.md", ("Rules",), RULES[0]))]
    assert counts(report) == (0, 1, 0)


def test_a_bullet_in_another_document_has_moved(club, write):
    documents = {"club.md": page(Rules=RULES, Fees=FEES[1:]), "z.md": f"- The end.\n- {FEES[0]}\n"}
    report = rebuild(write({**CLUB, **documents}))
    assert changes_in(report) == [("moved", "z.md", (), FEES[0], ("club.md", ("Fees",), FEES[0]))]


def test_a_bullet_nested_below_an_edited_one_has_changed_too(write):
    settings = write({"a.md": "- Cats are fine\n  - if they sleep\n- Dogs are not\n"})
    rebuild(settings)
    settings = write({"a.md": "- Cats are good\n  - if they sleep\n- Dogs are not\n"})
    report = rebuild(settings)
    [parent, child] = report.difference.changes
    assert (parent.kind, parent.before.text, parent.passage.text) == ("changed", "Cats are fine", "Cats are good")
    assert (child.kind, child.before.text, child.passage.text) == ("changed", "if they sleep", "if they sleep")
    assert (child.before.context, child.passage.context) == (("Cats are fine",), ("Cats are good",))
    assert equals_fresh_build(settings)


def test_the_bullets_of_a_renamed_section_have_moved(club, write):
    report = rebuild(write({**CLUB, "trips.md": page(Journeys=TRIPS, Rules=["Wear good boots."])}))
    assert changes_in(report) == [("moved", "trips.md", ("Journeys",), text, ("trips.md", ("Trips",), text)) for text in TRIPS]
    assert counts(report) == (0, 3, 0)


def test_the_bullets_of_a_renamed_file_have_moved(club, write):
    report = rebuild(write(NOTHING_NEW["a renamed file"]))
    assert {(kind, document, before[0]) for kind, document, _, _, before in changes_in(report)} == {
        ("moved", "renamed.md", "club.md")
    }
    assert [text for _, _, _, text, _ in changes_in(report)] == [*RULES, *FEES]


@pytest.mark.parametrize("edit", ["another order of documents", "lines that shift", "sections in another order"])
def test_passages_that_only_change_their_line_are_not_reported(club, write, edit):
    report = rebuild(write(NOTHING_NEW[edit]))
    assert changes_in(report) == []
    assert counts(report) == (0, 0, 0)


def test_adding_or_removing_a_copy_is_one_change_wherever_the_others_are(write):
    documents = {"a.md": page(Rules=["Be kind."]), "b.md": page(Rules=["Be kind.", "Be brave."]), "c.md": "- Be kind.\n"}
    rebuild(write(documents))
    report = rebuild(write({**documents, "a.md": page(Rules=["Be kind.", "Be kind."])}))
    assert changes_in(report) == [("added", "a.md", ("Rules",), "Be kind.", None)]
    settings = write({**documents, "a.md": page(Rules=["Be quick about all of it."])})
    report = rebuild(settings)
    assert counts(report) == (1, 0, 2)
    assert equals_fresh_build(settings)


def test_changes_are_in_reading_order(club, write):
    documents = {
        "z.md": "- The beginning.\n- The end.\n",
        "club.md": page(Rules=[*RULES[:1], *RULES[2:], "Be kind."], Fees=["A child pays nothing.", *FEES[1:]]),
        "new.md": "- Brand new.\n",
    }
    report = rebuild(write(documents))
    assert [(kind, document, text) for kind, document, _, text, _ in changes_in(report)] == [
        ("added", "z.md", "The beginning."),
        ("removed", "club.md", RULES[1]),
        ("added", "club.md", "Be kind."),
        ("changed", "club.md", "A child pays nothing."),
        ("added", "new.md", "Brand new."),
        *(("removed", "trips.md", text) for text in [*TRIPS, "Wear good boots."]),
    ]
    assert counts(report) == (3, 1, 5)
