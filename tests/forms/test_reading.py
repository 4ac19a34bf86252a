from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from engine import forms
from engine.feel.values import RecordRef
from tests.forms.documents import component, environment, errors, form, read, text, values

DEAL = RecordRef("opportunity", 7)
ANNA, BORIS = RecordRef("contact", 1), RecordRef("contact", 2)
RECORDS = {
    DEAL: {
        "name": "Betasoloin renewal",
        "need": "cheaper",
        "amount": Decimal("120.00"),
        "contacts": [ANNA, BORIS],
    },
    ANNA: {"name": "Anna Snelling"},
    BORIS: {"name": "Борис Громов"},
}


def test_a_value_is_read_under_its_path():
    one = form(text("outcome"), text("opportunity.need"))
    got = read(one, {"outcome": ["  go   on "], "opportunity.need": ["faster"]}, {"opportunity": DEAL})
    assert (got.values, got.errors) == ({"outcome": "go on", "opportunity.need": "faster"}, {})


def test_an_empty_text_is_null():
    assert read(form(text()), {"name": ["  "]}).values == {"name": None}


def test_a_name_that_the_form_does_not_have_is_refused():
    one = form(text())
    with pytest.raises(forms.UnexpectedFields, match="discount"):
        read(one, {"name": ["x"], "discount": ["99"]})
    assert read(one, {"name": ["x"], "csrf_token": ["t"], "_version": ["3"]}).raw == {"name": ("x",)}


@pytest.mark.parametrize(
    ("rule", "value", "message"),
    [
        ({"required": True}, "", "Fill in this field."),
        ({"required": "=1 = 1"}, "", "Fill in this field."),
        ({"minLength": 3}, "ab", "Use at least 3 characters; these are 2."),
        ({"maxLength": 3}, "abcd", "Use at most 3 characters; these are 4."),
        ({"maxLength": "=limit"}, "abcdef", "Use at most 5 characters; these are 6."),
        ({"validationType": "email"}, "anna@", "Write an e-mail address such as anna@example.com."),
        (
            {"validationType": "phone"},
            "12",
            "Write a phone number with country code, such as +49 30 1234567.",
        ),
        ({"pattern": "^[A-Z]{3}$"}, "abc", "This does not have the expected form."),
        ({"pattern": "a*a*a*$"}, "b" * 301, "Use at most 300 characters; these are 301."),
        ({"pattern": "^[A-Z]{3}$", "patternErrorMessage": "Three {letters}."}, "abc", "Three {letters}."),
    ],
)
def test_text_rules(rule, value, message):
    rules = rule
    assert errors(read(form(text(validate=rules)), {"name": [value]}, {"limit": Decimal(5)})) == {
        "name": message
    }


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"required": "=1 = 2"}, ""),
        ({"minLength": 3}, ""),
        ({"validationType": "email"}, "anna@example.com"),
        ({"validationType": "phone"}, "+49 30 123-4567"),
        ({"pattern": "b"}, "abc"),
    ],
)
def test_texts_that_keep_the_rules_pass(rule, value):
    assert read(form(text(validate=rule)), {"name": [value]}).valid


@pytest.mark.parametrize(
    ("more", "value", "message"),
    [
        ({}, "ten", "Write a number such as 1,234.5."),
        ({"validate": {"min": 5}}, "4", "Use 5 or more."),
        ({"validate": {"max": "=2 * 500"}}, "1001", "Use 1,000 or less."),
        ({"decimalDigits": 2}, "1.234", "Use at most 2 digits after the decimal mark."),
        ({"increment": "0.5"}, "1.25", "Use a multiple of 0.5."),
        ({"validate": {"required": True}}, "", "Fill in this field."),
    ],
)
def test_number_rules(more, value, message):
    assert errors(read(form(component("number", "amount", **more)), {"amount": [value]})) == {
        "amount": message
    }


def test_a_number_is_an_exact_decimal_and_zero_is_a_value():
    one = form(component("number", "amount", validate={"required": True}))
    assert read(one, {"amount": ["1 234,10"]}, locale="ru").values == {"amount": Decimal("1234.10")}
    assert read(one, {"amount": ["0"]}).valid


def test_only_the_options_of_this_moment_are_accepted():
    one = form(component("select", "stage", values=values(("new", "New"), (5, "Five"))))
    assert read(one, {"stage": ["new"]}).values == {"stage": "new"}
    assert read(one, {"stage": ["5"]}).values == {"stage": Decimal(5)}
    assert errors(read(one, {"stage": ["won"]})) == {
        "stage": "“won” is no longer on the list. Choose another."
    }
    assert errors(read(one, {"stage": ["new", "5"]})) == {"stage": "Give one value only."}


def test_options_can_be_records_and_come_back_as_records():
    one = form(
        component("select", "decider", valuesExpression="=opportunity.contacts", validate={"required": True})
    )
    world = environment(RECORDS)
    got = read(one, {"decider": ["contact:2"]}, {"opportunity": DEAL}, environment=world)
    assert got.values == {"decider": BORIS}
    assert (
        "no longer on the list"
        in errors(read(one, {"decider": ["contact:3"]}, {"opportunity": DEAL}, environment=world))["decider"]
    )
    assert errors(read(one, {"decider": [""]}, {"opportunity": DEAL}, environment=world)) == {
        "decider": "Choose one."
    }


def test_a_lookup_asks_the_door_and_accepts_only_what_it_answers():
    asked = []

    def lookup(question):
        asked.append(question)
        return [ANNA]

    one = form(component("select", "decider", properties={"lookup": "contact"}))
    world = environment(RECORDS)
    assert read(one, {"decider": ["contact:1"]}, environment=world, lookup=lookup).values == {"decider": ANNA}
    assert not read(one, {"decider": ["contact:2"]}, environment=world, lookup=lookup).valid
    assert {(question.type, question.selected) for question in asked} == {
        ("contact", (1,)),
        ("contact", (2,)),
    }


def test_a_checklist_is_a_list_and_a_checkbox_a_boolean():
    one = form(
        component("checklist", "tags", values=values(("a", "A"), ("b", "B")), validate={"required": True}),
        component("taglist", "topics", valuesKey="known"),
        component("checkbox", "agree", validate={"required": True}),
    )
    got = read(one, {"tags": ["b", "a"], "topics": ["x"], "agree": ["true"]}, {"known": ["x", "y"]})
    assert got.values == {"tags": ["b", "a"], "topics": ["x"], "agree": True}
    assert errors(read(one, {}, {"known": []})) == {
        "tags": "Choose at least one.",
        "agree": "Tick this box to go on.",
    }
    assert not read(one, {"tags": ["a"], "agree": ["yes"]}).valid


@pytest.mark.parametrize(
    ("more", "sent", "value"),
    [
        ({"subtype": "date"}, "2026-03-11", date(2026, 3, 11)),
        ({"subtype": "time", "timeSerializingFormat": "no_timezone"}, "09:30", time(9, 30)),
        (
            {"subtype": "datetime", "timeSerializingFormat": "no_timezone"},
            "2026-03-11T09:30",
            datetime(2026, 3, 11, 9, 30),  # noqa: DTZ001  a local time is the point
        ),
        (
            {"subtype": "datetime"},
            "2026-07-11T09:30",
            datetime(2026, 7, 11, 9, 30, tzinfo=timezone(timedelta(hours=2))),
        ),
        (
            {"subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
            "2026-07-11T09:30",
            datetime(2026, 7, 11, 7, 30, tzinfo=UTC),
        ),
    ],
)
def test_moments_are_read_in_the_persons_time_zone(more, sent, value):
    one = form({"type": "datetime", "id": "f", "key": "at", "dateLabel": "At", **more})
    got = read(one, {"at": [sent]}, environment=environment(time_zone="Europe/Berlin")).values["at"]
    assert got == value
    assert getattr(got, "tzinfo", None) == getattr(value, "tzinfo", None)


@pytest.mark.parametrize(
    ("more", "sent", "message"),
    [
        ({"subtype": "date"}, "11.03.2026", "Choose a date."),
        ({"subtype": "date"}, "2026-02-30", "Choose a date."),
        ({"subtype": "time"}, "25:00", "Choose a time."),
        ({"subtype": "datetime"}, "2026-03-11", "Choose a date and a time."),
        (
            {"subtype": "date", "disallowPassedDates": True},
            "2026-03-09",
            "Choose a moment that is not in the past.",
        ),
        ({"subtype": "time", "timeInterval": 15}, "09:20", "Choose a time in steps of 15 minutes."),
    ],
)
def test_moment_rules(more, sent, message):
    one = form({"type": "datetime", "id": "f", "key": "at", "dateLabel": "At", **more})
    assert errors(read(one, {"at": [sent]})) == {"at": message}


def test_a_hidden_field_is_neither_read_nor_required():
    one = form(
        component("radio", "outcome", values=values(("won", "Won"), ("lost", "Lost"))),
        component(
            "textarea", "reason", validate={"required": True}, conditional={"hide": '=outcome != "lost"'}
        ),
    )
    assert read(one, {"outcome": ["won"], "reason": ["typed before"]}).values == {"outcome": "won"}
    assert errors(read(one, {"outcome": ["lost"], "reason": [""]})) == {"reason": "Fill in this field."}


def test_hiding_is_decided_by_what_was_sent_not_by_what_is_stored():
    one = form(text("opportunity.need"), text("why", conditional={"hide": '=opportunity.need = "cheaper"'}))
    sent = {"opportunity.need": ["faster"], "why": ["because"]}
    got = read(one, sent, {"opportunity": DEAL}, environment=environment(RECORDS))
    assert got.values == {"opportunity.need": "faster", "why": "because"}
    assert RECORDS[DEAL]["need"] == "cheaper"


def test_a_field_behind_a_hidden_field_hides_too():
    one = form(
        text("a"),
        text("b", conditional={"hide": "=a = null"}),
        text("c", conditional={"hide": "=b = null"}),
        {
            "type": "group",
            "id": "g",
            "label": "G",
            "conditional": {"hide": "=c = null"},
            "components": [text("d")],
        },
    )
    everything = {name: ["x"] for name in "abcd"}
    assert set(read(one, everything).values) == {"a", "b", "c", "d"}
    assert read(one, everything | {"a": [""]}).values == {"a": None}


@pytest.mark.parametrize("lock", [{"readonly": True}, {"disabled": True}, {"readonly": "=locked"}])
def test_a_locked_field_is_never_read(lock):
    one = form(text("salary", validate={"required": True}, **lock))
    assert read(one, {"salary": ["1000000"]}, {"locked": True}).values == {}


def test_a_groups_path_goes_before_the_keys_inside():
    one = form(
        {"type": "group", "id": "g", "label": "Address", "path": "address", "components": [text("city")]}
    )
    assert read(one, {"address.city": ["Минск"]}).values == {"address.city": "Минск"}


def test_files_are_named_by_key_and_checked_by_kind():
    one = form(
        component("filepicker", "files", multiple=True, accept=".pdf,image/*", validate={"required": True})
    )
    offer = forms.Upload("k1", "Offer.PDF", "application/pdf", 10)
    photo = forms.Upload("k2", "photo", "image/png", 20)
    script = forms.Upload("k3", "run.sh", "text/x-sh", 5)
    uploads = {upload.key: upload for upload in (offer, photo, script)}
    got = read(one, {"files": ["k1", "k2"]}, uploads=uploads)
    assert [row["name"] for row in got.values["files"]] == ["Offer.PDF", "photo"]
    assert errors(read(one, {"files": ["k3"]}, uploads=uploads)) == {
        "files": "“run.sh” is not accepted here. Use .pdf, image/*."
    }
    assert errors(read(one, {"files": []}, uploads=uploads)) == {"files": "Add a file."}
    assert not read(one, {"files": ["somebody-elses"]}, uploads=uploads).valid


def test_files_have_a_largest_size_and_number():
    one = form(component("filepicker", "files", multiple=True))
    uploads = {f"k{n}": forms.Upload(f"k{n}", "film.mp4", "video/mp4", 10**7 + n % 2) for n in range(21)}
    assert read(one, {"files": ["k0"]}, uploads=uploads).valid
    assert errors(read(one, {"files": ["k1"]}, uploads=uploads)) == {
        "files": "“film.mp4” is too large. Add files of at most 10 MB."
    }
    assert errors(read(one, {"files": list(uploads)}, uploads=uploads)) == {"files": "Add at most 20 files."}


def test_rows_are_read_in_order_and_checked_one_by_one():
    one = form(
        {"type": "dynamiclist", "id": "l", "path": "lines", "label": "Lines", "isRepeating": True, "components": [
            text("item", validate={"required": True}),
            component("number", "qty", conditional={"hide": '=item = "service"'}),
        ]}
    )  # fmt: skip
    sent = {
        "lines": ["0", "4"],
        "lines.0.item": ["box"],
        "lines.0.qty": ["2"],
        "lines.4.item": ["service"],
        "lines.4.qty": ["9"],
    }
    assert read(one, sent).values == {"lines": [{"item": "box", "qty": Decimal(2)}, {"item": "service"}]}
    assert errors(read(one, {"lines": ["1"], "lines.1.item": [""]})) == {
        "lines.1.item": "Fill in this field."
    }
    with pytest.raises(forms.UnexpectedFields):
        read(one, {"lines": ["0"], "lines.7.item": ["smuggled"]})
