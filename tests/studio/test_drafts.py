"""A designer's draft: opened, saved, conflicting with another window, discarded."""

from __future__ import annotations

import pytest

from engine.errors import BatonError
from engine.identity import SYSTEM
from engine.process import queries as process_queries
from engine.studio.errors import (
    BadFileName,
    FileChanged,
    FileRefused,
    FileTaken,
    FolderTaken,
    NoSuchDraft,
    NoSuchFile,
    NoSuchFolder,
    NotADesigner,
)
from tests.studio.conftest import FOLDER

MODEL = f"{FOLDER}.bpmn"


def test_a_draft_begins_with_the_newest_version_and_is_seen_by_its_owner_only(studio, people, files):
    studio.engine.open_draft(FOLDER, by=people.vera)

    assert studio.draft() == files
    assert studio.folder(by=people.vera).draft.base == 1
    assert studio.folder(by=people.olga).draft is None
    with pytest.raises(NoSuchDraft):
        studio.draft(by=people.olga)


def test_opening_a_draft_again_keeps_what_was_drawn(studio):
    studio.change(b"First step", b"Look at the parcel")
    studio.engine.open_draft(FOLDER, by=studio.people.vera)

    assert b"Look at the parcel" in studio.draft()[MODEL]


def test_of_two_windows_the_second_to_save_is_told_and_nothing_is_overwritten(studio, people):
    studio.engine.open_draft(FOLDER, by=people.vera)
    began = studio.versions_of()[MODEL]
    mine, other = (studio.draft()[MODEL].replace(b"First step", name) for name in (b"Mine", b"Other"))
    studio.engine.save_draft_file(FOLDER, MODEL, other, expected=began, by=people.vera)

    with pytest.raises(FileChanged):
        studio.engine.save_draft_file(FOLDER, MODEL, mine, expected=began, by=people.vera)

    assert studio.draft()[MODEL] == other
    studio.engine.save_draft_file(FOLDER, MODEL, mine, expected=began + 1, by=people.vera)
    assert studio.draft()[MODEL] == mine


def test_saving_the_same_again_is_no_conflict(studio, people):
    version = studio.change(b"First step", b"Mine")

    content = studio.draft()[MODEL]
    assert studio.engine.save_draft_file(FOLDER, MODEL, content, expected=1, by=people.vera) == version


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        (MODEL, b"<!DOCTYPE x><x/>", FileRefused, "line 1: The model has a DOCTYPE"),
        (MODEL, b"<x", FileRefused, "no well-formed XML"),
        ("a.dmn", b"<!DOCTYPE d [<!ENTITY x 'y'>]><d/>", FileRefused, "DOCTYPE"),
        ("a.form", b"[]", FileRefused, "is no form"),
        ("a.form", b"{\n,", FileRefused, "line 2: It is no JSON"),
        ("a.form", b"{}" + b" " * (2 * 1024 * 1024), FileRefused, "bytes are allowed"),
        ("../a.form", b"{}", BadFileName, "cannot name a file"),
        ("a.py", b"{}", BadFileName, "cannot name a file"),
    ],
)
def test_a_file_that_no_reader_accepts_is_refused_with_place_and_remedy(
    studio, people, name, content, error, words
):
    studio.engine.open_draft(FOLDER, by=people.vera)
    before = studio.draft()

    with pytest.raises(error, match=words):
        studio.engine.save_draft_file(FOLDER, name, content, expected=0, by=people.vera)

    assert studio.draft() == before


def test_files_are_added_renamed_and_deleted(studio, people):
    engine, vera = studio.engine, people.vera
    engine.open_draft(FOLDER, by=vera)
    engine.save_draft_file(FOLDER, "more.form", b'{"id": "more"}', expected=0, by=vera)
    engine.rename_draft_file(FOLDER, "more.form", to="further.form", by=vera)

    assert "further.form" in studio.draft()
    with pytest.raises(FileTaken):
        engine.rename_draft_file(FOLDER, "further.form", to="returns-first-step.form", by=vera)
    with pytest.raises(BadFileName):
        engine.rename_draft_file(FOLDER, "further.form", to="further.bpmn", by=vera)
    engine.delete_draft_file(FOLDER, "further.form", by=vera)
    with pytest.raises(NoSuchFile):
        engine.delete_draft_file(FOLDER, "further.form", by=vera)
    with pytest.raises(NoSuchFile):
        engine.save_draft_file(FOLDER, "further.form", b"{}", expected=3, by=vera)


def test_a_discarded_draft_is_gone_and_what_runs_stays(studio, people, files):
    studio.change(b"First step", b"Mine")
    studio.engine.discard_draft(FOLDER, by=people.vera)

    assert studio.folder().draft is None
    studio.engine.open_draft(FOLDER, by=people.vera)
    assert studio.draft() == files


def test_a_new_folder_can_be_deployed_and_run_as_it_is(studio, people):
    name = studio.engine.create_folder("Возврат товара", by=people.olga)
    key = studio.engine.propose(name, why="To begin", by=people.olga)
    number = studio.engine.deploy_proposal(key, by=people.dora)
    instance = studio.engine.start_instance("vozvrat_tovara", variables={}, by=people.dora)

    assert (name, number) == ("vozvrat-tovara", 1)
    assert studio.folder(name).title("ru") == "Возврат товара"
    with studio.engine.database.reading() as connection:
        assert process_queries.instance(connection, instance, SYSTEM).status == "active"


def test_a_folder_that_somebody_draws_or_runs_is_not_founded_again(studio, people):
    studio.engine.create_folder("Gifts", by=people.vera)

    for title in ("Gifts", "Returns"):
        with pytest.raises(FolderTaken):
            studio.engine.create_folder(title, by=people.olga)


def test_who_is_no_designer_changes_nothing(studio, people):
    by = people.emil
    attempts = [
        lambda: studio.engine.open_draft(FOLDER, by=by),
        lambda: studio.engine.create_folder("Gifts", by=by),
        lambda: studio.engine.copy_folder(FOLDER, title="Gifts", by=by),
        lambda: studio.engine.import_folder("gifts", b"", by=by),
        lambda: studio.engine.save_draft_file(FOLDER, MODEL, b"", expected=1, by=by),
        lambda: studio.engine.propose(FOLDER, why="x", by=by),
        lambda: studio.engine.discard_draft(FOLDER, by=by),
    ]
    for attempt in attempts:
        with pytest.raises(NotADesigner):
            attempt()


def test_a_folder_that_is_not_there_has_no_draft(studio, people):
    with pytest.raises(NoSuchFolder, match="Look at the list"):
        studio.engine.open_draft("nowhere", by=people.vera)
    with pytest.raises(BatonError):
        studio.engine.create_folder("???", by=people.vera)
