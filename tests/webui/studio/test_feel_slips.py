"""What a Russian designer reads about a slip in a FEEL text."""

from __future__ import annotations

import re

import pytest

from engine import feel
from engine.feel import FeelSyntaxError
from webui.screens.studio.sayings import of_feel

SLIPS = (
    "a == b", "a <> b", "a => b", "a =< b", "1 ++ 2", "a += 1", "a && b", "a || b", '"a" & "b"', "a | b", "!a", "~a",
    "not a", "a not in [1]", "'gold'", "“gold”", "= a", "a;", "5 % 2", "2 ^ 3", "a – b", "a × b", "a ÷ b", "1…2", "$a",
    "# a", "\\a", "x is null", "1,5", "[1,]", "(1, 2)", "a ? 1 : 2", "{a: 1}: 2", "a then b", "a else b", "1..2", "a)",
    "a +", "a.", "[1", "f(1, (2", "{a: 1", "for 1", "function(1) 2", "x instance of", "@2026-01-31", "f(a: 1, 2)",
    '"open', "/* open", '"\\uD83D"', "[1..2", "1 2", "-" * 200 + "1", "(" * 200, "a" + ".b" * 200, "+".join("1" * 200),
    "1e7000", "x" * 70_000, "function() external {a: 1}", "{: 1}",
)  # fmt: skip
_SIGNS_ONLY = re.compile(r"[^A-Za-z]+|if \.\.\. then \.\.\. else \.\.\.")


@pytest.mark.parametrize("text", SLIPS, ids=[text[:20] for text in SLIPS])
def test_the_remedy_of_a_slip_is_said_in_russian(text):
    with pytest.raises(FeelSyntaxError) as error:
        feel.parse(text)
    said = of_feel(error.value.expected)
    assert _SIGNS_ONLY.fullmatch(said) or re.search("[а-я]", said)
