from decimal import Decimal

import pytest

from engine.forms import numbers


@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1\u00a0234\u202f567,8", "1234567.8"),
        ("1'234.50", "1234.50"),
        ("-12", "-12"),
        ("\u221212,5", "-12.5"),
        ("+3", "3"),
        (".5", "0.5"),
        ("1,234,567", "1234567"),
        ("0.10", "0.10"),
    ],
)
def test_both_spellings_are_understood_in_both_languages(locale, text, number):
    assert numbers.parse(text, locale) == Decimal(number)


def test_a_single_ambiguous_mark_is_read_as_the_language_does():
    assert numbers.parse("1,234", "en") == 1234
    assert numbers.parse("1,234", "ru") == Decimal("1.234")
    assert numbers.parse("1.234", "en") == Decimal("1.234")
    assert numbers.parse("1234,56", "en") == Decimal("1234.56")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "abc",
        "1e5",
        "1.2.3",
        "1,23,456",
        "1,2.3,4",
        "12..5",
        "5.",
        "NaN",
        "٣",
        "9" * 41,
        "1-2",
        "1.234,567,8",
    ],
)
def test_anything_else_is_no_number(text):
    with pytest.raises(numbers.NotANumber):
        numbers.parse(text, "en")


def test_numbers_are_shown_as_the_language_writes_them():
    assert numbers.show(Decimal("1234567.50"), "en") == "1,234,567.50"
    assert numbers.show(Decimal("1234567.50"), "ru") == "1\u00a0234\u00a0567,50"
    assert numbers.edit(Decimal("1234.50"), "ru") == "1234,50"
    assert numbers.parse(numbers.show(Decimal("-1234.5"), "ru"), "ru") == Decimal("-1234.5")
