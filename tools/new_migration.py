"""Write the migration from the last revision to the declared tables: `python tools/new_migration.py NAME`.

The name says when it runs: `0007_pre_...` before the new code, `0008_post_...` after it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from engine import schema
from engine.db import Database


def main(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'scratch.sqlite'}")
        schema.migrate(database)
        with database.transaction() as connection:
            settings = schema.alembic()
            settings.attributes["connection"] = connection
            written = command.revision(settings, message=name, rev_id=name, autogenerate=True)
        database.dispose()
    path = Path(written.path)  # type: ignore[union-attr]
    path.write_text(re.sub(r" *# ### .*\n", "", path.read_text()))
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", str(path)], check=False)  # noqa: S603
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)  # noqa: S603
    print(path)


if __name__ == "__main__":
    main(sys.argv[1])
