"""A stored diagram on a page: only what our renderer draws comes through, and steps can be marked."""

from __future__ import annotations

from lxml import etree

from webui import diagrams

NAMESPACE = {"s": "http://www.w3.org/2000/svg"}
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2000 1000" class="diagram">'
    '<g class="node userTask" data-id="Review"><title>Review</title>'
    '<rect class="body" x="900" y="500" width="100" height="80"/><text><tspan x="950" y="540">Review</tspan></text></g>'
    '<g class="node startEvent" data-id="Start"><circle class="body" cx="40" cy="40" r="18"/></g>'
    '<g class="node exclusiveGateway" data-id="Gate">'
    '<path class="body" d="M1975 950 2000 975 1975 1000 1950 975z"/></g>'
    "</svg>"
)


def drawn(markup):
    return etree.fromstring(str(markup).encode())


def test_a_diagram_comes_through_with_its_label():
    root = drawn(diagrams.mark(PICTURE, {}, label="The process"))

    assert root.get("aria-label") == "The process"
    assert root.get("viewBox") == "0 0 2000 1000"
    assert root.xpath("//s:tspan/text()", namespaces=NAMESPACE) == ["Review"]


def test_steps_are_marked_by_their_id():
    root = drawn(diagrams.mark(PICTURE, {"Review": "is-current", "Start": "is-done"}, label=""))

    classes = {one.get("data-id"): one.get("class") for one in root.iter("{*}g")}
    assert classes["Review"] == "node userTask is-current"
    assert classes["Start"] == "node startEvent is-done"
    assert classes["Gate"] == "node exclusiveGateway"


def test_marking_one_page_leaves_the_next_one_clean():
    diagrams.mark(PICTURE, {"Review": "is-current"}, label="")

    assert "is-current" not in diagrams.mark(PICTURE, {}, label="")


def test_the_neighbourhood_of_a_step_begins_with_it_and_shows_what_comes_next():
    root = drawn(diagrams.neighbourhood(PICTURE, "Review", label=""))

    x, y, width, height = (float(one) for one in root.get("viewBox").split())
    assert (x, y + height / 2) == (870, 540)
    assert 300 < width < 500


def test_the_neighbourhood_stays_on_the_diagram():
    for element in ("Start", "Gate"):
        x, y, width, height = (
            float(one)
            for one in drawn(diagrams.neighbourhood(PICTURE, element, label="")).get("viewBox").split()
        )
        assert x >= 0
        assert y >= 0
        assert x + width <= 2000
        assert y + height <= 1000


def test_an_element_that_is_not_drawn_shows_the_whole_diagram():
    assert drawn(diagrams.neighbourhood(PICTURE, "Unknown", label="")).get("viewBox") == "0 0 2000 1000"


def test_nothing_active_comes_through():
    hostile = PICTURE.replace(
        "</svg>",
        '<script>alert(1)</script><foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>'
        '<a href="javascript:alert(1)"><text>go</text></a><image href="//evil.example/x"/>'
        '<g onclick="alert(1)" style="fill:url(//evil.example)" data-id="Bad"><use href="//evil.example#x"/></g></svg>',
    )

    text = str(diagrams.mark(hostile, {}, label='"><script>alert(2)</script>'))

    hidden = (
        "<script",
        "foreignObject",
        "<a ",
        "javascript",
        "<image",
        "onclick",
        "style=",
        "evil.example",
        "<use",
    )
    assert [word for word in hidden if word in text] == []
    assert 'data-id="Bad"' in text


def test_the_neighbourhood_leaves_out_what_it_does_not_show():
    root = drawn(diagrams.neighbourhood(PICTURE, "Start", label=""))

    assert [one.get("data-id") for one in root.iter("{*}g")] == ["Start"]
