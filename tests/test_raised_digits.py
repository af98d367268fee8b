"""Raised digits behind a number: cents, minutes, powers, and marks of notes."""

import pytest

from index.reading.raised import decimal_mark
from tests.conftest import texts

PRICES = {
    "a sign before": ("$5<sup>00</sup> at the door", "$5.00 at the door"),
    "a sign behind": ("9<sup>99</sup> € a head", "9.99 € a head"),
    "the code of a currency": ("59<sup>90</sup> <span>PLN</span>", "59.90 PLN"),
    "a sign with the cents": ("<b>19</b> <sup>99€</sup> a month", "19.99€ a month"),
    "a sign of its own": ("<sup>$</sup>199<sup>99</sup>", "$199.99"),
    "a low sign": ("<sub>€</sub>37<sup>95</sup>", "€37.95"),
    "parts of a price": ("<span>$</span><span>209</span> <sup>50</sup>", "$209.50"),
    "a point before the cents": ("$4<sup>.95</sup> a cup", "$4.95 a cup"),
    "a point behind the amount": ("$27. <sup>99</sup>", "$27.99"),
    "thousands": ("$1,815<sup>19</sup>", "$1,815.19"),
    "a point in thousands": ("1.815<sup>19</sup> €", "1.815,19 €"),
    "a raised class": ('$5<span class="super">00</span> at the door', "$5.00 at the door"),
    "the class of cents": ('$19 <span class="price-cents">99</span>/month', "$19.99/month"),
    "the class of decimals": ('<b>1549</b><span class="decimal">99</span>', "1549.99"),
    "the class of a fraction": ('<span class="price__whole">12</span><span class="price__fraction">50</span>', "12.50"),
    "cents in two elements": ('$39<span class="cents"><sup>95</sup></span>', "$39.95"),
    "small cents": ("£12<small>50</small> a day", "£12.50 a day"),
}


@pytest.mark.parametrize(("written", "shown"), PRICES.values(), ids=PRICES)
@pytest.mark.parametrize(("name", "page"), [("a.html", "<p>{}</p>"), ("a.md", "{}\n"), ("a.md", "<div>{}</div>\n")])
def test_raised_cents_are_decimals(read, name, page, written, shown):
    assert texts(read(name, page.format(f"For adults: {written}"))) == [f"For adults: {shown}"]


def test_cents_in_a_heading_and_in_a_cell_are_decimals(read):
    page = "<h2>Tickets for $5<sup>50</sup></h2><table><tr><th>Who<th>Price<tr><td>Ann<td>£4<sup>50</sup></table>"
    [section] = read("a.html", page).sections
    assert section.path == ("Tickets for $5.50",)
    assert "£4.50" in section.blocks[0].text
    table = "| Who | Price |\n|---|---|\n| Ann | £4<sup>50</sup> |\n"
    assert "£4.50" in texts(read("a.md", table))[0]


def test_decimals_are_written_as_in_the_language_of_the_page(read):
    assert texts(read("a.html", '<html lang="de-AT"><p>Eintritt: 9<sup>50</sup> €</p>')) == ["Eintritt: 9,50 €"]
    assert texts(read("a.md", "---\nlang: fr\n---\nLe repas : 9<sup>50</sup> €\n")) == ["Le repas : 9,50 €"]
    assert [decimal_mark(code) for code in ("", "en-GB", "de-CH", "es", "es-MX", "ja")] == [".", ".", ".", ",", ".", "."]


KEPT = {
    "an ordinal": ("the 10<sup>th</sup> edition", "the 10th edition"),
    "a unit": ("5 m<sup>2</sup> for 20 people", "5 m2 for 20 people"),
    "a variable": ("x<sup>2</sup> + 12", "x2 + 12"),
    "French cents": ("24€<sup>99</sup>", "24€99"),
    "the mark of a note behind words": ("We pay $5 million<sup>12</sup>", "We pay $5 million12"),
    "other small digits": ("chapter 5<small>12</small>", "chapter 512"),
}


@pytest.mark.parametrize(("written", "shown"), KEPT.values(), ids=KEPT)
@pytest.mark.parametrize(("name", "page"), [("a.html", "<p>{}</p>"), ("a.md", "{}\n")])
def test_other_raised_text_stays_as_it_is(read, name, page, written, shown):
    assert texts(read(name, page.format(written))) == [shown]


NUMBERS = {
    "a power": ("10<sup>6</sup> bytes", "10⁶ bytes"),
    "a negative power": ("10<sup>-9</sup> m", "10⁻⁹ m"),
    "a power of two digits": ("2<sup>50</sup> states", "2⁵⁰ states"),
    "the mark of a note behind a year": ("since 2015<sup>3</sup>", "since 2015³"),
    "the mark of a note behind a price with cents": ("$12.50<sup>1</sup>", "$12.50¹"),
    "minutes": ("open 9<sup>00</sup> - 17<sup>30</sup>", "open 9:00 - 17:30"),
}


@pytest.mark.parametrize(("written", "shown"), NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize(("name", "page"), [("a.html", "<p>{}</p>"), ("a.md", "{}\n")])
def test_raised_digits_are_never_a_part_of_the_number_before_them(read, name, page, written, shown):
    assert texts(read(name, page.format(written))) == [shown]


def test_text_beside_raised_digits_in_another_paragraph_is_no_currency(read):
    assert texts(read("a.html", "<p>It costs $</p><p>10<sup>12</sup></p><p>€ 5</p>")) == ["It costs $", "10¹²", "€ 5"]
