"""Regular expressions as XPath means them, on libraries that mean something else."""

from __future__ import annotations

import pytest

from engine import feel
from engine.feel import Environment, FeelBudgetExceeded

KELVIN = "\u212a"
MATCHING = [
    ("abracadabra", "bra", ""),
    ("abracadabra", "^a.*a$", ""),
    ("x", "[a-z-[aeiou]]", ""),
    ("7", "[^a-z-[0-5]]", ""),
    ("Ω", r"\p{IsGreek}", ""),
    ("Ω", r"\p{IsGreekandCoptic}", ""),
    ("é", r"\p{IsLatin-1Supplement}", ""),
    ("ö:x-1", r"^\i\c*$", ""),
    ("\u0663", r"^\d$", ""),
    ("a+b", r"^\w\+\w$", ""),
    ("€", r"^\w$", ""),
    ("_", r"^\W$", ""),
    ("a\nb", "a.b", "s"),
    ("a\nb", "^b$", "m"),
    ("a\nb\n", "b$\n", "m"),
    ("hello world", "h e l l o [ ] w", "x"),
    ("a.b", "a.b", "q"),
    ("A.B", "a.b", "qi"),
    (KELVIN, "k", "i"),
    (KELVIN, "[j-l]", "i"),
    (KELVIN, "K", "i"),
    ("k", KELVIN, "i"),
    ("ſ", "S", "i"),
    ("a", "[A-Z-[IO]]", "i"),
    ("Q", r"\p{Lu}", "i"),
    ("abab", r"^(ab)\1$", ""),
    ("abAB", r"^(ab)\1$", "i"),
    ("c", r"^(a)?\1c$", ""),
    ("𝄞", "^.$", ""),
    ("a]", r"^a\]$", ""),
    ("-", "[a-]", ""),
    ("", "", ""),
    ("aaa", "^a{2,3}?$", ""),
    ("\r", "[\\r]", ""),
]
OTHERS = [
    ("a\nb", "a.b", ""),
    ("a\rb", "a.b", ""),
    ("a\n", "a$", ""),
    ("a\n", "\\n^$", "m"),
    ("i", "[A-Z-[IO]]", "i"),
    ("q", "[^Q]", "i"),
    ("q", r"\p{Lu}", "i"),
    ("a.c", "abc", "q"),
    ("e", "[a-z-[aeiou]]", ""),
    ("c", "[a-[a]]", ""),
    ("\u00a0", r"\s", ""),
]
REFUSED = [
    ("a)", "", "at character 2: a \\) closes nothing"),
    ("(a", "", "at its end: there is no \\)"),
    ("a**", "", "at character 3: a \\* stands"),
    ("[z-a]", "", "runs backwards"),
    ("[]", "", "a class is empty"),
    (r"\p{Foo}", "", "names no category or block"),
    (r"\p{IsNowhere}", "", "names no category or block"),
    (r"(a)\2", "", "names no group that is closed"),
    (r"(a\1)", "", "names no group that is closed"),
    ("a{3,2}", "", "has a above b"),
    ("a{9999}", "", "a number up to 1000"),
    (r"\q", "", "means nothing"),
    ("a", "y", "the flags are some of"),
    ("a b )", "x", "at character 5: a \\)"),
    ("(((a{500}){500}){500})", "", "it repeats too much"),
    (r"(\w{1000}){10}", "", "it repeats too much"),
    (r"(a)(?:^){0009999999}\1", "", "a number up to 1000"),
    (r"(a)(?:(?:^){1000}){1000}\1", "", "it repeats too much"),
    ("a" * 2_001, "", "longer than 2000"),
    ("\ud800", "", "half of a surrogate pair"),
]


def ask(name, *values):
    notes = []
    names = [f"v{index}" for index in range(len(values))]
    context = dict(zip(names, values, strict=True))
    return feel.evaluate(f"{name}({', '.join(names)})", context, Environment(diagnostics=notes)), notes


@pytest.mark.parametrize(("text", "pattern", "flags"), MATCHING)
def test_a_pattern_matches_as_xpath_says(text, pattern, flags):
    assert ask("matches", text, pattern, flags) == (True, [])


@pytest.mark.parametrize(("text", "pattern", "flags"), OTHERS)
def test_a_pattern_does_not_match_what_xpath_leaves_out(text, pattern, flags):
    assert ask("matches", text, pattern, flags) == (False, [])


@pytest.mark.parametrize(("pattern", "flags", "reason"), REFUSED)
def test_a_pattern_that_is_none_is_null_and_says_what_is_wrong_with_it(pattern, flags, reason):
    value, [diagnosis] = ask("matches", "a", pattern, flags)
    assert value is None
    with pytest.raises(ValueError, match=reason):
        raise ValueError(diagnosis.message)


def test_a_text_with_half_a_surrogate_pair_cannot_be_matched():
    value, [diagnosis] = ask("matches", "a\udfff", "a", "")
    assert (value, diagnosis.message) == (None, "character 2 is half of a surrogate pair")


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "flags", "result"),
    [
        ("abracadabra", "bra", "*", "", "a*cada*"),
        ("abracadabra", "a(.)", "a$1$1", "", "abbraccaddabbra"),
        ("darted", "^(.*?)d(.*)$", "$1c$2", "", "carted"),
        ("abc", "b", "[$0]", "", "a[b]c"),
        ("abc", "(b)", "$12$2", "", "ab2c"),
        ("abc", "(x)?b", "<$1>", "", "a<>c"),
        ("a$b", r"\$", r"\\\$", "", r"a\$b"),
        ("a$b", "$", "$1\\", "q", "a$1\\b"),
        ("l𝄞l𝄞", "l", "x", "", "x𝄞x𝄞"),
    ],
)
def test_replacing_fills_in_the_groups(text, pattern, replacement, flags, result):
    assert ask("replace", text, pattern, replacement, flags) == (result, [])


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [("b*", "x"), ("$", "x"), ("b", "$"), ("b", r"\n"), ("b", "\\"), ("b", "$\N{ARABIC-INDIC DIGIT ONE}")],
)
def test_replacing_nothing_or_with_a_broken_replacement_is_null(pattern, replacement):
    value, [_] = ask("replace", "abc", pattern, replacement)
    assert value is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 5_000 + "!"),
        ("(a|aa)+$", "a" * 5_000 + "!"),
        ("^(a|a)*$", "a" * 5_000 + "!"),
        ("(.*)*x", "a" * 5_000),
        ("(((a*)*)*)*b", "a" * 5_000),
        ("a?" * 100 + "a" * 100, "a" * 99),
    ],
)
def test_a_pattern_that_ruins_other_engines_is_answered(pattern, text):
    assert ask("matches", text, pattern) == (False, [])


@pytest.mark.parametrize(
    "call",
    [
        r'matches(long, "(a*)*\1$")',
        r'replace(long, "(a|aa)+\1b", "x")',
        r'split(long, "(a|aa)+\1b")',
    ],
)
def test_a_back_reference_that_runs_away_stops_at_its_time(call):
    with pytest.raises(FeelBudgetExceeded, match="of matching patterns"):
        feel.evaluate(call, {"long": "a" * 2_000 + "cb"})


def test_matches_that_look_far_ahead_again_and_again_stop_at_their_time():
    with pytest.raises(FeelBudgetExceeded):
        feel.evaluate('split(long, "a.*c|a")', {"long": "a" * 100_000})


def test_a_long_text_that_ends_in_an_empty_line_says_why_its_lines_cannot_be_told():
    with pytest.raises(FeelBudgetExceeded, match=r"100000 characters for \^ under flag m"):
        feel.evaluate('matches(long, "^x", "m")', {"long": "x\n" * 60_000})


def test_a_large_pattern_pays_for_a_long_text_before_it_runs():
    with pytest.raises(FeelBudgetExceeded, match="100000 steps"):
        feel.evaluate('matches(long, "a{900}b")', {"long": "a" * 1_000_000})


def test_a_replacement_that_grows_pays_before_it_is_made():
    with pytest.raises(FeelBudgetExceeded, match="characters"):
        feel.evaluate("replace(long, all, many)", {"long": "a" * 10_000, "all": "a+", "many": "$0" * 10_000})
