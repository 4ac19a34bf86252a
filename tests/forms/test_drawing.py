from datetime import UTC, date, datetime
from decimal import Decimal

from engine import forms
from engine.feel.values import RecordRef
from tests.forms.documents import component, draw, environment, form, read, text, values

DEAL = RecordRef("opportunity", 7)
RECORDS = {DEAL: {"name": "Renewal **now**", "amount": Decimal("1200.50"), "currency": "EUR"}}


def only(one: forms.Form, *args, **more) -> forms.Field:
    (field,) = draw(one, *args, **more)
    return field


def test_a_field_shows_the_records_value_its_label_and_its_rules():
    one = form(
        component(
            "number", "opportunity.amount", label="Amount of {{opportunity.name}}", description="Net",
            decimalDigits=2, appearance={"suffixAdorner": "=opportunity.currency"}, validate={"required": True},
        )
    )  # fmt: skip
    field = only(one, {"opportunity": DEAL}, environment=environment(RECORDS))
    assert (field.kind, field.name, field.id) == (
        "number",
        "opportunity.amount",
        "field-f_opportunity-amount",
    )
    assert (field.label, field.description) == ("Amount of Renewal **now**", "Net")
    assert (field.text, field.suffix, field.required) == ("1200.50", "EUR", True)
    assert dict(field.attributes)["inputmode"] == "decimal"


def test_labels_descriptions_and_options_speak_russian():
    one = form(
        component(
            "radio", "outcome", description="What came of it", values=values(("won", "Won"), ("lost", "Lost")),
            properties={"label:ru": "Итог", "description:ru": "Чем кончилось", "options:ru": "won=Победа; lost=Потеря"},
        )
    )  # fmt: skip
    russian, english = only(one, locale="ru"), only(one)
    assert (russian.label, russian.description) == ("Итог", "Чем кончилось")
    assert [option.label for option in russian.options] == ["Победа", "Потеря"]
    assert [option.label for option in english.options] == ["Won", "Lost"]


def test_a_default_stands_while_the_value_is_null_and_decides_conditions():
    one = form(
        component("select", "stage", values=values(("new", "New"), ("hot", "Hot")), defaultValue="hot"),
        text("note", conditional={"hide": '=stage != "hot"'}),
    )
    stage, note = draw(one)
    assert [option.text for option in stage.options if option.selected] == ["hot"]
    assert not note.hidden
    stage, note = draw(one, {"stage": "new"})
    assert stage.text == "new"
    assert note.hidden


def test_a_refused_submission_is_drawn_again_with_its_texts_and_errors():
    one = form(component("number", "amount"), text("note", conditional={"hide": "=amount = null"}))
    submission = read(one, {"amount": ["ten"], "note": ["kept"]})
    amount, note = draw(one, {"amount": Decimal(5)}, submitted=submission.raw, errors=submission.errors)
    assert (amount.text, str(amount.error)) == ("ten", "Write a number such as 1,234.5.")
    assert note.text == "kept"


def test_a_locked_field_shows_its_value_for_people():
    one = form(
        component("select", "stage", values=values(("hot", "Hot")), readonly=True),
        component("number", "amount", disabled=True, decimalDigits=2),
        component("checkbox", "agree", readonly=True),
    )
    context = {"stage": "hot", "amount": Decimal(1234), "agree": True}
    assert [field.shown for field in draw(one, context)] == ["Hot", "1,234.00", "yes"]
    assert [field.shown for field in draw(one, context, locale="ru")] == ["Hot", "1\u00a0234,00", "да"]
    assert draw(one, context, submitted={"stage": ["cold"]})[0].shown == "Hot"


def test_moments_are_shown_in_the_persons_zone_and_language():
    one = form({"type": "datetime", "id": "f", "key": "at", "dateLabel": "At", "subtype": "datetime"})
    context = {"at": datetime(2026, 7, 11, 7, 30, tzinfo=UTC)}
    assert only(one, context, environment=environment(time_zone="Europe/Berlin")).text == "2026-07-11T09:30"
    template = form({"type": "text", "id": "t", "text": "Due {{day}}"})
    assert _words(only(template, {"day": date(2026, 7, 1)})) == "Due 1 Jul 2026"
    assert _words(only(template, {"day": date(2026, 7, 1)}, locale="ru")) == "Due 01.07.2026"


def test_markdown_becomes_structure_and_values_stay_texts():
    source = (
        "# Approve {{opportunity.name}}\n\n"
        "Please **check** the _price_ of `GTX` in **[the rules](https://example.com/a)**.\n\n"
        "- one\n- two\n\n1. first\n\n> said\n\n---"
    )
    field = only(
        form({"type": "text", "id": "t", "text": source}),
        {"opportunity": DEAL},
        environment=environment(RECORDS),
    )
    assert [(block.kind, block.level, len(block.lines)) for block in field.blocks] == [
        ("heading", 1, 1), ("paragraph", 0, 1), ("bullets", 0, 2), ("numbers", 0, 1), ("quote", 0, 1), ("rule", 0, 0),
    ]  # fmt: skip
    heading, paragraph = field.blocks[0].lines[0], field.blocks[1].lines[0]
    assert [span.text for span in heading] == ["Approve ", "Renewal **now**"]
    styled = {span.text: (span.strong, span.em, span.code, span.href) for span in paragraph}
    assert styled["check"] == (True, False, False, "")
    assert styled["price"] == (False, True, False, "")
    assert styled["GTX"] == (False, False, True, "")
    assert styled["the rules"] == (True, False, False, "https://example.com/a")
    assert styled["Please "] == (False, False, False, "")


def test_a_row_of_the_grid_is_kept_together():
    one = form(
        text("a", layout={"columns": 8, "row": "R1"}),
        text("b", layout={"columns": 8, "row": "R1"}),
        text("c"),
    )
    assert [(field.columns, field.starts_row) for field in draw(one)] == [(8, True), (8, False), (16, True)]


def test_simple_conditions_travel_to_the_page_and_others_stay_on_the_server():
    one = form(
        text("a"),
        text("b", conditional={"hide": '=a != "x" or agree'}),
        text("c", conditional={"hide": "=string length(a) > 3"}),
    )
    _, simple, other = draw(one)
    assert simple.condition == (
        '{"join": "or", "tests": [{"name": "a", "equals": "x", "negated": true}, '
        '{"name": "agree", "equals": true, "negated": false}]}'
    )
    assert (other.conditional, other.condition) == (True, "")


def test_hiding_a_group_hides_what_is_inside():
    one = form(
        {
            "type": "group",
            "id": "g",
            "label": "G",
            "conditional": {"hide": "=true"},
            "components": [text("a")],
        }
    )
    group = only(one)
    assert group.hidden
    assert group.fields[0].hidden


def test_a_table_shows_rows_of_contexts_and_records():
    one = form(
        {"type": "table", "id": "t", "label": "Deals", "dataSource": "=deals", "rowCount": 10,
         "properties": {"columns:ru": "name=Имя"},
         "columns": [{"label": "Name", "key": "name"}, {"label": "Amount", "key": "amount"}]}
    )  # fmt: skip
    deals = [DEAL, {"name": "Other", "amount": None}]
    field = only(one, {"deals": deals}, locale="ru", environment=environment(RECORDS))
    assert field.header == ("Имя", "Amount")
    assert field.rows == (("Renewal **now**", "1\u00a0200,50"), ("Other", ""))


def test_rows_of_a_list_keep_their_numbers_and_texts():
    one = form(
        {"type": "dynamiclist", "id": "l", "path": "lines", "label": "Lines", "isRepeating": True,
         "defaultRepetitions": 2, "components": [text("item", validate={"required": True})]}
    )  # fmt: skip
    assert [row.name for row in only(one).fields] == ["lines.0", "lines.1"]
    stored = only(one, {"lines": [{"item": "box"}]})
    assert [row.fields[0].text for row in stored.fields] == ["box"]
    submission = read(one, {"lines": ["0", "3"], "lines.0.item": ["a"], "lines.3.item": [""]})
    again = only(one, submitted=submission.raw, errors=submission.errors)
    assert [(row.fields[0].name, row.fields[0].text) for row in again.fields] == [
        ("lines.0.item", "a"),
        ("lines.3.item", ""),
    ]
    assert str(again.fields[1].fields[0].error) == "Fill in this field."


def _words(field: forms.Field) -> str:
    return "".join(span.text for block in field.blocks for line in block.lines for span in line)


def test_a_variable_of_another_type_leaves_the_control_empty():
    one = form(
        component("number", "amount"),
        {"type": "datetime", "id": "d", "key": "at", "dateLabel": "At", "subtype": "date"},
        component("checklist", "tags", values=values(("a", "A"))),
    )
    assert [field.texts for field in draw(one, {"amount": "many", "at": "soon", "tags": "a"})] == [(), (), ()]
