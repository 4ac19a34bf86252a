"""What every forked program has imported before it begins."""

from __future__ import annotations
