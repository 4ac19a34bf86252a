"""The signs of BPMN as SVG fragments: stroked with the line's colour, filled only where BPMN fills."""

from __future__ import annotations

_FILLED = 'fill="var(--diagram-line,#334155)"'
_CUT = 'stroke="var(--diagram-fill,#fff)"'
_THICK = 'stroke-width="3"'

TASK = {
    "userTask": '<circle cx="8" cy="5" r="3"/><path d="M2.5 14.5c0-3.6 2.4-5.5 5.5-5.5s5.5 1.9 5.5 5.5z"/>',
    "manualTask": '<path d="M2 12V8.5L6 4h2L6.6 7H13a1 1 0 0 1 0 2H9.5h4a1 1 0 0 1 0 2h-4 3.5a1 1 0 0 1 0 2H9.5'
    ' 12a1 1 0 0 1 0 2H5z"/>',
    "serviceTask": '<path d="M6.7 3.2 6.8 1.1 9.2 1.1 9.3 3.2 10.5 3.7 12 2.3 13.7 4 12.3 5.5 12.8 6.7 14.9 6.8 14.9'
    " 9.2 12.8 9.3 12.3 10.5 13.7 12 12 13.7 10.5 12.3 9.3 12.8 9.2 14.9 6.8 14.9 6.7 12.8 5.5 12.3 4 13.7 2.3 12"
    ' 3.7 10.5 3.2 9.3 1.1 9.2 1.1 6.8 3.2 6.7 3.7 5.5 2.3 4 4 2.3 5.5 3.7z"/><circle cx="8" cy="8" r="2.4"/>',
    "scriptTask": '<path d="M5 1.5h9c-4 3 2.5 9.5-1.5 13H2.5c4-3.5-2.5-10 2.5-13zM5.5 5h5M6 8h5M6.5 11h5"/>',
    "sendTask": f'<path {_FILLED} d="M1.5 3h13L8 8.5zM1.5 4.800V13h13V4.800L8 10.300z"/>',
    "receiveTask": '<path d="M1.5 3h13v10h-13zM1.5 3 8 8.5 14.5 3"/>',
    "businessRuleTask": f'<path {_FILLED} d="M1.5 2.5h13v3.5h-13z"/>'
    '<path d="M1.5 6h13v7.5h-13zM1.5 9.700h13M5.5 6v7.5"/>',
}
"""The kind of a task, in a square of 16 at the upper left corner."""

_ENVELOPE = '<path d="M-8-5.5H8v11H-8zM-8-5.5 0 1 8-5.5"/>'
_ENVELOPE_FILLED = f'<path {_FILLED} d="M-8-5.5H8v11H-8z"/><path {_CUT} d="M-8-5.5 0 1 8-5.5"/>'
_BOLT, _ARROW = "M-7.5 7.5-3-7.5 2.5 2 7.5-7.5 3 7-2.5-2z", "M0-9 6.5 7.5 0 1-6.5 7.5z"
_TRIANGLE, _REWIND = "M0-9 8.5 6.5h-17z", "M-1-6.5v13L-9 0zM7-6.5v13L-1 0z"
_LINK, _CROSS = "M-9-3.5H1v-4L9 0 1 7.5v-4H-9z", "M-6-6 6 6M6-6-6 6"
_PENTAGON, _PLUS = "M0-9 8.6-2.8 5.300 7.300H-5.300L-8.6-2.8z", "M-2.5-8h5v5.5H8v5H2.5V8h-5V2.5H-8v-5h5.5z"

CATCHING = {
    "message": _ENVELOPE,
    "timer": '<circle r="9"/><path d="M0-9v2M9 0H7M0 9V7M-9 0h2M0 0V-5.5M0 0 4 1.5"/>',
    "error": f'<path d="{_BOLT}"/>',
    "escalation": f'<path d="{_ARROW}"/>',
    "signal": f'<path d="{_TRIANGLE}"/>',
    "compensate": f'<path d="{_REWIND}"/>',
    "conditional": '<path d="M-7-9H7V9H-7zM-4.5-5.5h9M-4.5-2h9M-4.5 1.5h9M-4.5 5h9"/>',
    "link": f'<path d="{_LINK}"/>',
    "cancel": f'<path {_THICK} d="{_CROSS}"/>',
    "terminate": f'<circle {_FILLED} r="8.5"/>',
    "multiple": f'<path d="{_PENTAGON}"/>',
    "parallelMultiple": f'<path d="{_PLUS}"/>',
}
THROWING = CATCHING | {
    "message": _ENVELOPE_FILLED,
    "error": f'<path {_FILLED} d="{_BOLT}"/>',
    "escalation": f'<path {_FILLED} d="{_ARROW}"/>',
    "signal": f'<path {_FILLED} d="{_TRIANGLE}"/>',
    "compensate": f'<path {_FILLED} d="{_REWIND}"/>',
    "link": f'<path {_FILLED} d="{_LINK}"/>',
    "multiple": f'<path {_FILLED} d="{_PENTAGON}"/>',
}
"""What an event waits for or throws, around its centre."""

GATEWAY = {
    "exclusiveGateway": f'<path {_THICK} d="M-7-7 7 7M7-7-7 7"/>',
    "parallelGateway": f'<path {_THICK} d="M0-11V11M-11 0H11"/>',
    "inclusiveGateway": f'<circle {_THICK} r="10.5"/>',
    "complexGateway": f'<path {_THICK} d="M0-11V11M-11 0H11M-8-8 8 8M8-8-8 8"/>',
    "eventBasedGateway": f'<circle r="13"/><circle r="10.5"/><path transform="scale(.7)" d="{_PENTAGON}"/>',
}
"""How a gateway decides, around its centre."""

MARKER = {
    "parallel": '<path stroke-width="2" d="M-4-6V6M0-6V6M4-6V6"/>',
    "sequential": '<path stroke-width="2" d="M-6-4H6M-6 0H6M-6 4H6"/>',
    "loop": '<path d="M-2.5 6A6 6 0 1 1 2.5 6M-2.5 6H-6.5M-2.5 6V2"/>',
    "collapsed": '<path d="M-7-7H7V7H-7zM0-4V4M-4 0H4"/>',
    "compensation": f'<path transform="translate(.7 0) scale(.8)" d="{_REWIND}"/>',
    "adHoc": '<path stroke-width="2" d="M-7 2C-5-4-1-3 0-.5S5 3 7-2.5"/>',
}
"""What is said at the foot of an activity, around its centre."""
