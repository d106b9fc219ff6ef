"""What a person may enter into a node: checked, put into canonical spelling, or refused.

The session calls it before a transaction begins. Must never change the tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from inspector_app.errors import KnownError
from inspector_app.xforms.datatypes import NotAnAnswerError, canonical
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.instance import Node, reference_of
from inspector_app.xforms.xpath.values import MAX_TEXT

if TYPE_CHECKING:
    from inspector_app.xforms.engine import Engine


def accepted_value(engine: Engine, node: Node, value: str | None) -> str:
    """Return the text to store for a typed value.

    Raises:
        KnownError: `form.not-answerable`, `form.bad-value`.
    """
    schema = cast("SchemaNode", node.schema)
    _check_answerable(schema, node)
    text = value or ""
    if len(text) > MAX_TEXT:
        raise KnownError("form.value-too-long", ref=reference_of(node), limit=str(MAX_TEXT))
    if schema.kind == "trigger":
        return "OK" if text.strip().lower() in ("ok", "true") else ""
    if text.strip() == "" and schema.kind != "input":
        return ""
    if text == "":
        return ""
    if schema.kind in ("select1", "select", "rank"):
        return _chosen(engine, schema, node, text)
    try:
        stored = canonical(schema.value_type, text, engine.zone)
    except NotAnAnswerError as error:
        raise _bad(node, text, error.message.zh, error.message.en) from error
    if schema.kind == "range":
        _check_range(schema, node, stored)
    return stored


def _check_answerable(schema: SchemaNode, node: Node) -> None:
    if not schema.is_leaf:
        raise _refused(node, "它是分组", "it is a group")
    if "calculate" in schema.expressions:
        raise _refused(node, "它由计算得出", "it is calculated")
    if schema.preload or _is_meta(schema):
        raise _refused(node, "它由程序填写", "it is filled by the program")
    if node.readonly:
        raise _refused(node, "它是只读的", "it is read-only")


def _is_meta(schema: SchemaNode) -> bool:
    parent = schema.parent
    return parent is not None and parent.depth == 1 and parent.name.rpartition(":")[2] == "meta"


def _refused(node: Node, zh: str, en: str) -> KnownError:
    return KnownError("form.not-answerable", ref=reference_of(node), detail_zh=zh, detail_en=en)


def _bad(node: Node, value: str, zh: str, en: str) -> KnownError:
    return KnownError(
        "form.bad-value", value=value[:80], ref=reference_of(node), detail_zh=zh, detail_en=en
    )


def _chosen(engine: Engine, schema: SchemaNode, node: Node, text: str) -> str:
    listed = engine.choices.of(node)
    if schema.kind == "select1":
        value = text.strip()
        if value not in listed.allowed:
            raise _bad(node, text, "没有这个选项", "there is no such choice")
        return value
    parts = text.split()
    if schema.kind == "rank":
        if len(parts) != len(listed.allowed) or set(parts) != listed.allowed:
            raise _bad(
                node, text, "要排列全部选项，每项一次", "every choice must be ranked, once each"
            )
        return " ".join(parts)
    wanted = set(parts)
    known = [value for value in dict.fromkeys(listed.values) if value in wanted]
    if not known:
        raise _bad(node, text, "没有这个选项", "there is no such choice")
    return " ".join(known)


def _check_range(schema: SchemaNode, node: Node, stored: str) -> None:
    parameters = schema.control.parameters if schema.control else {}
    try:
        start, end = float(parameters["start"]), float(parameters["end"])
        step = abs(float(parameters.get("step", "1")))
        number = float(stored)
    except (KeyError, ValueError):
        return
    low, high = min(start, end), max(start, end)
    if not low <= number <= high:
        raise _bad(node, stored, f"要在 {low:g} 至 {high:g} 之间", f"between {low:g} and {high:g}")
    if step and abs((number - start) / step - round((number - start) / step)) > 1e-6:
        raise _bad(node, stored, f"要按 {step:g} 递进", f"in steps of {step:g}")
