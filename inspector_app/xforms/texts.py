"""Labels, hints, messages and choice names in one language, outputs filled with live values.

Session and engine call it. Must never change anything; a missing text is ''.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from inspector_app.xforms.choices import ChoiceList
from inspector_app.xforms.definition import Item, SchemaNode, TextDef, TextParts
from inspector_app.xforms.instance import Node
from inspector_app.xforms.model import Choice
from inspector_app.xforms.program import Program
from inspector_app.xforms.xpath.compiled import as_text
from inspector_app.xforms.xpath.compiler import Compiler
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError
from inspector_app.xforms.xpath.parser import parse

if TYPE_CHECKING:
    from inspector_app.xforms.runtime import FormRuntime

_MEDIA = ("image", "audio", "video")


class TextBook:
    """All texts of one form."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._itext = program.definition.itext
        self._default = program.definition.default_language
        self._has_media = any(
            form in forms
            for entries in self._itext.values()
            for forms in entries.values()
            for form in _MEDIA
        )

    def text(
        self, engine: FormRuntime, node: Node, text: TextDef | None, language: str
    ) -> str | None:
        """Return a label, hint or message as seen from a node; None when there is none."""
        if text is None:
            return None
        if text.itext_id:
            return self.itext(engine, text.itext_id, node, language) or ""
        if text.expression:
            return self._output(text.expression, node)(Context(node, engine))
        return self._fill(engine, node, text.parts)

    def itext(self, engine: FormRuntime, text_id: str, node: Node, language: str) -> str | None:
        """Return an itext text; falls back to the default language, then to None."""
        for candidate in (language, self._default):
            forms = self._itext.get(candidate, {}).get(text_id)
            if forms is not None:
                for form in ("", "long", "short"):
                    if form in forms:
                        return self._fill(engine, node, forms[form])
                return ""
        return None

    def media(self, text: TextDef | None, language: str) -> dict[str, str]:
        """Return the file names of a text's image, audio and video."""
        if text is None or not text.itext_id:
            return {}
        forms = self._itext.get(language, {}).get(text.itext_id, {})
        found: dict[str, str] = {}
        for form in _MEDIA:
            parts = forms.get(form)
            if parts:
                found[form] = "".join(part for part in parts if isinstance(part, str)).strip()
        return found

    def choices(self, engine: FormRuntime, node: Node, listed: ChoiceList) -> tuple[Choice, ...]:
        """Return choices with their labels in the active language."""
        key = self._media_key(node)
        return tuple(
            Choice(
                value, self._choice_label(engine, node, item, value),
                *self._choice_media(item, key, engine.language()),
            )
            for value, item in zip(listed.values, listed.items, strict=True)
        )  # fmt: skip

    def _media_key(self, node: Node) -> str:
        """Return the child of an item that holds the id of its text, '' when there is no media."""
        if not self._has_media:
            return ""
        schema = cast("SchemaNode", node.schema)
        itemset = schema.control.itemset if schema.control else None
        label = itemset.label if itemset is not None else ""
        return label[len("jr:itext(") :].rstrip(") ") if label.startswith("jr:itext(") else ""

    def _choice_media(
        self, item: Node | Item, key: str, language: str
    ) -> tuple[()] | tuple[dict[str, str]]:
        if not self._has_media:
            return ()
        if isinstance(item, Item):
            found = self.media(item.label, language)
        else:
            cells = item.by_name.get(key.strip())
            found = self.media(TextDef(itext_id=cells[0].text()), language) if cells else {}
        return (found,) if found else ()

    def choice_name(self, engine: FormRuntime, value: str, node: Node) -> str:
        """Return the label of one choice of a select, '' when there is none."""
        schema = node.schema
        if schema is None or schema.kind not in ("select", "select1", "rank"):
            return ""
        listed = engine.choices.of(node)
        for candidate, item in zip(listed.values, listed.items, strict=True):
            if candidate == value:
                return self._choice_label(engine, node, item, value)
        return ""

    def _choice_label(self, engine: FormRuntime, node: Node, item: Node | Item, value: str) -> str:
        if isinstance(item, Item):
            return self.text(engine, node, item.label, engine.language()) or (
                value if item.label is None else ""
            )
        schema = cast("SchemaNode", node.schema)
        itemset = self._program.itemsets[schema.index]
        if itemset.label is None:
            return value
        context = Context(node, engine)
        context.node = item
        return itemset.label(context)

    def _fill(self, engine: FormRuntime, node: Node, parts: TextParts) -> str:
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        out: list[str] = []
        for part in parts:
            if isinstance(part, str):
                out.append(part)
            else:
                out.append(self._output(part.expression, node)(Context(node, engine)))
        return "".join(out)

    def _output(self, expression: str, node: Node) -> Callable[[Context], str]:
        schema = cast("SchemaNode", node.schema)
        key = (schema.index, expression)
        found = self._program.texts.get(key)
        if found is None:
            compiler = Compiler(self._program.definition, schema)
            try:
                found = as_text(compiler.compile(parse(expression)))
            except ExpressionError:
                found = _nothing
            self._program.texts[key] = found
        return found


def _nothing(_: Context) -> str:
    return ""
