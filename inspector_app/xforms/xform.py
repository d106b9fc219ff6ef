"""XForm XML → `Definition`: instance, binds, body, itext, actions, secondary instances.

Form loading calls `read_definition`. Must never evaluate an expression; texts of expressions are
kept as written for the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector_app.xforms.body import read_body
from inspector_app.xforms.definition import (
    Action,
    Definition,
    SchemaNode,
    SecondarySource,
    TextDef,
    TextParts,
)
from inspector_app.xforms.model import Bilingual
from inspector_app.xforms.refusal import FormRefusedError, refuse
from inspector_app.xforms.unsupported import unsupported_parts
from inspector_app.xforms.xform_texts import (
    is_action,
    read_action,
    reference_text,
    text_parts,
    without_predicates,
)
from inspector_app.xforms.xmlread import Element, plain_attributes

_TYPES = {
    "integer": "int", "long": "int", "double": "decimal", "datetime": "dateTime",
}  # fmt: skip
_KNOWN_TYPES = frozenset(
    ("string", "int", "boolean", "decimal", "date", "time", "dateTime", "geopoint", "geotrace",
    "geoshape", "binary", "barcode", "intent")
)  # fmt: skip
_ALWAYS = re.compile(r"""true\(\s*\)|'[^']+'|"[^"]+"|0*[1-9][0-9]*""")
_EXPRESSIONS = ("relevant", "readonly", "required", "constraint", "calculate")


def read_definition(root: Element) -> Definition:
    """Return what an XForm says.

    Raises:
        FormRefusedError: No model, no instance, a control or action without its node.
    """
    model = next((element for element in root.walk() if element.tag == "model"), None)
    if model is None:
        raise refuse("xform-structure", root.line, "XForm 没有 model", "the XForm has no model")
    primary = _primary_instance(model)
    schema_root = SchemaNode(primary.name, None)
    schema_root.kind = "group"
    templates: dict[SchemaNode, Element] = {}
    _read_instance(primary, schema_root, templates)
    _add_instance_id(primary, schema_root)
    by_path: dict[str, SchemaNode] = {}
    for node in _walk(schema_root):
        by_path[node.path] = node
    notes = _read_binds(model, by_path, schema_root)
    _name_by_bind(root, model, schema_root)
    actions = [read_action(element, "") for element in _action_elements(model)]
    body = next((element for element in root.elements() if element.tag == "h:body"), None)
    if body is not None:
        read_body(body, schema_root.path, by_path)
    notes += unsupported_parts(model, primary, body)
    for schema, element in templates.items():
        schema.template = element
    _resolve_targets(actions, by_path)
    itext, languages, default = _read_itext(model)
    title = next((element.text() for element in root.walk() if element.tag == "h:title"), "")
    nodes = _finish(schema_root, by_path)
    return Definition(
        schema_root, primary, nodes, by_path, itext, languages, default, _secondary(model, primary),
        actions, title.strip(), primary.attributes.get("id", "") or schema_root.name,
        primary.attributes.get("version", "") or primary.attributes.get("orx:version", ""),
        _namespaces(root, model, primary), notes,
    )  # fmt: skip


def _primary_instance(model: Element) -> Element:
    for instance in model.elements("instance"):
        if "id" in instance.attributes and instance.attributes.get("src"):
            continue
        element = next(instance.elements(), None)
        if element is not None:
            return element
        break
    raise refuse(
        "xform-structure", model.line, "XForm 没有主实例", "the XForm has no primary instance"
    )


def _walk(root: SchemaNode) -> Iterator[SchemaNode]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def _read_instance(
    element: Element, schema: SchemaNode, templates: dict[SchemaNode, Element]
) -> None:
    if element.raw:
        schema.attributes = {**plain_attributes(element), **schema.attributes}
    names: set[str] = set()
    if not any(True for _ in element.elements()):
        schema.default = element.text()
    for child in element.elements():
        existing = schema.by_name.get(child.name)
        if existing is None:
            existing = SchemaNode(child.name, schema)
            schema.add(existing)
        if existing.template is None:
            existing.template = child
        if "jr:template" in child.attributes:
            templates[existing] = child
        elif child.name in names:
            existing.several = True
        else:
            names.add(child.name)
        _read_instance(child, existing, templates)


def _add_instance_id(primary: Element, root: SchemaNode) -> None:
    """Add meta/instanceID where the form has none: every record needs its id."""
    meta = next((kid for kid in root.children if kid.name.rpartition(":")[2] == "meta"), None)
    if meta is not None and any(
        kid.name.rpartition(":")[2] == "instanceID" for kid in meta.children
    ):
        return
    prefix = meta.name.rpartition(":")[0] if meta else ""
    prefix = f"{prefix}:" if prefix else ""
    if meta is None:
        meta = SchemaNode("meta", root)
        root.add(meta)
        primary.add(Element("meta", "meta", primary.line))
    element = next(kid for kid in primary.elements() if kid.name == meta.name)
    element.add(Element("instanceID", f"{prefix}instanceID", primary.line))
    meta.add(SchemaNode(f"{prefix}instanceID", meta))


def _bound_path(bind: Element, root: SchemaNode) -> str:
    """Return the path a bind names; a relative one starts from the root element."""
    path = (bind.attributes.get("nodeset") or bind.attributes.get("ref") or "").strip()
    return path if path.startswith("/") else f"{root.path}/{path}"


def _read_binds(
    model: Element, by_path: dict[str, SchemaNode], root: SchemaNode
) -> list[FormRefusedError]:
    """Put every bind on its node; return those that have none."""
    notes: list[FormRefusedError] = []
    for bind in model.elements("bind"):
        attributes = bind.attributes
        path = _bound_path(bind, root)
        schema = by_path.get(path) or _attribute_node(path, by_path)
        if schema is None:
            notes.append(
                refuse(
                    "xform-bind", bind.line, f"bind 指向不存在的 {path}",
                    f"a bind names {path}, which is not there",
                )
            )  # fmt: skip
            continue
        schema.bind_line = bind.line
        kind = attributes.get("type", "")
        if kind:
            schema.value_type = _value_type(kind)
        expressions = {key: attributes[key].strip() for key in _EXPRESSIONS if key in attributes}
        if expressions:
            written = {key: text for key, text in expressions.items() if text}
            schema.expressions = {**schema.expressions, **written}
        schema.preload = attributes.get("jr:preload", "")
        schema.preload_parameters = attributes.get("jr:preloadParams", "")
        schema.save_to = attributes.get("entities:saveto", "")
        schema.required_message = _message(attributes.get("jr:requiredMsg"), bind.line)
        schema.constraint_message = _message(attributes.get("jr:constraintMsg"), bind.line)
        insp = {key[5:]: value for key, value in attributes.items() if key.startswith("insp:")}
        if "orx:max-pixels" in attributes:
            insp.setdefault("max-pixels", attributes["orx:max-pixels"])
        if insp:
            schema.insp = insp
    return notes


def _name_by_bind(root: Element, model: Element, top: SchemaNode) -> None:
    """Give controls and actions that name a bind by its id the path of that bind."""
    paths = {
        bind.attributes["id"]: _bound_path(bind, top)
        for bind in model.elements("bind")
        if "id" in bind.attributes
    }
    if not paths:
        return
    for element in root.walk():
        attributes = element.attributes
        name = attributes.get("bind", "")
        if name in paths and "ref" not in attributes and "nodeset" not in attributes:
            element.attributes = {**attributes, "ref": paths[name]}


def _value_type(written: str) -> str:
    """Return the type of a bind; what the specification does not know is text."""
    local = written.removeprefix("xsd:")
    known = _TYPES.get(local, local)
    return known if known in _KNOWN_TYPES else "string"


def _attribute_node(path: str, by_path: dict[str, SchemaNode]) -> SchemaNode | None:
    parent_path, _, name = path.rpartition("/")
    parent = by_path.get(parent_path)
    if parent is None or not name.startswith("@"):
        return None
    node = SchemaNode(name, parent)
    node.default = parent.attributes.get(name[1:], "")
    parent.add(node)
    by_path[path] = node
    return node


def _message(text: str | None, line: int) -> TextDef | None:
    if not text:
        return None
    if text.startswith("jr:itext("):
        return reference_text(text, line)
    return TextDef(parts=(text,), line=line)


def _action_elements(parent: Element) -> Iterator[Element]:
    for element in parent.elements():
        if is_action(element):
            yield element


def _resolve_targets(actions: list[Action], by_path: dict[str, SchemaNode]) -> None:
    inside = [action for node in by_path.values() for action in node.actions]
    for action in (*actions, *inside):
        path = without_predicates(action.target)
        schema = by_path.get(path) or _attribute_node(path, by_path)
        if schema is None:
            raise refuse(
                "xform-action", action.line, f"setvalue 指向不存在的 {action.target}",
                f"a setvalue names {action.target}, which is not there",
            )  # fmt: skip
        action.target_schema = schema


def _read_itext(
    model: Element,
) -> tuple[dict[str, dict[str, dict[str, TextParts]]], tuple[str, ...], str]:
    itext: dict[str, dict[str, dict[str, TextParts]]] = {}
    default = ""
    holder = model.first("itext")
    for translation in holder.elements("translation") if holder else ():
        language = translation.attributes.get("lang", "")
        entries = itext.setdefault(language, {})
        if not default or "default" in translation.attributes:
            default = language
        for text in translation.elements("text"):
            forms: dict[str, TextParts] = {}
            for value in text.elements("value"):
                forms[value.attributes.get("form", "")] = text_parts(value)
            entries[text.attributes.get("id", "")] = forms
    return itext, tuple(itext) or ("",), default


def _secondary(model: Element, primary: Element) -> dict[str, SecondarySource]:
    found: dict[str, SecondarySource] = {}
    for instance in model.elements("instance"):
        element = next(instance.elements(), None)
        if element is primary:
            continue
        name = instance.attributes.get("id", "")
        found[name] = SecondarySource(
            name, instance.attributes.get("src", ""), element, instance.line
        )
    return found


def _namespaces(root: Element, model: Element, primary: Element) -> dict[str, str]:
    declared: dict[str, str] = {}
    head = root.first("h:head")
    for element in (root, head, model):
        for key, value in (element.raw if element else {}).items():
            if key.startswith("xmlns:"):
                declared[key[6:]] = value
    prefixes: set[str] = set()
    for element in primary.walk():
        for name in (element.name, *element.raw):
            prefix, colon, _ = name.partition(":")
            if colon and prefix != "xmlns":
                prefixes.add(prefix)
    used = {prefix: uri for prefix, uri in sorted(declared.items()) if prefix in prefixes}
    own = {key: value for key, value in primary.raw.items() if key.startswith("xmlns")}
    return own | {f"xmlns:{prefix}": uri for prefix, uri in used.items() if prefix != "jr"}


def _is_note(node: SchemaNode) -> bool:
    """Return whether an input only ever shows: it has a text and its lock is a constant."""
    control = node.control
    has_text = control is not None and (control.label is not None or control.hint is not None)
    return has_text and bool(_ALWAYS.fullmatch(node.expressions.get("readonly", "")))


def _finish(root: SchemaNode, by_path: dict[str, SchemaNode]) -> list[SchemaNode]:
    nodes = list(_walk(root))
    for index, node in enumerate(nodes):
        node.index = index
        by_path[node.path] = node
        above = node.parent.repeats if node.parent else ()
        node.repeats = (*above, node.depth) if node.is_repeat or node.several else above
        if node.is_repeat:
            node.kind = "repeat"
            if node.parent is not None:
                node.parent.repeat_children += (node,)
        elif any(not child.is_attribute for child in node.children):
            node.kind = "group"
        elif node.control is not None and node.kind == "value":
            node.kind = "input"
        if node.kind == "input" and _is_note(node):
            node.kind = "note"
        if node.children and node.expressions.get("calculate") and node.kind in ("group", "repeat"):
            raise FormRefusedError(
                "xform-bind", node.place, 0,
                Bilingual(f"{node.path} 是分组，不能有计算",
                f"{node.path} is a group and cannot be calculated"),
                Bilingual("把计算移到题目上", "Move the calculation to a question"), node.name,
            )  # fmt: skip
    return nodes
