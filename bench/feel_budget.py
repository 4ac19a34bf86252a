"""How long the default budget of FEEL lasts: the worst texts that we know, and common ones, each up to its end.

`python -m bench.feel_budget` prints seconds of the processor. The rates in `engine/feel` (what a step buys) are chosen
so that typical texts use up 100,000 steps in about 0.1 seconds and none needs much more than one. Measured 2026-11-23
(CPython 3.11, one core of a shared virtual machine), with `x ** 1234.5678` once at 7.7 seconds, before powers paid:

    loops, filters, quantifiers      0.09-0.2      patterns (re2)              0.1-1.1
    lists: index of, sort, distinct  0.1-0.3       patterns (back-references)  0.5
    strings, numbers of a megabyte   0.01-1.0      dates and zones             0.3-0.6
    exp, log, powers                 0.8-1.9       shared and deep values      0.06-0.15

Slowest of all: `log` of huge numbers and `number` of a text of a million digits (1.5 seconds).
"""

from __future__ import annotations

import time
from decimal import Decimal

from engine import feel

CONTEXT = {
    "x": Decimal("1.23456789"),
    "many": [Decimal(each) for each in range(100_000)],
    "words": [f"word {each}" for each in range(20_000)],
    "long": "a" * 1_000_000,
    "digits": "9" * 1_000_000,
}
TURNS = "for i in 1..100000 return "
TEXTS = (
    TURNS + "i * 1.19",
    TURNS + "{net: i, gross: net * 1.19}",
    "for a in many, b in many return a + b",
    "some a in many satisfies a < 0",
    "many[item > 5 and item < 10]",
    TURNS + "index of(many, i)",
    TURNS + "many[-1]",
    "sort(many, function(a, b) a > b)",
    "distinct values(for i in many return {a: i})",
    "for i in 1..100000 return partial",
    TURNS + "upper case(long)",
    TURNS + "contains(long, digits)",
    TURNS + "number(digits)",
    TURNS + 'string join(words, ",")',
    TURNS + "x ** 1234.5678",
    TURNS + "x ** 1234",
    TURNS + "exp(x * 1000)",
    TURNS + "log(x * 1e6000)",
    TURNS + "even(10 ** 6000)",
    TURNS + "decimal(x, 6000)",
    TURNS + 'date("2026-01-01") + duration("P1D") * i',
    TURNS + '@"2026-01-01T10:00:00@Europe/Paris" < @"2026-01-01T10:00:00@America/New_York"',
    TURNS + 'replace("abcabcabc", "b", string(i))',
    TURNS + r'matches("abcabcabc", "\w{20}" + string(i))',
    'replace(long, "a", "bbbbb")',
    'split(long, "a.*c|a")',
    r'matches(digits, "(9|99)+\1a")',
)


def main() -> None:
    for text in TEXTS:
        expression = feel.parse(text)
        begun = time.process_time()
        end = "answered"
        try:
            expression.evaluate(CONTEXT)
        except feel.FeelBudgetExceeded as error:
            end = error.limit
        print(f"{time.process_time() - begun:6.2f} s  {end:35}  {text[:70]}")


if __name__ == "__main__":
    main()
