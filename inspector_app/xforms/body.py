"""The body of an XForm: controls, groups, repeats and the texts and actions inside them.

The XForm parser calls `read_body`. Must never change a bind.
"""

from __future__ import annotations

from inspector_app.xforms.definition import Control, Item, Itemset, SchemaNode, TextDef
from inspector_app.xforms.model import Kind
from inspector_app.xforms.refusal import refuse
from inspector_app.xforms.xform_texts import is_action, read_action, reference_text, text_parts
from inspector_app.xforms.xmlread import Element

_KINDS: dict[str, Kind] = {
    "input": "input", "secret": "input", "select1": "select1", "select": "select",
    "odk:rank": "rank", "rank": "rank", "range": "range", "upload": "upload", "trigger": "trigger",
}  # fmt: skip
_TEXTS = ("label", "hint")
_PARAMETERS = ("start", "end", "step", "mediatype", "accuracyThreshold", "rows", "query")


def read_body(body: Element, root: str, by_path: dict[str, SchemaNode]) -> None:
    """Attach every control of the body to its node.

    Args:
        root: Path of the root element; references without `/` start there.
    Raises:
        FormRefusedError: `xform-body` when a control names a node that is not there.
    """
    _read_children(body, root, by_path, None)


def _read_children(
    parent: Element, context: str, by_path: dict[str, SchemaNode], wrapper: Element | None
) -> None:
    for element in parent.elements():
        if element.tag == "group":
            _read_group(element, context, by_path)
        elif element.tag == "repeat":
            _read_repeat(element, context, by_path, wrapper)
        elif element.tag in _KINDS:
            _read_control(element, context, by_path)


def _path(element: Element, context: str, key: str = "ref") -> str:
    attributes = element.attributes
    other = "nodeset" if key == "ref" else "ref"
    path = (attributes.get(key) or attributes.get(other) or "").strip()
    if path and not path.startswith("/"):
        return f"{context}/{path}"
    return path


def _find(path: str, element: Element, by_path: dict[str, SchemaNode]) -> SchemaNode:
    schema = by_path.get(path)
    if schema is None:
        raise refuse(
            "xform-body", element.line, f"题目指向不存在的 {path}",
            f"a control names {path}, which is not there",
        )  # fmt: skip
    return schema


def _read_group(element: Element, context: str, by_path: dict[str, SchemaNode]) -> None:
    path = _path(element, context)
    schema = by_path.get(path) if path else None
    if path and schema is None:
        raise _missing(path, element)
    repeat = element.first("repeat")
    is_wrapper = repeat is not None and (
        _path(repeat, context, "nodeset") == path if schema is not None else _is_alone(element)
    )
    if schema is not None and not is_wrapper:
        schema.kind = "group"
        schema.control = _control(element)
    _read_children(element, path or context, by_path, element if is_wrapper else None)


def _is_alone(group: Element) -> bool:
    """Return whether a group without node holds one repeat and nothing else to answer."""
    return [child.tag for child in group.elements() if child.tag not in _TEXTS] == ["repeat"]


def _missing(path: str, element: Element) -> Exception:
    return refuse(
        "xform-body", element.line, f"分组指向不存在的 {path}",
        f"a group names {path}, which is not there",
    )  # fmt: skip


def _read_repeat(
    element: Element, context: str, by_path: dict[str, SchemaNode], wrapper: Element | None
) -> None:
    path = _path(element, context, "nodeset")
    schema = _find(path, element, by_path)
    schema.is_repeat = True
    schema.control = _control(wrapper if wrapper is not None else element)
    if wrapper is None:  # the heading of rows is the label of the group around them
        schema.control.label = schema.control.hint = None
    if not schema.control.appearance:
        schema.control.appearance = element.attributes.get("appearance", "")
    count = element.attributes.get("jr:count", "").strip()
    if count:
        schema.expressions = {**schema.expressions, "count": count}
    schema.no_add_remove = "true" in element.attributes.get("jr:noAddRemove", "")
    _read_actions(element, schema)
    _read_children(element, path, by_path, None)


def _read_actions(element: Element, schema: SchemaNode) -> None:
    context = schema.path if schema.is_repeat else (schema.parent.path if schema.parent else "")
    schema.actions += tuple(
        read_action(child, context) for child in element.elements() if is_action(child)
    )


def _control(element: Element) -> Control:
    control = Control(
        element.tag, element.line, appearance=element.attributes.get("appearance", "")
    )
    for child in element.elements():
        if child.tag in _TEXTS:
            reference = child.attributes.get("ref")
            text = (
                reference_text(reference, child.line)
                if reference
                else TextDef(parts=text_parts(child), line=child.line)
            )
            if child.tag == "label":
                control.label = text
            else:
                control.hint = text
    parameters = {key: element.attributes[key] for key in _PARAMETERS if key in element.attributes}
    if parameters:
        control.parameters = parameters
    return control


def _read_control(element: Element, context: str, by_path: dict[str, SchemaNode]) -> None:
    schema = _find(_path(element, context), element, by_path)
    schema.kind = _KINDS[element.tag]
    control = _control(element)
    schema.control = control
    if schema.kind in ("select", "select1", "rank"):
        for child in element.elements():
            if child.tag == "itemset" and control.itemset is None:
                control.itemset = _itemset(child)
        control.items = tuple(_item(child) for child in element.elements("item"))
    _read_actions(element, schema)


def _itemset(element: Element) -> Itemset:
    value = element.first("value")
    label = element.first("label")
    return Itemset(
        element.attributes.get("nodeset", "").strip(),
        (value.attributes.get("ref", "") if value else "").strip() or "name",
        (label.attributes.get("ref", "") if label else "").strip(),
        element.line,
    )


def _item(element: Element) -> Item:
    value = element.first("value")
    label = element.first("label")
    text: TextDef | None = None
    if label is not None:
        reference = label.attributes.get("ref")
        text = (
            reference_text(reference, label.line)
            if reference
            else TextDef(parts=text_parts(label), line=label.line)
        )
    return Item(value.text().strip() if value else "", text)
