"""What was written down in English is read in Russian."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import engine
from engine.bpmn.errors import ExpressionFailed, NoFlowTaken, Unsupported
from tests.webui import extraction
from webui import context
from webui.retelling import retold

_ENGINE = Path(engine.__file__).parent
_RUN = sorted((_ENGINE / "bpmn" / "spiff").glob("*.py")) + [
    _ENGINE / "bpmn" / name for name in ("timers.py", "cron.py")
]
_RAISED = {"Unsupported", "ExpressionFailed", "BadTimer", "BadCron", "_failed", "_bad"}
_ERRORS = extraction.of_errors()
_RUSSIAN = re.compile("[а-яё]")


@pytest.fixture
def russian(app, company):
    request = app.test_request_context("/")
    request.push()
    context.become(company.boris)
    yield
    request.pop()


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            NoFlowTaken(element_id="which"),
            ("После 'which' не выполняется ни одно условие, и пути по умолчанию нет. "
            "Исправьте переменные или задайте путь по умолчанию."),
        ),
        (
            ExpressionFailed(
                element_id="each", place="inputCollection", expression="=a + 1. b", reason="It gave 5, no list.",
                remedy="Give it a list; an empty one passes.",
            ),
            ("Элемент 'each', inputCollection: Получилось 5 — не список. Выражение: =a + 1. b. "
            "Дайте список; пустой проходит."),
        ),
        (
            Unsupported(element_id="s", reason="It has nothing to begin with.", remedy="Draw a start event in it."),
            "Элемент 's': Ему не с чего начать. Нарисуйте в нём начальное событие.",
        ),
    ],
)  # fmt: skip
def test_an_error_is_taken_apart_and_said_anew_its_reasons_too(error, told):
    assert retold(str(error)) == told


@pytest.mark.usefixtures("russian")
def test_what_failed_in_a_called_process_says_where():
    told = retold(f"In the process “Call”, at “Ring”: {NoFlowTaken(element_id='which')}")

    assert told.startswith("В процессе «Call», на «Ring»: После 'which' не выполняется")


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize("text", ["KeyError: 'x'", "No stamps", "", "Anna: call her. She waits."])
def test_what_nobody_has_translated_stays_as_it_is(text):
    assert retold(text) == text


@pytest.mark.usefixtures("russian")
def test_every_error_that_says_more_than_its_facts_is_said_in_russian():
    samples = {text: _filled(text) for text in _ERRORS if len(_literally(text)) > 20}

    assert len(samples) > 100
    assert [text for text, told in samples.items() if not _RUSSIAN.search(retold(told))] == []


@pytest.mark.usefixtures("russian")
def test_every_reason_for_which_a_step_fails_is_said_in_russian():
    reasons = {text for file in _RUN for text in _reasons(ast.parse(file.read_text(encoding="utf-8")))}

    assert len(reasons) > 40
    assert sorted(one for one in reasons if not _RUSSIAN.search(retold(one))) == []


def test_an_english_page_shows_what_was_written(app, company):
    with app.test_request_context("/"):
        context.become(company.anna)
        assert retold("It gave 5, no list.") == "It gave 5, no list."


def _filled(text):
    """A text of which all facts are a word."""
    parts = [literal + ("Xyz" if name is not None else "") for literal, name, _, _ in Formatter().parse(text)]
    return "".join(parts)


def _literally(text):
    return "".join(literal for literal, _, _, _ in Formatter().parse(text))


def _reasons(tree):
    """The sentences that stand in the code where a step is refused."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _RAISED:
            given = [one.value for one in call.keywords if one.arg in {"reason", "remedy"}]
            yield from (text for one in [*given, *call.args[1:]] if _is_sentence(text := _text(one)))


def _is_sentence(text):
    return text.endswith(".") and " " in text


def _text(node):
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(one) if isinstance(one, ast.Constant) else "5" for one in node.values)
    return ""


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize("often", [390, 1000])
def test_a_text_that_a_worker_made_up_to_look_like_reasons_without_end_is_shown_all_the_same(often):
    assert retold("Add " * often + "it" + "." * often).endswith(".")
