"""Where the DMN TCK lies: beside the repository, which holds none of it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "dmn-tck"
