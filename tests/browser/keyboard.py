"""A keyboard whose keys have two names: their place, and the letter that the layout puts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_RUSSIAN = dict(zip("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить", strict=True))
_MODIFIERS = {"Control": 2, "Shift": 8}


class Keyboard:
    """Presses keys as they lie on a Latin keyboard; with *russian*, under a Russian layout."""

    def __init__(self, page: Page, *, russian: bool) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)
        self._russian = russian

    def press(self, *keys: str) -> None:
        """One after another, such as ``g``, ``Control+k``, ``Enter`` or ``?``, as soon as the page listens."""
        self._page.wait_for_load_state("load")
        for key in keys:
            *modifiers, name = key.split("+")
            if name.isalpha() and len(name) == 1:
                self._letter(name, modifiers)
            else:
                self._page.keyboard.press({"?": "Shift+Slash"}.get(key, key))

    def _letter(self, letter: str, modifiers: list[str]) -> None:
        """By the browser's own protocol: Playwright's keyboard knows the American layout only."""
        shown = _RUSSIAN[letter] if self._russian else letter
        event = {
            "key": shown,
            "code": f"Key{letter.upper()}",
            "windowsVirtualKeyCode": ord(letter.upper()),
            "modifiers": sum(_MODIFIERS[one] for one in modifiers),
        }
        text = {} if modifiers else {"text": shown}
        self._devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **event, **text})
        self._devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
