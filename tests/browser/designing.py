"""The studio in the middle of its work: two versions, a draft of each administrator, an open proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.identity import SYSTEM
from tests.browser import rating

if TYPE_CHECKING:
    from tests.browser.company import Company

_MODEL = f"{rating.FOLDER}.bpmn"


def pages(company: Company) -> dict[str, str]:
    """Addresses by what they show."""
    engine, files = company.engine, rating.files()
    for plain, own in ((b'"Start"', b'"A request comes"'), (b'"Done"', b'"It is rated"')):
        files[_MODEL] = files[_MODEL].replace(plain, own)  # words of the model, not of a page
    engine.deploy(files, by=SYSTEM, name=rating.FOLDER, why="The beginning")
    second = files | {_MODEL: files[_MODEL].replace(b"First step", b"Look at it")}
    engine.deploy(second, by=SYSTEM, name=rating.FOLDER, why="A better name")
    for login in ("dina", "daria"):
        by = company.person(login)
        engine.open_draft(rating.FOLDER, by=by)
        changed = second[_MODEL].replace(b"Rate it", b"Rate the request")
        engine.save_draft_file(rating.FOLDER, _MODEL, changed, expected=1, by=by)
    proposal = engine.propose(rating.FOLDER, why="Say what is rated", by=company.person("dina"))
    folder = f"/studio/folders/{rating.FOLDER}"
    return {
        "studio": "/studio",
        "process folder": folder,
        "model editor": f"{folder}/draft",
        "table in a spreadsheet": f"{folder}/draft/files/{rating.FOLDER}.dmn/tables",
        "review of a draft": f"{folder}/draft/review",
        "comparison of versions": f"{folder}/comparison?old=1&new=2",
        "proposal": f"/studio/proposals/{proposal}",
    }
