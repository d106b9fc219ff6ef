"""Carries typographic characters and line breaks of texts safely through pyxform.

pyxform straightens quotation marks, collapses blanks and loses line breaks in attributes. In text
columns they become private-use characters before and themselves again in the XML.
"""

from __future__ import annotations

import re

_OUT = {
    "“": "\ue001", "”": "\ue002", "‘": "\ue003", "’": "\ue004", "\n": "\ue005",
}  # fmt: skip
_BLANK = "\ue006"
_BACK = {
    "\ue001": "“", "\ue002": "”", "\ue003": "‘", "\ue004": "’", "\ue005": "&#10;", _BLANK: " ",
}  # fmt: skip
_TABLE_OUT = str.maketrans(_OUT)
_TABLE_BACK = str.maketrans(_BACK)
_RUN = re.compile(r" {2,}")
_USED = re.compile("[\ue001-\ue006]")


def holds_reserved(text: str) -> bool:
    """Return whether a text already holds one of the private-use characters."""
    return _USED.search(text) is not None


def protect(text: str) -> str:
    """Return a text that pyxform will not change."""
    return _RUN.sub(lambda run: _BLANK * len(run[0]), text.translate(_TABLE_OUT))


def unprotect(xml: str) -> str:
    """Return the XML with the characters as their author wrote them."""
    return xml.translate(_TABLE_BACK)
