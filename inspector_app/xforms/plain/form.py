"""`PlainForm`: every question with its texts in all languages, its choices and its rules.

Made by `plain_form` from a loaded form. Live parts of a label become slots: `{name}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from inspector_app.xforms.definition import Item, Output, SchemaNode, TextDef, TextParts
from inspector_app.xforms.form import Form
from inspector_app.xforms.instance import Node
from inspector_app.xforms.model import Kind, Place
from inspector_app.xforms.plain.paths import Scope, canonical, root_scope, target, write_in
from inspector_app.xforms.xpath.ast import Call, Expr, Literal, Path, Step
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse

Texts: TypeAlias = Mapping[str, str]
"""Language → text; the only key is '' in a form without translations."""

_RULES = ("relevant", "readonly", "required", "constraint", "calculate", "count")
_NOTHING: Texts = {}


@dataclass(frozen=True, slots=True)
class PlainChoice:
    """One choice before filtering; `columns` are its further cells, which filters read."""

    value: str
    labels: Texts
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class PlainNode:
    """One question, group or repeat.

    Attributes:
        rules: relevant, readonly, required, constraint, calculate, count → expression by names.
        choice_list: Name of its list; '' when the choices stand in the question itself.
        choice_filter: Expression by names, '' for none.
        schema: Its definition, for wording a rule.
    """

    schema: SchemaNode
    parent: PlainNode | None
    labels: Texts
    hints: Texts
    guidance: Texts
    required_messages: Texts
    constraint_messages: Texts
    rules: Mapping[str, str]
    choices: tuple[PlainChoice, ...]
    choice_list: str
    choice_filter: str
    insp: Mapping[str, str]
    children: list[PlainNode] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Absolute path without indices."""
        return self.schema.path

    @property
    def name(self) -> str:
        """Name of the row."""
        return self.schema.name

    @property
    def kind(self) -> Kind:
        """Kind as the engine sees it."""
        return self.schema.kind

    @property
    def value_type(self) -> str:
        """Bind type; '' on groups and repeats."""
        return self.schema.value_type if self.schema.is_leaf else ""

    @property
    def default(self) -> str:
        """Fixed default, '' for none."""
        return self.schema.default if self.schema.is_leaf else ""

    @property
    def appearance(self) -> str:
        """Appearance as written."""
        return self.schema.control.appearance if self.schema.control else ""

    @property
    def parameters(self) -> Mapping[str, str]:
        """Attributes of the control: start, end, step, mediatype."""
        return self.schema.control.parameters if self.schema.control else _NOTHING

    def label(self, language: str) -> str:
        """Return the label in a language, its name when it has none."""
        return self.labels.get(language) or next(iter(self.labels.values()), "") or self.name

    def walk(self) -> Iterator[PlainNode]:
        """Yield this node and all below, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class PlainForm:
    """A whole form."""

    form: Form
    root: PlainNode
    nodes: Mapping[str, PlainNode]

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the form, `('',)` without translations."""
        return self.form.languages

    def place(self, node: PlainNode, attribute: str) -> Place:
        """Return the cell (or line) of a property."""
        return self.form.place_of(node.schema, attribute)


def plain_form(form: Form) -> PlainForm:
    """Return a form as people read it; generated `meta` nodes are left out."""
    reader = _Reader(form)
    root = reader.node(form.definition.root, None)
    return PlainForm(form, root, {node.path: node for node in root.walk()})


def language_for(form: Form, wanted: str) -> str:
    """Return the form's language for `zh` or `en`: by its code, else by its name, else default."""
    words = {"zh": ("(zh", "中文", "chinese"), "en": ("(en", "english", "英")}[wanted]
    for word in words:
        for language in form.languages:
            if word in language.lower():
                return language
    return form.default_language


class _Reader:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.itext = form.definition.itext
        self._lists: dict[tuple[str, str, str], tuple[PlainChoice, ...]] = {}

    def node(self, schema: SchemaNode, parent: PlainNode | None) -> PlainNode:
        control = schema.control
        choices, name, guard = self.choices(schema)
        found = PlainNode(
            schema=schema,
            parent=parent,
            labels=self.texts(control.label if control else None, schema),
            hints=self.texts(control.hint if control else None, schema),
            guidance=self.texts(control.hint if control else None, schema, "guidance"),
            required_messages=self.texts(schema.required_message, schema),
            constraint_messages=self.texts(schema.constraint_message, schema),
            rules={
                rule: canonical(schema.expressions[rule], schema)
                for rule in _RULES
                if schema.expressions.get(rule)
            },
            choices=choices,
            choice_list=name,
            choice_filter=guard,
            insp=dict(schema.insp),
        )
        for child in schema.children:
            if not child.is_attribute and not (parent is None and child.name == "meta"):
                found.children.append(self.node(child, found))
        return found

    def texts(self, text: TextDef | None, schema: SchemaNode, form: str = "") -> Texts:
        """Return a text in every language that has it."""
        if text is None:
            return _NOTHING
        if text.itext_id:
            return _without_dashes({
                language: self.filled(parts, schema)
                for language in self.form.languages
                if (parts := _form_of(self.itext.get(language, {}).get(text.itext_id, {}), form))
            })  # fmt: skip
        if form:
            return _NOTHING
        whole: TextParts = (Output(text.expression, 0),) if text.expression else text.parts
        shown = self.filled(whole, schema)
        return dict.fromkeys(self.form.languages, shown) if shown else _NOTHING

    def filled(self, parts: TextParts, schema: SchemaNode) -> str:
        return "".join(
            part if isinstance(part, str) else f"{{{self.slot(part.expression, schema)}}}"
            for part in parts
        )

    def slot(self, expression: str, schema: SchemaNode) -> str:
        text = canonical(expression, schema)
        plain = text.startswith("${") and text.endswith("}") and text.count("{") == 1
        return text[2:-1] if plain else text

    def choices(self, schema: SchemaNode) -> tuple[tuple[PlainChoice, ...], str, str]:
        control = schema.control
        if control is None:
            return (), "", ""
        if control.itemset is None:
            return tuple(self.item(item, schema) for item in control.items), "", ""
        itemset = control.itemset
        try:
            nodeset = parse(itemset.nodeset)
        except ExpressionError:
            return (), "", ""
        source, steps = _list_of(nodeset)
        if source is None:
            node = target(nodeset, root_scope(schema)) if isinstance(nodeset, Path) else None
            return (), f"${{{node.name}}}" if node else itemset.nodeset, ""
        key = (source, itemset.value, itemset.label)
        if key not in self._lists:
            self._lists[key] = self.listed(source, steps, itemset.value, itemset.label)
        return self._lists[key], source, _guards(steps, schema)

    def item(self, item: Item, schema: SchemaNode) -> PlainChoice:
        return PlainChoice(item.value, self.texts(item.label, schema))

    def listed(
        self, source: str, steps: tuple[Step, ...], value: str, label: str
    ) -> tuple[PlainChoice, ...]:
        document = self.form.secondary.document(source)
        nodes = [document] if document is not None else []
        for step in steps:
            nodes = [kid for node in nodes for kid in node.by_name.get(step.test, ())]
        reference = label.removeprefix("jr:itext(").removesuffix(")").strip()
        return tuple(
            PlainChoice(
                _cell(node, value),
                self.labels(node, reference, label != reference),
                {kid.name: kid.value for kid in node.kids if kid.name not in (value, reference)},
            )
            for node in nodes
        )

    def labels(self, item: Node, column: str, translated: bool) -> Texts:
        text = _cell(item, column)
        if not translated:
            return dict.fromkeys(self.form.languages, text) if text else _NOTHING
        return _without_dashes({
            language: "".join(part for part in parts if isinstance(part, str))
            for language in self.form.languages
            if (parts := _form_of(self.itext.get(language, {}).get(text, {}), ""))
        })  # fmt: skip


def _without_dashes(texts: Texts) -> Texts:
    """Leave out what pyxform writes for a translation that is missing: a dash."""
    if all(text == "-" for text in texts.values()):
        return texts
    return {language: text for language, text in texts.items() if text != "-"}


def _form_of(forms: Mapping[str, TextParts], form: str) -> TextParts:
    return forms.get(form) or (forms.get("long", ()) or forms.get("short", ()) if not form else ())


def _cell(item: Node, column: str) -> str:
    found = item.by_name.get(column)
    return found[0].value if found else ""


def _list_of(nodeset: Expr) -> tuple[str | None, tuple[Step, ...]]:
    """Return the name of the choice list a node-set reads, with its steps; randomised ones too."""
    if isinstance(nodeset, Call) and nodeset.name == "randomize" and nodeset.args:
        return _list_of(nodeset.args[0])
    if isinstance(nodeset, Path) and isinstance(nodeset.base, Call):
        call = nodeset.base
        if call.name == "instance" and len(call.args) == 1 and isinstance(call.args[0], Literal):
            return call.args[0].value, nodeset.steps
    return None, ()


def _guards(steps: tuple[Step, ...], schema: SchemaNode) -> str:
    scope = Scope(schema, None)
    return " and ".join(write_in(part, scope) for step in steps for part in step.predicates)
