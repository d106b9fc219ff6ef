"""What a form is before anything runs: schema nodes, binds, controls, texts, actions.

The XForm parser fills it, the compiler reads it, sessions share it. Must never hold an answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspector_app.xforms.model import Kind, NodeDef, Place

if TYPE_CHECKING:
    from inspector_app.xforms.refusal import FormRefusedError
    from inspector_app.xforms.rules import Edge, Rule
    from inspector_app.xforms.xmlread import Element


@dataclass(frozen=True, slots=True)
class Output:
    """`<output value="…"/>` inside a text."""

    expression: str
    line: int


TextParts = tuple[str | Output, ...]


@dataclass(slots=True)
class TextDef:
    """A label, hint or message: literal parts, an itext id, or an expression that yields text."""

    parts: TextParts = ()
    itext_id: str = ""
    expression: str = ""
    line: int = 0


@dataclass(slots=True)
class Item:
    """A choice written in the body itself."""

    value: str
    label: TextDef | None


@dataclass(slots=True)
class Itemset:
    """Choices from a node-set; value and label are paths relative to the item."""

    nodeset: str
    value: str
    label: str
    line: int


@dataclass(slots=True)
class Action:
    """A setvalue (or odk:setgeopoint, with `geopoint`) with its events."""

    events: tuple[str, ...]
    target: str
    expression: str
    text: str
    line: int
    geopoint: bool = False
    target_schema: SchemaNode | None = None


@dataclass(slots=True)
class Control:
    """What the body says about one node."""

    tag: str
    line: int
    label: TextDef | None = None
    hint: TextDef | None = None
    itemset: Itemset | None = None
    items: list[Item] = field(default_factory=list)
    appearance: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


class SchemaNode:
    """One node of the primary instance's definition.

    Attributes:
        index: Position in document order over the whole form.
        depth: 0 for the root element.
        names: Names from the root down to this node, root included.
        repeats: Depths of the repeats among its ancestors and itself, outermost first; an element
            that the instance holds several times without a repeat counts as one here.
        several: The instance holds it several times though the body has no repeat for it.
        expressions: By property: relevant, readonly, required, constraint, calculate, count.
        rules: Compiled non-constant expressions by property.
        readers: Rules that read this node's value, with the depth both share.
        position_readers: Rules that read the position of an instance of this repeat.
        structure_readers: Rules that see other instances of this repeat; edges from its parent.
        actions: Fired by this node's events.
    """

    __slots__ = (
        "actions", "attributes", "bind_line", "by_name", "children", "constants",
        "constraint_message",
        "control", "default", "depth", "expressions", "index", "insp", "is_attribute", "is_repeat",
        "kind", "label_rules", "name", "names", "no_add_remove", "parent", "path", "place",
        "position_readers", "preload", "preload_parameters", "public", "readers",
        "repeat_children", "repeats",
        "required_message", "rules", "save_to", "several", "structure_readers", "template",
        "value_type",
    )  # fmt: skip

    def __init__(self, name: str, parent: SchemaNode | None) -> None:
        self.name = name
        self.parent = parent
        self.path: str = f"{parent.path}/{name}" if parent else f"/{name}"
        self.names: tuple[str, ...] = (*parent.names, name) if parent else (name,)
        self.depth: int = parent.depth + 1 if parent else 0
        self.index = 0
        self.children: list[SchemaNode] = []
        self.by_name: dict[str, SchemaNode] = {}
        self.attributes: dict[str, str] = {}
        self.is_attribute = name.startswith("@")
        self.is_repeat = False
        self.several = False
        self.repeats: tuple[int, ...] = ()
        self.repeat_children: list[SchemaNode] = []
        self.default = ""
        self.kind: Kind = "value"
        self.value_type = "string"
        self.expressions: dict[str, str] = {}
        self.constants: dict[str, bool] = {}
        self.rules: dict[str, Rule] = {}
        self.label_rules: list[Rule] = []
        self.readers: list[Edge] = []
        self.position_readers: list[Edge] = []
        self.structure_readers: list[Edge] = []
        self.required_message: TextDef | None = None
        self.constraint_message: TextDef | None = None
        self.preload = ""
        self.preload_parameters = ""
        self.save_to = ""
        self.insp: dict[str, str] = {}
        self.control: Control | None = None
        self.actions: list[Action] = []
        self.template: Element | None = None
        self.no_add_remove = False
        self.bind_line = 0
        self.place = Place()
        self.public: NodeDef | None = None

    def add(self, child: SchemaNode) -> None:
        """Append a child definition."""
        self.children.append(child)
        self.by_name[child.name] = child

    @property
    def counted(self) -> bool:
        """Whether jr:count decides the number of instances."""
        return "count" in self.expressions

    @property
    def is_leaf(self) -> bool:
        """Whether it can hold a value."""
        return not self.children and not self.is_repeat and self.kind != "group"

    def definition(self) -> NodeDef:
        """Return the public value others hold."""
        if self.public is None:
            self.public = NodeDef(
                self.path, self.name, self.kind, "" if not self.is_leaf else self.value_type,
                self.insp,
                tuple(child.definition() for child in self.children if not child.is_attribute),
                self.control.appearance if self.control else "", self._parameters(),
            )  # fmt: skip
        return self.public

    def _parameters(self) -> dict[str, str]:
        parameters = dict(self.control.parameters) if self.control else {}
        if self.is_repeat and (self.counted or self.no_add_remove):
            parameters["counted"] = "1"
        return parameters


@dataclass(slots=True)
class SecondarySource:
    """A secondary instance: inline element or an address."""

    id: str
    src: str
    element: Element | None
    line: int


@dataclass(slots=True)
class Definition:
    """Everything the XForm says.

    Attributes:
        root_element: The primary instance as written, for defaults and initial instances.
        nodes: All schema nodes in document order, attributes included.
        itext: language → id → form ('' or `short`, `guidance`, `image`, `audio`, `video`) → parts.
        namespaces: `xmlns` attributes in scope of the primary instance, for serialising.
        notes: Binds of nodes that are not there; they are passed over.
    """

    root: SchemaNode
    root_element: Element
    nodes: list[SchemaNode]
    by_path: dict[str, SchemaNode]
    itext: dict[str, dict[str, dict[str, TextParts]]]
    languages: tuple[str, ...]
    default_language: str
    secondary: dict[str, SecondarySource]
    actions: list[Action]
    title: str
    form_id: str
    version: str
    namespaces: dict[str, str]
    notes: list[FormRefusedError] = field(default_factory=list)
