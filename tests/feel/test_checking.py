"""What `feel.check` says of a text before it runs, with the names that are known and their types."""

import pytest

from engine import feel
from engine.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
)

LINE = ContextType((("price", NUMBER), ("product", STRING)))
NAMES = {
    "amount": NUMBER,
    "tier": STRING,
    "paid": BOOLEAN,
    "due": DATE,
    "sent at": DATE_TIME,
    "numbers": ListType(NUMBER),
    "offer": ContextType((("total", NUMBER), ("lines", ListType(LINE)), ("customer", ContextType()))),
    "open hours": RangeType(NUMBER),
    "discount": FunctionType((NUMBER, STRING), NUMBER),
    "anything": ANY,
}


def said(text, **more):
    """Code, the part in question and message of each problem."""
    problems = feel.check(text, NAMES, **more)
    return [(each.code, text[each.start : each.end], each.message) for each in problems]


@pytest.mark.parametrize(
    ("text", "part", "message", "remedy"),
    [
        ("amunt > 5", "amunt", "there is no 'amunt'", "'amount'"),
        ("some x in numbers satisfies y > x", "y", "there is no 'y'", "known"),
        ("offer.lines[prize > 5]", "prize", "there is no 'prize'", "'price'"),
        ("{a: b, b: 1}", "b", "there is no 'b'", "known"),
    ],
)
def test_an_unknown_name_is_told_with_what_may_be_meant(text, part, message, remedy):
    [problem] = feel.check(text, NAMES)
    assert (problem.code, text[problem.start : problem.end]) == ("unknown-name", part)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("text", "part", "remedy"),
    [
        ("offer.totl", "totl", "'total'"),
        ("offer.lines.prise", "prise", "'price'"),
        ("for line in offer.lines return line.cost", "cost", "price, product"),
        ("due.yaer", "yaer", "'year'"),
        ("amount.year", "year", "no parts"),
        ("{net: amount}.gross", "gross", "net"),
    ],
)
def test_an_unknown_field_is_told_with_those_that_there_are(text, part, remedy):
    [problem] = feel.check(text, NAMES)
    assert (problem.code, text[problem.start : problem.end]) == ("unknown-field", part)
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("text", "part", "message"),
    [
        ("amount + tier", "amount + tier", "number + string is not defined"),
        ("1 + (due + 1)", "due + 1", "date + number is not defined"),
        ("anything * true", "anything * true", "something * boolean is not defined"),
        ("-tier", "-tier", "string has no sign"),
        ('amount > "5"', 'amount > "5"', "number cannot be compared with string by >"),
        ("tier = 1", "tier = 1", "string cannot be compared with number by ="),
        ("offer = tier", "offer = tier", "context cannot be compared with string by ="),
        ('amount between 1 and "5"', 'amount between 1 and "5"', "number cannot be compared with string"),
        ("tier in [1..5]", "[1..5]", "string can never be in range<number>"),
        ('amount in ("a", < 5)', '"a"', "number can never be string"),
        ('[1.."a"]', '[1.."a"]', "a range cannot begin with number and end with string"),
        ("paid and amount", "amount", "an operand of and is number, not true or false"),
        ("if tier then 1 else 2", "tier", "the condition is string, not true or false"),
        ("every x in numbers satisfies x", "x", "the condition of every is number"),
        ("for x in tier return x", "tier", "a loop needs a list, this is string"),
        ('for x in 1.."a" return x', 'x in 1.."a"', "a loop cannot run from number to string"),
        ("numbers[tier]", "tier", "a filter cannot keep by string"),
        ("max(amount, tier)", "max(amount, tier)", "max() cannot combine number and string"),
        ("sum([paid])", "sum([paid])", "sum() cannot combine list<boolean>"),
        ("upper case(amount)", "amount", "string of upper case() cannot be number"),
        ("substring(start position: 1, string: amount)", "amount", "string of substring() cannot be number"),
        ("numbers[1] + tier", "numbers[1] + tier", "number + string"),
        ("offer.lines[price > 5].product * 2", "offer.lines[price > 5].product * 2", "list<string> * number"),
        ("string length(tier) + tier", "string length(tier) + tier", "number + string"),
        ("{f: function(n: number) n + tier}", "n + tier", "number + string"),
        ("amount(5)", "amount", "number is no function"),
    ],
)
def test_values_of_types_that_do_not_fit_are_told_at_the_innermost_part(text, part, message):
    [(code, told, reason)] = said(text)
    assert (code, told) == ("type-clash", part)
    assert message in reason


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("substring(tier)", "substring(string, start position, length)"),
        ("date(jahr: 1)", "date(year, month, day)"),
        ("discount(5)", "one argument for each parameter"),
        ("{f: function(a) a, r: f(1, 2)}", "one argument for each parameter"),
    ],
)
def test_a_call_with_other_arguments_than_the_function_takes_is_told(text, remedy):
    [problem] = feel.check(text, NAMES)
    assert problem.code == "wrong-arguments"
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("text", "part", "message"),
    [
        ("1 > 2", "1 > 2", "always false"),
        ("paid and 1 = 1", "1 = 1", "always true"),
        ("paid or true", "paid or true", "always true"),
        ("paid and false", "paid and false", "always false"),
        ('if true then "a" else tier', "true", "always true"),
        ("amount = amount", "amount = amount", "both sides are the same"),
        ("offer.total > 5 and offer.total < 3", None, "offer.total cannot be > 5 and < 3"),
        ("amount = 1 and amount = 2", None, "amount cannot be = 1 and = 2"),
        ("5 < amount and amount in [1..3]", None, "amount cannot be > 5 and <= 3"),
        ("amount between 1 and 2 and amount > 2", None, "amount cannot be <= 2 and > 2"),
        ('tier != "a" or tier != "b"', None, 'tier is always != "a" or != "b"'),
        ('due > date("2026-02-01") and due < date("2026-01-01")', None, "due cannot be"),
    ],
)
def test_a_condition_that_is_the_same_for_all_inputs_is_a_warning(text, part, message):
    [problem] = feel.check(text, NAMES)
    assert (problem.code, problem.severity) == ("constant-condition", "warning")
    assert text[problem.start : problem.end] == (part or text)
    assert message in problem.message


@pytest.mark.parametrize(
    ("text", "part", "message"),
    [
        ("amount + null", "amount + null", "the result is always null"),
        ("amount < null", "amount < null", "the result is always null"),
        ("upper case(null)", "null", "upper case() is always null"),
        ('[date("2026-02-30")]', 'date("2026-02-30")', "is no date"),
        ("amount + 1 / 0", "1 / 0", "division by zero"),
    ],
)
def test_a_part_that_is_always_null_is_a_warning(text, part, message):
    [problem] = feel.check(text, NAMES)
    assert (problem.code, problem.severity) == ("always-null", "warning")
    assert text[problem.start : problem.end] == part
    assert message in problem.message


@pytest.mark.parametrize(
    "text",
    [
        'amount > 1000 and tier in ("gold", "silver")',
        "if amount = null then 0 else amount",
        'sent at + duration("P1D") > now()',
        'due + duration("P1M") - due',
        "anything.of.field[x > 1][1].y + 1",
        "offer.customer.whatever",
        "offer.lines[item.price > 5 and product = tier]",
        "offer.lines[1].price * 2",
        "anything[tier = 5]",
        "for x in numbers, y in 1..x return x * y + count(partial)",
        "{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(5)}.r",
        "{later: function() last, last: 1}.later() + 1",
        "sort(numbers, function(a, b) a < b)[1] + 1",
        "amount in open hours",
        "open hours.start + 1",
        'sent at.timezone = "Europe/Berlin"',
        "concatenate(numbers, [1]) = numbers",
        "amount >= 5 and amount <= 5",
        "amount > 5 or amount < 3",
        "amount != 1 and amount != 2",
        "discount(5, tier) + 1",
        "get or else(amount, 0) + 1",
        "max(numbers) + min(1, 2)",
        "is defined(anything) and not(paid)",
        "anything instance of context<a: list<number>>",
        'max(due, date("2026-01-01"))',
        "string(amount) + tier",
        "today() = due",
        '{a: tier} in [{b: 1}, {a: "x"}]',
        "true",
        "null",
    ],
)  # fmt: skip
def test_nothing_is_said_of_what_works(text):
    assert feel.check(text, NAMES) == []


@pytest.mark.parametrize(
    ("cell", "column", "part"),
    [
        ('"a", "b"', NUMBER, ['"a"', '"b"']),
        ('> "a"', NUMBER, ['> "a"']),
        ("[1..3]", STRING, ["[1..3]"]),
        ("1, 2, due", NUMBER, ["due"]),
        ('starts with(?, "a")', NUMBER, ["?"]),
        ('not("a")', NUMBER, ['"a"']),
        ("numbers", STRING, ["numbers"]),
    ],
)
def test_a_cell_is_checked_against_the_type_of_its_column(cell, column, part):
    problems = feel.check(cell, NAMES, unary=True, input_type=column)
    assert [cell[each.start : each.end] for each in problems] == part
    assert {each.code for each in problems} == {"type-clash"}


@pytest.mark.parametrize(
    ("cell", "column"),
    [("-", NUMBER), ("1, 2, > 5", NUMBER), ("numbers", NUMBER), ("? > 5 and ? < 9", NUMBER), ("null", STRING),
     ("amount > 5", STRING), ('not("a", "b")', STRING), ('< date("2026-01-01")', DATE), ("anything", STRING)],
)  # fmt: skip
def test_nothing_is_said_of_a_cell_that_fits_its_column(cell, column):
    assert feel.check(cell, NAMES, unary=True, input_type=column) == []


@pytest.mark.parametrize(
    ("text", "expects", "message"),
    [
        ("tier", NUMBER, "the result is string, not number"),
        ("numbers", ListType(STRING), "the result is list<number>, not list<string>"),
        (
            "{total: tier}",
            ContextType((("total", NUMBER),)),
            "the result is context<total: string>, not context<total: number>",
        ),
        ("sent at", DATE, "the result is date and time, not date"),
    ],
)
def test_a_result_of_another_type_than_expected_is_told(text, expects, message):
    assert said(text, expects=expects) == [("unexpected-result", text, message)]


@pytest.mark.parametrize(
    ("text", "expects"),
    [("due", DATE_TIME), ("numbers", NUMBER), ("amount", ListType(NUMBER)), ("null", STRING), ("anything", DATE),
     ("{total: 1, more: 2}", ContextType((("total", NUMBER),))), ("[]", ListType(STRING))],
)  # fmt: skip
def test_a_result_that_becomes_what_is_expected_is_fine(text, expects):
    assert feel.check(text, NAMES, expects=expects) == []


def test_without_names_any_name_may_exist():
    assert feel.check("whatever + 1 > other.field") == []
    assert [each.code for each in feel.check('whatever + ("a" + 1)')] == ["type-clash"]


def test_places_count_lines_and_columns():
    [problem] = feel.check("amount >\n  due", NAMES)
    assert (problem.line, problem.column) == (1, 1)
    [problem] = feel.check("if paid\n  then amnt\n  else 2", NAMES)
    assert (problem.line, problem.column) == (2, 8)


def test_a_name_that_no_text_can_write_does_not_hinder():
    assert feel.check("amount + 1", NAMES | {"it's": NUMBER}) == []


def test_types_of_a_model_are_known():
    assert feel.check("anything instance of tOrder", NAMES, types={"tOrder": LINE}) == []
    [problem] = feel.check("anything instance of list<tOder>", NAMES, types={"tOrder": LINE})
    assert (problem.code, problem.remedy) == ("unknown-type", "Did you mean 'tOrder'?")
