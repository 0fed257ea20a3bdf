"""What a view that streams may say of one component; assets/parts.js applies exactly these, each one optional:

text   the text shown
state  becomes data-state; the look is CSS
hide   whether it is hidden
vars   CSS custom properties, such as {"--a": "0.42"}
since  ms since 1970: the page shows m:ss from it, by the server's clock, in place of the text
spark  {"points": [number or None, ...], "target": number or None, "top": number or None}: a line drawn into the
       component, by a scale that reaches at least to `top`
rows   the keys of a table's rows, in order; each cell is a component of its own: layouts/page/live_table.py
label  aria-label; "{elapsed}" in it is the time since `since`, as it is read aloud

One that is None or left out is reset to nothing on the page. A part whose id begins with "row:" is none of the page's
elements but a row of a grid, with whatever cells it has: layouts/page/live_grid.py.
"""

from __future__ import annotations

from collections.abc import Mapping

Props = Mapping[str, object]
View = Mapping[str, Props]
