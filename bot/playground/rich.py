"""The shape of a rich_text block."""

from __future__ import annotations

from bot.playground.elements import ID, TYPE
from bot.playground.schema import anything, by_type, choice, flag, items, number, record, string

_MARKS = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE = {"style": record({}, dict.fromkeys(_MARKS, flag))}
_INLINE = by_type(
    {
        "text": record(TYPE | {"text": string(1)}, _STYLE),
        "link": record(TYPE | {"url": string(1)}, _STYLE | {"text": string(), "unsafe": flag}),
        "emoji": record(TYPE | {"name": string(1)}, _STYLE | {"unicode": string(), "skin_tone": number(1, 6)}),
        "user": record(TYPE | {"user_id": string(1)}, _STYLE),
        "usergroup": record(TYPE | {"usergroup_id": string(1)}, _STYLE),
        "channel": record(TYPE | {"channel_id": string(1)}, _STYLE),
        "broadcast": record(TYPE | {"range": choice("here", "channel", "everyone")}, _STYLE),
        "color": record(TYPE | {"value": string(1)}, _STYLE),
        "date": record(
            TYPE | {"timestamp": anything, "format": string(1)}, _STYLE | {"url": string(), "fallback": string()}
        ),
    }
)
_RUN = TYPE | {"elements": items(_INLINE)}
_BORDER = {"border": number(0, 1)}
_SECTION = record(_RUN)
_LIST = record(
    TYPE | {"style": choice("bullet", "ordered"), "elements": items(by_type({"rich_text_section": _SECTION}))},
    _BORDER | {"indent": number(0, 8), "offset": number(0, 1_000_000)},
)
_PARTS = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": _LIST,
        "rich_text_preformatted": record(_RUN, _BORDER | {"language": string()}),
        "rich_text_quote": record(_RUN, _BORDER),
    }
)
RICH_TEXT = record(TYPE | {"elements": items(_PARTS)}, {"block_id": ID})
