"""A stranger can use the decisions alone."""

from __future__ import annotations

import subprocess
import sys

_FOREIGN = ("flask", "sqlalchemy", "SpiffWorkflow", "alembic", "httpx", "apscheduler", "psycopg")
_SCRIPT = f"""
import sys
from engine import dmn, feel
dmn.load(sys.stdin.buffer.read()).evaluate("gate", {{}})
print([name for name in {_FOREIGN!r} if name in sys.modules])
print([name for name in sys.modules if name.startswith("engine.") and name.split(".")[1] not in
       ("dmn", "feel", "errors", "facts", "safe_xml")])
"""
_MODEL = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m">
<decision id="gate" name="gate"><literalExpression><text>1 + 1</text></literalExpression></decision></definitions>"""


def test_decisions_load_no_database_no_web_and_no_process_engine():
    done = subprocess.run([sys.executable, "-c", _SCRIPT], input=_MODEL, capture_output=True, check=True)
    assert done.stdout.decode().split("\n")[:2] == ["[]", "[]"]
