"""Builds instance nodes from the form's own XML: the first tree and every new repeat instance.

Engine and draft call it. Must never run logic.
"""

from __future__ import annotations

from datetime import tzinfo

from inspector_app.xforms.datatypes import stored_default
from inspector_app.xforms.definition import Definition, SchemaNode
from inspector_app.xforms.instance import Node
from inspector_app.xforms.xmlread import Element, plain_attributes


class TreeBuilder:
    """Makes nodes and numbers them.

    Attributes:
        unique: By schema index, the one node of every schema node outside repeats.
    """

    def __init__(self, definition: Definition, zone: tzinfo) -> None:
        self.definition = definition
        self._zone = zone
        self.unique: list[Node | None] = [None] * len(definition.nodes)
        self.next_serial = 0

    def first_tree(self) -> Node:
        """Return the root of a fresh instance with the form's defaults."""
        return self.build(self.definition.root_element, self.definition.root, None)

    def new_node(self, schema: SchemaNode, parent: Node | None) -> Node:
        """Return one node without children, not yet in its parent's lists."""
        node = Node(schema.name, schema, parent)
        node.serial = self.next_serial
        self.next_serial += 1
        if not schema.repeats:
            self.unique[schema.index] = node
        if schema.attributes:
            node.attributes = dict(schema.attributes)
        return node

    def build(
        self, element: Element, schema: SchemaNode, parent: Node | None, *, blank: bool = False
    ) -> Node:
        """Return a node with everything below; repeat templates make no instance.

        Args:
            blank: Take the structure only, no default.
        """
        node = self.new_node(schema, parent)
        node.attributes = (plain_attributes(element) or None) if element.raw else None
        has_children = False
        for child in element.elements():
            has_children = True
            child_schema = schema.by_name[child.name]
            if child_schema.is_repeat and "jr:template" in child.attributes:
                continue
            node.append(self.build(child, child_schema, node, blank=blank))
        if not has_children and not blank:
            text = element.text()
            node.value = text and stored_default(schema.value_type, text, self._zone)
        self.add_attributes(node)
        return node

    def add_attributes(self, node: Node) -> None:
        """Give a node the attribute nodes that the form computes."""
        schema = node.schema
        if schema is None:
            return
        for child in schema.children:
            if child.is_attribute and child.name not in node.by_name:
                attribute = self.new_node(child, node)
                own = node.attributes or {}
                attribute.value = own.pop(child.name[1:], child.default)
                node.open()
                node.by_name[child.name] = [attribute]

    def new_instance(self, schema: SchemaNode, parent: Node) -> Node:
        """Return a new instance of a repeat from its template, not yet in its parent's lists.

        Without `jr:template` the first instance gives the structure; what is written in it belongs
        to that instance alone (ODK XForms specification, "Default values in repeats").
        """
        if schema.template is None:
            raise ValueError("a repeat has no template")
        blank = "jr:template" not in schema.template.attributes
        return self.build(schema.template, schema, parent, blank=blank)

    def specimen(self, schema: SchemaNode, parent: Node) -> Node:
        """Return what a new instance would be, to compare with; it takes no number."""
        serial = self.next_serial
        try:
            return self.new_instance(schema, parent)
        finally:
            self.next_serial = serial
