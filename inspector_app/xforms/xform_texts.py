"""Texts, references and actions inside XForm elements.

Called by the parser of the model and by that of the body. Must never evaluate an expression.
"""

from __future__ import annotations

from inspector_app.xforms.definition import Action, Output, TextDef, TextParts
from inspector_app.xforms.refusal import refuse
from inspector_app.xforms.xmlread import Element


def reference_text(expression: str, line: int) -> TextDef:
    """Return the text of a `ref`: `jr:itext('id')` or a path."""
    stripped = expression.strip()
    if stripped.startswith("jr:itext("):
        inner = stripped[len("jr:itext(") :].rstrip(") \t\r\n").strip()
        if len(inner) >= 2 and inner[0] in "'\"" and inner[-1] == inner[0]:
            return TextDef(itext_id=inner[1:-1], line=line)
    return TextDef(expression=stripped, line=line)


def text_parts(element: Element) -> TextParts:
    """Return the literal and `<output>` parts of a label or itext value."""
    parts: list[str | Output] = []
    for item in element.content:
        if isinstance(item, str):
            parts.append(item)
        elif item.tag == "output":
            expression = item.attributes.get("value") or item.attributes.get("ref") or ""
            if expression.strip():
                parts.append(Output(expression.strip(), item.line))
        else:
            parts.append(item.text())
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part != "")


ACTIONS = frozenset(("setvalue", "odk:setgeopoint"))
_UNSUPPORTED_ACTIONS = frozenset(("odk:recordaudio", "recordaudio"))
_EVENTS = {
    "odk-instance-first-load": "odk-instance-first-load", "xforms-ready": "odk-instance-first-load",
    "odk-instance-load": "odk-instance-load", "odk-new-repeat": "odk-new-repeat",
    "jr-insert": "odk-new-repeat", "xforms-value-changed": "xforms-value-changed",
}  # fmt: skip


def is_action(element: Element) -> bool:
    """Whether an element is an action we run.

    Raises:
        FormRefusedError: `xform-action` for one we do not run: it would be missing in the record.
    """
    if element.tag in _UNSUPPORTED_ACTIONS:
        raise refuse(
            "xform-action", element.line, "不支持后台录音（odk:recordaudio）",
            "recording audio in the background (odk:recordaudio) is not supported",
        )  # fmt: skip
    return element.tag in ACTIONS


def _events(element: Element) -> tuple[str, ...]:
    attributes = element.attributes
    written = (attributes.get("event") or attributes.get("ev:event") or "").split()
    unknown = [event for event in written if event not in _EVENTS]
    if unknown or not written:
        names = " ".join(unknown) or "-"
        raise refuse(
            "xform-action", element.line, f"{element.name} 的事件不支持：{names}",
            f"the event of {element.name} is not supported: {names}",
        )  # fmt: skip
    return tuple(dict.fromkeys(_EVENTS[event] for event in written))


def without_predicates(path: str) -> str:
    """Return a path without `[…]`, nested ones too."""
    depth = 0
    kept: list[str] = []
    for character in path:
        depth += (character == "[") - (character == "]")
        if depth == 0 and character != "]":
            kept.append(character)
    return "".join(kept).replace(" ", "")


def read_action(element: Element, context: str) -> Action:
    """Return a setvalue element as action; `context` is the path its relative ref starts from.

    Raises:
        FormRefusedError: `xform-action` when an event is unknown or missing.
    """
    attributes = element.attributes
    target = (attributes.get("ref") or attributes.get("bind") or "").strip()
    if not target.startswith("/") and context:
        target = f"{context}/{target}"
    return Action(
        _events(element),
        target,
        attributes.get("value", "").strip(),
        "" if "value" in attributes else element.text(),
        element.line,
        geopoint=element.tag == "odk:setgeopoint",
    )
