"""The page about FEEL and DMN as a library, run as a reader would run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs/how-to"


def test_every_block_of_the_page_runs(tmp_path):
    page = (PAGES / "use-feel-and-dmn-as-a-library.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n((?s:.*?))```", page)
    [model] = re.findall(
        r"```xml file=fee.dmn\n((?s:.*?))```", (PAGES / "decide-from-the-command-line.md").read_text()
    )
    (tmp_path / "fee.dmn").write_text(model, encoding="utf-8")
    (tmp_path / "page.py").write_text("\n".join(blocks), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "page.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(blocks) > 5
    assert (done.returncode, done.stderr) == (0, "")
