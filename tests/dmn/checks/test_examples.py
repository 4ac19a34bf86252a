"""What the checks say about tables that people write, by hand."""

from __future__ import annotations

import pytest

from engine.dmn.checks import check
from tests.dmn.tabling import Col, drawn

AMOUNT = Col(name="amount", type="number")
TIER = Col(name="tier", type="string")
TIERS = Col(name="tier", type="string", allowed='"gold", "silver"')


def told(xml, *rules):
    """What is said, by severity."""
    return [(one.severity, one.message) for one in check(xml) if not rules or one.rule in rules]


def test_a_gap_is_told_as_an_example_per_column():
    xml = drawn("< 1000 | - | 1", '>= 5000 | "gold" | 2', '>= 1000 | "silver" | 3', inputs=[AMOUNT, TIERS])
    assert told(xml) == [
        ("warning", "Table 'Gate': no rule covers amount in [1000..5000), tier = \"gold\"."),
    ]


def test_a_gap_names_the_columns_it_lies_in_and_the_decision_it_can_be_shown_at():
    (found,) = check(drawn("< 1000 | - | 1", inputs=[AMOUNT, TIERS]))
    assert (found.table, found.columns, found.element_id) == ("Gate", ("amount",), "gate")


def test_texts_that_no_cell_mentions_are_a_case_unless_the_column_lists_its_values():
    rows = ('"gold" | 1', '"silver" | 2')
    assert told(drawn(*rows, inputs=[TIER])) == [
        ("warning", 'Table \'Gate\': no rule covers tier in not("gold", "silver").'),
    ]
    assert told(drawn(*rows, inputs=[TIERS])) == []


def test_the_allowed_values_of_the_columns_type_count_like_those_of_the_column():
    tiers = (
        '<itemDefinition name="tTier"><typeRef>string</typeRef>'
        '<allowedValues><text>"gold", "silver"</text></allowedValues></itemDefinition>'
    )
    column = Col(name="tier", type="tTier")
    assert told(drawn('"gold" | 1', '"silver" | 2', inputs=[column], more=tiers)) == []


def test_a_default_output_answers_for_every_gap():
    assert told(drawn("< 5 | 1", inputs=[AMOUNT], outputs=[Col(name="result", default="0")])) == []


@pytest.mark.parametrize("policy", ["COLLECT", "COLLECT SUM", "RULE ORDER", "OUTPUT ORDER"])
def test_a_table_that_collects_may_collect_nothing(policy):
    assert told(drawn("< 5 | 1", "< 3 | 2", inputs=[AMOUNT], policy=policy)) == []


def test_days_between_two_ranges_of_dates_are_a_gap():
    day = Col(name="day", type="date")
    xml = drawn('< date("2026-01-10") | 1', '> date("2026-01-11") | 2', inputs=[day])
    assert told(xml) == [
        ("warning", 'Table \'Gate\': no rule covers day in [@"2026-01-10"..@"2026-01-11"].'),
    ]


def test_durations_are_ordered_too():
    age = Col(name="age", type="dayTimeDuration")
    xml = drawn('<= duration("PT4H") | 1', '> @"P1D" | 2', inputs=[age])
    assert told(xml) == [("warning", 'Table \'Gate\': no rule covers age in (@"PT4H"..@"P1D"].')]


def test_between_two_whole_numbers_there_is_nothing_where_the_type_says_so():
    rows = ("<= 4 | 1", ">= 5 | 2")
    assert told(drawn(*rows, inputs=[Col(name="staff", type="integer")])) == []
    assert len(told(drawn(*rows, inputs=[Col(name="staff", type="number")]))) == 1


def test_null_is_a_case_only_where_a_cell_mentions_it():
    assert told(drawn("< 5 | 1", ">= 5 | 2", inputs=[AMOUNT])) == []
    xml = drawn("null | - | 0", '- | "gold" | 1', 'not(null) | "silver" | 2', inputs=[AMOUNT, TIERS])
    (found,) = [one for one in check(xml) if one.rows == (1, 2)]
    assert 'rules 1 and 2 both match amount = null, tier = "gold", but' in found.message


def test_an_overlap_under_unique_is_an_error_at_the_later_rule_with_an_example():
    (found,) = check(drawn("< 10 | 1", "[5..20] | 2", "> 20 | 3", inputs=[AMOUNT]))
    assert found.message == (
        "Table 'Gate': rules 1 and 2 both match amount in [5..10), but the hit policy UNIQUE allows one."
    )
    assert (found.severity, found.rows, found.element_id, found.columns) == (
        "error",
        (1, 2),
        "r2",
        ("amount",),
    )


def test_rules_may_overlap_under_any_as_long_as_they_say_the_same():
    rows = ("<= 10 | 1", ">= 5 | {}")
    assert told(drawn(*(row.format(1) for row in rows), inputs=[AMOUNT], policy="ANY")) == []
    (found,) = check(drawn(*(row.format(2) for row in rows), inputs=[AMOUNT], policy="ANY"))
    assert (found.severity, found.rule) == ("error", "overlap")


def test_columns_that_read_the_same_value_are_one():
    xml = drawn("< 5 | - | 1", ">= 5 | < 10 | 2", "- | >= 10 | 3", inputs=[AMOUNT, AMOUNT])
    assert told(xml) == []


def test_an_overlap_that_may_never_come_to_be_is_no_error():
    flags = [Col(name="amount > 5", type="boolean"), Col(name="amount > 9", type="boolean")]
    (found,) = check(drawn("true | - | 1", "- | true | 2", "false | false | 3", inputs=flags))
    assert (found.severity, found.rule) == ("warning", "overlap")


def test_a_rule_behind_others_that_take_all_its_cases_is_told_with_them():
    xml = drawn("< 5 | 1", ">= 5 | 2", "7 | 3", inputs=[AMOUNT], policy="FIRST")
    assert told(xml) == [
        ("warning", "Table 'Gate': rule 3 never applies: what it covers is taken before it by 2."),
    ]


def test_under_priority_the_more_important_rule_wins_wherever_it_stands():
    output = Col(name="result", allowed='"high", "low"')
    xml = drawn('7 | "low"', '- | "high"', inputs=[AMOUNT], outputs=[output], policy="PRIORITY")
    assert [one.rows for one in check(xml)] == [(1,)]
    turned = drawn('7 | "high"', '- | "low"', inputs=[AMOUNT], outputs=[output], policy="PRIORITY")
    assert check(turned) == ()


@pytest.mark.parametrize("cell", ["? < 3 and ? > 5", "[5..3]", "not(null, >= 0, < 0)"])
def test_a_cell_that_no_value_passes_is_told(cell):
    found = check(drawn(f"{cell} | 1", "- | 2", inputs=[AMOUNT], policy="FIRST"))
    assert [(one.rule, one.element_id) for one in found] == [("never-passes", "r1i0")]


def test_a_value_that_the_column_does_not_allow_is_told_in_its_cell():
    (found,) = check(drawn('"gold", "platinum" | 1', '"silver" | 2', inputs=[TIERS]))
    assert found.message == (
        'Table \'Gate\', rule 1, column \'tier\': "platinum" is not among the allowed values "gold", "silver".'
    )
    assert (found.severity, found.element_id) == ("warning", "r1i0")


def test_a_cell_of_another_type_is_an_error_in_its_place():
    (found,) = check(drawn('"many" | 1', "- | 2", inputs=[AMOUNT], policy="FIRST"))
    assert (found.severity, found.rule, found.rows, found.columns) == (
        "error",
        "wrong-type",
        (1,),
        ("amount",),
    )
    assert '"many" is of the type string, but the column\'s is number.' in found.message


def test_an_output_of_another_type_or_beyond_the_allowed_values_is_an_error():
    outputs = [Col(name="speed", type="string", allowed='"fast", "slow"')]
    found = check(drawn("1 | 7", '2 | "medium"', '3 | "fast"', "4 | null", "5 | -", "- | other name", inputs=[AMOUNT],
                        outputs=outputs, policy="FIRST"))  # fmt: skip
    assert [(one.severity, one.rule, one.element_id) for one in found] == [
        ("error", "wrong-type", "r1o0"),
        ("error", "not-allowed", "r2o0"),
        ("warning", "unknown-name", "r6o0"),
    ]


def test_a_date_may_stand_where_a_date_and_time_is_asked_for():
    outputs = [Col(name="due", type="date and time")]
    assert check(drawn('- | date("2026-01-10")', inputs=[AMOUNT], outputs=outputs)) == ()


def test_a_text_without_quotes_is_told_in_its_cell():
    xml = drawn(
        "gold | fast", '"silver", tin | tier', inputs=[TIER], outputs=[Col(name="speed", type="string")]
    )
    assert [
        (one.severity, one.element_id, one.message) for one in check(xml) if one.rule == "unknown-name"
    ] == [
        (
            "warning",
            "r1i0",
            "Table 'Gate', rule 1, column 'tier': gold is a name that this table does not know.",
        ),
        (
            "warning",
            "r1o0",
            "Table 'Gate', rule 1, column 'speed': fast is a name that this table does not know.",
        ),
        (
            "warning",
            "r2i0",
            "Table 'Gate', rule 2, column 'tier': tin is a name that this table does not know.",
        ),
    ]


@pytest.mark.parametrize("cell", ["1,5", ">= 100,5", "<-1,5"])
def test_a_number_with_a_comma_is_told_to_be_two(cell):
    assert ("warning", f"Table 'Gate', rule 1, column 'amount': {cell} is read as two values.") in told(
        drawn(f"{cell} | 1", inputs=[AMOUNT])
    )


@pytest.mark.parametrize("cell", ["1, 5", "1,5,7", "[1..5]"])
def test_numbers_that_are_set_apart_are_no_slip(cell):
    assert told(drawn(f"{cell} | 1", inputs=[AMOUNT]), "decimal-comma") == []


@pytest.mark.parametrize("cell", ["> limit", "? > limit", "even(?)", "<= today()", "[limit..9]"])
def test_a_cell_that_depends_on_more_is_left_out_and_said_so(cell):
    xml = drawn(f"{cell} | 1", inputs=[Col(name="x")], policy="FIRST")
    (found,) = check(xml)
    assert (found.severity, found.rule, found.element_id) == ("hint", "not-checked", "in0")
    assert "column 'x' is not checked for gaps and overlaps in rules 1" in found.message


def test_what_cannot_be_checked_is_not_told_where_the_last_rule_takes_everything():
    assert check(drawn("> limit | 1", "- | 2", inputs=[Col(name="x")], policy="FIRST")) == ()


def test_what_is_known_of_a_cell_counts_even_if_another_part_of_it_is_not():
    xml = drawn('"a", limit | 1', '"a" | 2', "- | 3", inputs=[Col(name="x", type="string")], policy="UNIQUE")
    assert {one.rows for one in check(xml) if one.severity == "error"} == {(1, 2), (1, 3), (2, 3)}


def test_a_column_of_lists_is_not_taken_for_single_values():
    tags = '<itemDefinition name="tTags" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    column = Col(name="tags", type="tTags")
    rows = 'list contains(?, "a") | 1', 'list contains(?, "a") | 2', "- | 3"
    assert [one.severity for one in check(drawn(*rows, inputs=[column], more=tags))] == ["hint"]


def test_a_table_of_two_hundred_rules_is_checked_whole():
    rows = [
        f'[{at * 10}..{at * 10 + 10}) | "{"gold" if at % 2 else "silver"}" | > {at} | {at}'
        for at in range(200)
    ]
    columns = [AMOUNT, TIERS, Col(name="age", type="number")]
    found = check(drawn(*rows, inputs=columns))
    assert [one.rule for one in found] == ["gap"] * 6
    covered = check(drawn(*rows, "- | - | - | 0", inputs=columns, policy="FIRST"))
    assert covered == ()


def test_a_table_too_large_to_search_says_so():
    columns = [Col(name=f"x{at}", type="number") for at in range(14)]
    rows = [" | ".join("-" if at % 7 else f"!= {row * at}" for at in range(14)) + " | 1" for row in range(3)]
    rows += [" | ".join(f"> {(row * 37 + at * 11) % 101}" if (row + at) % 3 else "-" for at in range(14)) + " | 1"
             for row in range(150)]  # fmt: skip
    assert [one.rule for one in check(drawn(*rows, inputs=columns, policy="FIRST"))] == ["too-large"]


def test_a_table_of_a_thousand_numbers_is_checked_whole():
    rows = [f"{at} | - | {at}" for at in range(1000)]
    twice = check(drawn(*rows, "[998.5..999] | - | 1", inputs=[AMOUNT, TIER]))
    assert [(one.rule, one.rows) for one in twice] == [("overlap", (1000, 1001)), ("gap", ())]


def test_a_table_with_too_many_pairs_to_compare_tells_some_overlaps_and_says_that_there_may_be_more():
    rows = [f"> {at} | {at}" for at in range(1500)]
    found = check(drawn(*rows, inputs=[AMOUNT], policy="ANY"))
    assert [one.rule for one in found if one.rule != "gap"] == ["overlap"] * 10 + ["too-large"]
    assert found[-1].message == (
        "Table 'Gate': its 1500 rules take more than 1,000,000 comparisons: not all overlaps are told."
    )
    few = check(drawn(*rows[:100], inputs=[AMOUNT], policy="ANY"))
    assert "Table 'Gate': further pairs of rules that overlap: 4940." in [one.message for one in few]


def test_a_table_with_too_many_rules_before_each_rule_says_which_check_it_was_too_large_for():
    rows = [f"> {at} | {at}" for at in range(1500, 0, -1)]
    found = check(drawn(*rows, inputs=[AMOUNT], policy="FIRST"))
    assert [one.rule for one in found] == ["gap", "too-large"]
    assert "not all rules that never apply are told" in found[1].message
    assert [one.rule for one in check(drawn(*rows[:100], inputs=[AMOUNT], policy="FIRST"))] == ["gap"]
