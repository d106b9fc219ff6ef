"""Which outputs stand in the texts of choices, so that what shows a choice's name follows them.

The compiler of forms and that of `jr:choice-name()` call it. Must never evaluate an expression.
"""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.xforms.definition import Definition, Output, SchemaNode, TextDef


def choice_outputs(definition: Definition) -> list[Output]:
    """Return the outputs of itext texts that no control's own label uses: those of choices."""
    own: set[str] = set()
    for schema in definition.nodes:
        if schema.control is not None:
            for text in (schema.control.label, schema.control.hint):
                if text is not None and text.itext_id:
                    own.add(text.itext_id)
        for text in (schema.required_message, schema.constraint_message):
            if text is not None and text.itext_id:
                own.add(text.itext_id)
    found: dict[str, Output] = {}
    for entries in definition.itext.values():
        for text_id, forms in entries.items():
            if text_id in own:
                continue
            for parts in forms.values():
                for part in parts:
                    if isinstance(part, Output) and part.expression.startswith("/"):
                        found.setdefault(part.expression, part)
    return list(found.values())


def outputs_of(definition: Definition, text: TextDef) -> Iterator[Output]:
    """Yield the outputs of a text, in every language and form."""
    for part in text.parts:
        if isinstance(part, Output):
            yield part
    if text.itext_id:
        for entries in definition.itext.values():
            for parts in entries.get(text.itext_id, {}).values():
                for part in parts:
                    if isinstance(part, Output):
                        yield part


def outputs_of_choices(definition: Definition, select: SchemaNode) -> Iterator[Output]:
    """Yield the outputs in the labels of one select's choices."""
    control = select.control
    if control is None:
        return
    for item in control.items:
        if item.label is not None:
            yield from outputs_of(definition, item.label)
    if control.itemset is not None and "jr:itext" in control.itemset.label:
        yield from choice_outputs(definition)
