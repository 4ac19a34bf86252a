"""Folders as zips: the same files make the same bytes, and a hostile zip is refused with its place."""

from __future__ import annotations

import io
import zipfile

import pytest

from engine.studio import archives, drafts
from engine.studio.errors import ArchiveRefused, BadFileName, DraftExists, FileRefused
from tests.studio.conftest import FOLDER


def zipped(entries, *, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_comes_back_byte_by_byte(files):
    packed = archives.pack(files)

    assert archives.pack(archives.unpack(packed)) == packed
    assert archives.pack(dict(reversed(files.items()))) == packed
    assert archives.unpack(packed) == files


def test_a_folder_around_the_files_and_the_noise_of_file_managers_are_left_out(files):
    entries = [(f"my folder/{name}", content) for name, content in files.items()]
    noise = [("my folder/.DS_Store", b"x"), ("__MACOSX/my folder/._a.bpmn", b"x")]

    assert archives.unpack(zipped([*entries, *noise])) == files


def test_an_import_is_a_draft_over_the_newest_version(studio, people, files):
    changed = {**files, "returns.bpmn": files["returns.bpmn"].replace(b"First step", b"Mine")}
    studio.engine.import_folder(FOLDER, archives.pack(changed), by=people.vera)

    assert studio.draft() == changed
    assert studio.folder().draft.base == 1
    with pytest.raises(DraftExists):
        studio.engine.import_folder(FOLDER, archives.pack(files), by=people.vera)


def test_a_zip_bomb_is_stopped_while_it_is_read(files):
    bomb = zipped([("bomb.bpmn", b" " * (archives.MAX_UNPACKED + 1)), *files.items()])
    assert len(bomb) < 100_000

    with pytest.raises(ArchiveRefused, match=r"bomb.bpmn: Unpacked, the zip has more than"):
        archives.unpack(bomb)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([("../outside.bpmn", b"x")], r"\.\./outside.bpmn: The name leads out of the folder"),
        ([("/etc/model.bpmn", b"x")], "leads out of the folder"),
        ([("a\\b.bpmn", b"x")], "leads out of the folder"),
        ([("one/a.bpmn", b"x"), ("two/b.bpmn", b"x")], "one/a.bpmn: It is no model"),
        ([("run.sh", b"x")], "run.sh: It is no model, form or decision table"),
        ([("a.form", b"{}")], "no .bpmn file in it"),
        ([(f"f{number}.bpmn", b"x") for number in range(201)], "holds 201 files"),
    ],
)
def test_a_zip_that_is_no_process_folder_says_where_and_what_to_do(entries, words):
    with pytest.raises(ArchiveRefused, match=words):
        archives.unpack(zipped(entries))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken", b"x" * (archives.MAX_BYTES + 1)])
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(ArchiveRefused):
        archives.unpack(content)


def test_a_damaged_zip_is_refused(files):
    packed = bytearray(archives.pack(files))
    packed[60:70] = b"\xff" * 10

    with pytest.raises(ArchiveRefused):
        archives.unpack(bytes(packed))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "evil.bpmn",
            b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
            "evil.bpmn, line 1: The model has a DOCTYPE",
        ),
        (
            "evil.dmn",
            b"<?xml version='1.0'?>\n<!DOCTYPE x>\n<x/>",
            "evil.dmn, line 1: The model has a DOCTYPE",
        ),
        ("evil.form", b"no json", "evil.form, line 1: It is no JSON"),
    ],
)
def test_a_hostile_file_inside_is_refused_and_nothing_is_begun(studio, people, files, name, content, words):
    with pytest.raises(FileRefused, match=words):
        studio.engine.import_folder("gifts", zipped([*files.items(), (name, content)]), by=people.vera)
    with pytest.raises(BadFileName):
        studio.engine.import_folder("gifts", zipped([*files.items(), ("-.bpmn", b"x")]), by=people.vera)

    with studio.engine.database.reading() as connection, pytest.raises(Exception, match="no draft"):
        drafts.found(connection, "gifts", people.vera)
