"""Reads XML into light elements with line numbers and names as written.

XForm parser and secondary instances call it. Works on expat directly, with the guards of defusedxml
(no DTD, no entities, nothing external), because both the prefixes as written and line numbers are
needed and ElementTree loses them. Must never fetch anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from xml.parsers import expat

_KNOWN = {
    "http://www.w3.org/2002/xforms": "",
    "http://www.w3.org/1999/xhtml": "h",
    "http://www.w3.org/2001/xml-events": "ev",
    "http://openrosa.org/javarosa": "jr",
    "http://openrosa.org/xforms": "orx",
    "http://openrosa.org/xforms/": "orx",
    "http://www.opendatakit.org/xforms": "odk",
    "http://www.opendatakit.org/xforms/entities": "entities",
    "urn:inspector:form:1": "insp",
}
MAX_DEPTH = 200
MAX_ELEMENTS = 600_000
"""A form with a list of 100,000 choices has half a million."""


class XmlError(Exception):
    """The text is not XML we read; `line` is 1-based, 0 when unknown."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.line = line
        self.zh = zh
        self.en = en


class Element:
    """One element.

    Attributes:
        tag: Canonical name: known namespaces get their usual prefix, XForms none.
        name: Name as written.
        attributes: By canonical name (`jr:count`, `nodeset`).
        raw: Attributes as written, xmlns too, in order.
        content: Texts and elements in order.
    """

    __slots__ = ("attributes", "content", "line", "name", "raw", "tag")

    def __init__(self, tag: str, name: str, line: int) -> None:
        self.tag = tag
        self.name = name
        self.line = line
        self.attributes: Mapping[str, str] = _NO_ATTRIBUTES
        self.raw: Mapping[str, str] = _NO_ATTRIBUTES
        self.content: list[Element | str] = _NO_CONTENT

    def add(self, item: Element | str) -> None:
        """Append a child element or a text."""
        if self.content is _NO_CONTENT:
            self.content = [item]
        else:
            self.content.append(item)

    def elements(self, tag: str | None = None) -> Iterator[Element]:
        """Yield child elements, of one canonical tag if given."""
        for item in self.content:
            if not isinstance(item, str) and (tag is None or item.tag == tag):
                yield item

    def first(self, tag: str) -> Element | None:
        """Return the first child of a canonical tag."""
        return next(self.elements(tag), None)

    def text(self) -> str:
        """Return own text, not that of children."""
        return "".join(item for item in self.content if isinstance(item, str))

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below, document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(list(element.elements())))


_NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})
_NO_CONTENT: list[Element | str] = []


def plain_attributes(element: Element) -> dict[str, str]:
    """Return the attributes that an instance node keeps: no namespaces, no jr:template."""
    return {
        key: value
        for key, value in element.raw.items()
        if not key.startswith("xmlns") and element.attributes.get("jr:template") is not value
    }


class _Builder:
    def __init__(self) -> None:
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.EntityDeclHandler = self.refuse_entity
        self.parser.UnparsedEntityDeclHandler = self.refuse_entity
        self.parser.ExternalEntityRefHandler = self.refuse_entity
        self.stack: list[Element] = []
        self.root: Element | None = None
        self.scope: dict[str, str] = {}  # prefix → usual prefix of its namespace
        self.tags: dict[str, str] = {}  # names met in this scope → canonical names
        self.outer: list[tuple[int, dict[str, str], dict[str, str]]] = []

    def refuse_doctype(self, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise XmlError(line, "XML 中不允许 DOCTYPE", "a DOCTYPE is not allowed in the XML")

    def refuse_entity(self, *_: object) -> int:
        line = self.parser.CurrentLineNumber
        raise XmlError(
            line, "XML 中不允许实体声明", "entity declarations are not allowed in the XML"
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        stack = self.stack
        if len(stack) >= MAX_DEPTH:
            line = self.parser.CurrentLineNumber
            raise XmlError(line, "XML 嵌套过深", "the XML is nested too deeply")
        self.count += 1
        if self.count > MAX_ELEMENTS:
            line, most = self.parser.CurrentLineNumber, f"{MAX_ELEMENTS:,}"
            raise XmlError(line, f"XML 元素超过 {most} 个", f"the XML has over {most} elements")
        prefixed = False
        for key in attributes:
            if ":" in key or key == "xmlns":
                prefixed = True
                self.declare(attributes)
                break
        tag = self.tags.get(name)
        if tag is None:
            tag = self.tags[name] = _canonical(name, self.scope)
        element = Element(tag, name, self.parser.CurrentLineNumber)
        if attributes:
            element.raw = element.attributes = attributes
        if prefixed:
            element.attributes = {
                _canonical(key, self.scope) if ":" in key else key: value
                for key, value in attributes.items()
            }
        if stack:
            stack[-1].add(element)
        elif self.root is None:
            self.root = element
        stack.append(element)

    def declare(self, attributes: Mapping[str, str]) -> None:
        """Open a new scope when an element binds prefixes."""
        own = {
            key[6:]: _KNOWN.get(value, key[6:])
            for key, value in attributes.items()
            if key.startswith("xmlns") and key[5:6] in ("", ":")
        }
        if own:
            self.outer.append((len(self.stack), self.scope, self.tags))
            self.scope, self.tags = self.scope | own, {}

    def end(self, _: str) -> None:
        stack = self.stack
        stack.pop()
        if self.outer and self.outer[-1][0] == len(stack):
            _depth, self.scope, self.tags = self.outer.pop()

    def characters(self, data: str) -> None:
        if self.stack:
            self.stack[-1].add(data)


def _canonical(name: str, scope: dict[str, str]) -> str:
    """Return a name with the usual prefix of its namespace."""
    prefix, colon, local = name.partition(":")
    if not colon:
        prefix, local = "", name
    known = scope.get(prefix, prefix)
    return f"{known}:{local}" if known else local


def read_xml(data: bytes) -> Element:
    """Return the root element.

    Raises:
        XmlError: Not well-formed, a DTD or entity, deeper than 200 levels.
    """
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as error:
        text = expat.ErrorString(error.code)
        raise XmlError(
            error.lineno, f"XML 格式错误（{text}）", f"not well-formed ({text})"
        ) from error
    except (LookupError, ValueError) as error:
        raise XmlError(1, "XML 的字符编码无法识别", "the encoding of the XML is unknown") from error
    if builder.root is None:
        raise XmlError(1, "XML 是空的", "the XML is empty")
    return builder.root
