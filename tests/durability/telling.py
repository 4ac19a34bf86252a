"""What a long run says as it goes: whoever started it sees that it lives, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")


def told(things: Sequence[T], tell: Callable[[str], None], every: int) -> Iterator[T]:
    """Each of them; now and then how many are done."""
    for done, one in enumerate(things):
        if done % every == 0:
            tell(f"{done} of {len(things)}")
        yield one
