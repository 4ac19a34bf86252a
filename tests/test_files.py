"""The file store keeps contents by their digest."""

from __future__ import annotations

import pytest

from engine.errors import NotFound
from engine.files import Files


def test_a_file_comes_back_as_it_was_and_the_same_content_is_kept_once(tmp_path):
    files = Files(tmp_path)
    digest = files.put(b"an offer")

    assert files.put(b"an offer") == digest
    assert files.get(digest) == b"an offer"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 64, "", "Z" * 64])
def test_what_is_not_there_is_not_found_and_no_name_leaves_the_folder(tmp_path, name):
    with pytest.raises(NotFound):
        Files(tmp_path).get(name)
