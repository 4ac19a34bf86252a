"""A business person edits a table in a spreadsheet, and the editor marks what is wrong with a table."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import rating
from tests.browser.test_studio import folder, vera

__all__ = ["folder", "vera"]


def test_a_table_goes_out_and_comes_back_with_its_differences_shown(vera, tmp_path):
    open_table(vera)
    vera.get_by_role("link", name="Rules in a spreadsheet").click()
    with vera.expect_download() as download:
        vera.get_by_role("link", name="Export CSV").click()
    path = tmp_path / "rules.csv"
    download.value.save_as(path)
    path.write_text(path.read_text("utf-8").rstrip("\n") + '\n,"""urgent""","""high""",\n', "utf-8")

    vera.get_by_label("Edited CSV file").set_input_files(path)
    vera.get_by_role("button", name="Show what changes").click()
    expect(vera.locator(".studio-change")).to_contain_text("added")
    expect(vera.locator(".studio-change")).to_contain_text('"urgent"')
    vera.get_by_role("button", name="Take over").click()
    expect(vera.get_by_text("Taken over into your draft")).to_be_visible()
    expect(vera.locator(".tjs-table tbody")).to_contain_text('"urgent"')


def test_the_editor_marks_the_cell_that_is_wrong_and_says_why(vera):
    open_table(vera)
    vera.locator(".add-rule-add").click()
    vera.keyboard.type("7")
    vera.locator(".dmn-decision-table-container h3, .decision-table-name").first.click()

    expect(vera.locator("td[data-finding='error']")).to_have_attribute(
        "title", re.compile("is of the type number")
    )


def open_table(page):
    page.goto(f"/studio/folders/{rating.FOLDER}")
    page.get_by_role("button", name="Edit").click()
    page.locator('.studio-tabs a[title="rating.dmn"]').click()
    expect(page.locator(".tjs-table")).to_be_visible()
