"""What a form is before anything runs: schema nodes, binds, controls, texts, actions.

The XForm parser fills it, the compiler reads it, sessions share it. Must never hold an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from inspector_app.xforms.model import Kind, NodeDef, Place

if TYPE_CHECKING:
    from inspector_app.xforms.refusal import FormRefusedError
    from inspector_app.xforms.rules import Edge, Rule
    from inspector_app.xforms.xmlread import Element
    from inspector_app.xforms.xpath.compiled import Compiled


_NOTHING: Mapping[str, str] = MappingProxyType({})


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
    """A setvalue (or odk:setgeopoint, with `geopoint`) with its events.

    Attributes:
        target: Absolute path as written, predicates too.
        target_schema: The node it names, found when the form is read.
    """

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
    items: tuple[Item, ...] = ()
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


class SchemaNode:
    """One node of the primary instance's definition.

    What most nodes have none of is one shared empty value: a form of thousands of questions would
    hold ten times as many empty lists.

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
        "kind", "label_rules", "name", "names", "no_add_remove", "parent", "path",
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
        self.children: list[SchemaNode] = _NO_CHILDREN
        self.by_name: dict[str, SchemaNode] = _NO_NAMES
        self.attributes: Mapping[str, str] = _NOTHING
        self.is_attribute = name.startswith("@")
        self.is_repeat = False
        self.several = False
        self.repeats: tuple[int, ...] = ()
        self.repeat_children: tuple[SchemaNode, ...] = ()
        self.default = ""
        self.kind: Kind = "value"
        self.value_type = "string"
        self.expressions: Mapping[str, str] = _NOTHING
        self.constants: Mapping[str, bool] = _NO_CONSTANTS
        self.rules: Mapping[str, Rule] = _NO_RULES
        self.label_rules: tuple[Rule, ...] = ()
        self.readers: tuple[Edge, ...] = ()
        self.position_readers: tuple[Edge, ...] = ()
        self.structure_readers: tuple[Edge, ...] = ()
        self.required_message: TextDef | None = None
        self.constraint_message: TextDef | None = None
        self.preload = ""
        self.preload_parameters = ""
        self.save_to = ""
        self.insp: Mapping[str, str] = _NOTHING
        self.control: Control | None = None
        self.actions: tuple[Action, ...] = ()
        self.template: Element | None = None
        self.no_add_remove = False
        self.bind_line = 0
        self.public: NodeDef | None = None

    def add(self, child: SchemaNode) -> None:
        """Append a child definition."""
        if self.children is _NO_CHILDREN:
            self.children, self.by_name = [], {}
        self.children.append(child)
        self.by_name[child.name] = child

    @property
    def place(self) -> Place:
        """Line of its bind in the XML."""
        return Place(row=self.bind_line)

    @property
    def counted(self) -> bool:
        """Whether jr:count decides the number of instances."""
        return "count" in self.expressions

    @property
    def is_leaf(self) -> bool:
        """Whether it can hold a value."""
        if self.is_repeat or self.kind == "group":
            return False
        return not self.children or all(child.is_attribute for child in self.children)

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


_NO_CHILDREN: list[SchemaNode] = []
_NO_NAMES: dict[str, SchemaNode] = {}
_NO_CONSTANTS: Mapping[str, bool] = MappingProxyType({})
_NO_RULES: Mapping[str, Rule] = MappingProxyType({})


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
        only_nodes: Paths to nodes outside repeats as the compiler made them, by schema index.
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
    only_nodes: dict[int, Compiled] = field(default_factory=dict)
