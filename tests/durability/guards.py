"""Which guarantee of `docs/explanation/reliability.md` a test shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def guards(guarantee: str) -> pytest.MarkDecorator:
    """The test fails when Baton breaks this promise, for example ``G5``."""
    return pytest.mark.guards(guarantee)


def control(guarantee: str) -> Callable[..., object]:
    """The test breaks the promise on purpose, and fails unless the check of this guarantee notices."""
    return pytest.mark.guards(guarantee, control=True)
