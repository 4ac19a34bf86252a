from pathlib import Path

import pytest

from engine.forms import reference
from engine.forms.loading import REFUSED, known

FORM_JS = {
    "button", "checkbox", "checklist", "datetime", "documentPreview", "dynamiclist", "expression", "filepicker",
    "group", "html", "iframe", "image", "number", "radio", "select", "separator", "spacer", "table", "taglist", "text",
    "textarea", "textfield",
}  # fmt: skip
"""Every component of form-js 1.23 except the form itself."""


def test_every_component_of_form_js_is_either_drawn_or_refused():
    assert known().keys() | REFUSED.keys() == FORM_JS
    assert not known().keys() & REFUSED.keys()


def test_the_reference_says_what_the_code_does():
    page = Path(__file__).parents[2] / "docs/reference/forms.md"
    assert page.read_text() == reference.write(), (
        "Run: python -m engine.forms.reference > docs/reference/forms.md"
    )


@pytest.mark.parametrize("name", sorted(FORM_JS))
def test_the_reference_names_every_component(name):
    assert f"| `{name}` |" in reference.write()
