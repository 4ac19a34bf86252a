"""Colours and the smallest pieces of a diagram: texts, rectangles, signs in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from engine.bpmn.diagram_text import LINE_HEIGHT

if TYPE_CHECKING:
    from engine.bpmn.diagram_shapes import Box

LINE, FILL = "var(--diagram-line,#334155)", "var(--diagram-fill,#fff)"
CONTAINER, PAPER = "var(--diagram-container,#f8fafc)", "var(--diagram-paper,#fff)"
TEXT, MUTED = "var(--diagram-text,#0f172a)", "var(--diagram-muted,#64748b)"


def text(lines: list[str], x: float, y: float, *, halo: bool = False, extra: str = "") -> str:
    """Centred lines around the point (*x*, *y*); a *halo* keeps them readable over a line."""
    first = y - (len(lines) - 1) * LINE_HEIGHT / 2 + 4
    spans = "".join(
        f'<tspan x="{x:g}" y="{first + number * LINE_HEIGHT:g}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    outline = f'stroke="{PAPER}" stroke-width="3" paint-order="stroke"' if halo else 'stroke="none"'
    return f'<text fill="{TEXT}" {outline}{extra}>{spans}</text>'


def rectangle(box: Box, radius: float, attributes: str) -> str:
    size = f'width="{box.width:g}" height="{box.height:g}"'
    return f'<rect x="{box.x:g}" y="{box.y:g}" {size} rx="{radius:g}" {attributes}/>'


def sign(x: float, y: float, content: str) -> str:
    return f'<g class="sign" transform="translate({x:g} {y:g})">{content}</g>'
