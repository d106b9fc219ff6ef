"""Secondary instances: inline lists, and XML, CSV or GeoJSON files named by `jr://` addresses.

The form loads them once; sessions share nodes and hash indexes. Must never open a file outside the
media folders and files it was given.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.xforms.definition import SecondarySource
from inspector_app.xforms.instance import Node
from inspector_app.xforms.xmlread import Element, XmlError, read_xml

MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_CELLS = 1_000_000
"""Cells of one list: half a gigabyte and some seconds."""

_LAST_SAVED = "jr://instance/last-saved"


class SecondaryInstances:
    """All secondary instances of one form.

    Attributes:
        missing: `jr://` addresses without a readable file; they read as empty.
        last_saved: Names of instances that mean the last record; each session brings its own.
    """

    def __init__(self, sources: dict[str, SecondarySource], media: Sequence[Path]) -> None:
        self._documents: dict[str, Node | None] = {}
        self._indexes: dict[tuple[str, tuple[str, ...], str], dict[str, list[Node]]] = {}
        self.missing: tuple[str, ...] = ()
        self.last_saved = frozenset(
            source.id for source in sources.values() if source.src == _LAST_SAVED
        )
        files = _files(media)
        missing: list[str] = []
        for source in sources.values():
            document = self._load(source, files)
            self._documents[source.id] = document
            source.element = None  # the nodes have taken its place
            if document is None and source.src and source.src != _LAST_SAVED:
                missing.append(source.src)
        self.missing = tuple(missing)

    def _load(self, source: SecondarySource, files: dict[str, Path]) -> Node | None:
        if not source.src:
            return document_of(source.element) if source.element is not None else None
        name = source.src.rpartition("/")[2]
        path = files.get(name)
        if path is None:  # what stands inside is a placeholder for readers that know no files
            return None
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                return None
            data = path.read_bytes()
            if name.lower().endswith(".csv"):
                return document_of_csv(data, name)
            if name.lower().endswith((".geojson", ".json")):
                return document_of_geojson(data)
            return document_of(read_xml(data))
        except (OSError, XmlError, ValueError, csv.Error, RecursionError):
            return None

    def with_last(self, last: bytes) -> SecondaryInstances:
        """Return the same instances with a final document as the last record.

        Raises:
            KnownError: `form.last-damaged` when it cannot be read.
        """
        try:
            document = document_of(read_xml(last))
        except XmlError as error:
            raise KnownError("form.last-damaged", detail=error.en) from error
        own = SecondaryInstances({}, ())
        own.missing, own.last_saved = self.missing, self.last_saved
        own._documents = self._documents | dict.fromkeys(self.last_saved, document)
        own._indexes = {
            key: index for key, index in self._indexes.items() if key[0] not in self.last_saved
        }
        return own

    def document(self, name: str) -> Node | None:
        """Return the document node, whose only child is the root element; None when empty."""
        return self._documents.get(name)

    def index(self, name: str, path: tuple[str, ...], key: str) -> dict[str, list[Node]]:
        """Return the items at a path by the text of one child, in document order."""
        identity = (name, path, key)
        found = self._indexes.get(identity)
        if found is None:
            found = {}
            for item in _at(self._documents.get(name), path):
                if key.startswith("@"):
                    own = (item.attributes or {}).get(key[1:])
                    if own is not None:
                        found.setdefault(own, []).append(item)
                    continue
                cells = item.by_name.get(key, ())
                if len(cells) == 1:
                    found.setdefault(cells[0].text(), []).append(item)
                    continue
                for text in dict.fromkeys(cell.text() for cell in cells):
                    found.setdefault(text, []).append(item)
            self._indexes[identity] = found
        return found


def _at(document: Node | None, path: tuple[str, ...]) -> Iterable[Node]:
    nodes = [] if document is None else [document]
    for name in path:
        nodes = [kid for node in nodes for kid in node.by_name.get(name, ())]
    return nodes


def _files(media: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for entry in media:
        if entry.is_dir():
            for path in sorted(entry.iterdir()):
                if path.is_file():
                    found.setdefault(path.name, path)
        elif entry.is_file():
            found.setdefault(entry.name, entry)
    return found


def document_of(root: Element) -> Node:
    """Return a document node over an XML element."""
    document = Node("", None, None)
    stack = [(root, document)]
    while stack:
        element, parent = stack.pop()
        node = Node(element.name, None, parent)
        if element.raw:
            node.attributes = dict(element.raw)
        children = list(element.elements())
        if not children:
            node.value = element.text()
        parent.append(node)
        stack.extend((child, node) for child in reversed(children))
    _order(document)
    return document


def _order(document: Node) -> None:
    """Number all items, so that a union of lookups can be put back into document order."""
    for number, node in enumerate(document.walk()):
        node.serial = number


def _text_of(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def document_of_csv(data: bytes, file: str = "") -> Node:
    """Return `root/item/column` nodes of a CSV; `;` is taken where the header has no comma.

    Raises:
        KnownError: `form.too-large` beyond `MAX_CELLS`.
    """
    text = _text_of(data)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    document = Node("", None, None)
    root = Node("root", None, document)
    document.append(root)
    names = [name.strip() for name in next(rows, [])]
    cells = 0
    for row in rows:
        if not any(row):
            continue
        cells += len(names)
        if cells > MAX_CELLS:
            raise KnownError(
                "form.too-large", name=file, what_zh="外部名单的格数",
                what_en="the number of cells of an external list", size=f"{cells:,}",
                limit=f"{MAX_CELLS:,}",
            )  # fmt: skip
        item = Node("item", None, root)
        root.append(item)
        for name, value in zip(names, [*row, *[""] * (len(names) - len(row))], strict=False):
            if name:
                cell = Node(name, None, item)
                cell.value = value
                item.append(cell)
    _order(document)
    return document


def document_of_geojson(data: bytes) -> Node:
    """Return `root/item` nodes of a feature collection: geometry, id and properties.

    Source: ODK XForms specification, "External secondary instances": coordinates as `lat lon 0 0`.
    """
    content = json.loads(_text_of(data))
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise ValueError("not a feature collection")
    document = Node("", None, None)
    root = Node("root", None, document)
    document.append(root)
    for feature in features:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ValueError("not a feature")
        item = Node("item", None, root)
        root.append(item)
        cells = {"geometry": _geometry(feature.get("geometry") or {})}
        if feature.get("id") is not None:
            cells["id"] = str(feature["id"])
        for key, value in (feature.get("properties") or {}).items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            cells.setdefault(key, "" if value is None else text)
        for key, value in cells.items():
            cell = Node(key, None, item)
            cell.value = value
            item.append(cell)
    _order(document)
    return document


def _geometry(geometry: dict[str, object]) -> str:
    coordinates = geometry.get("coordinates")
    kind = geometry.get("type")
    if not geometry or not coordinates:
        return ""
    if kind == "Point":
        return _point(coordinates)
    if kind not in ("LineString", "Polygon") or not isinstance(coordinates, list):
        raise ValueError(f"geometry {kind}")
    line = coordinates[0] if kind == "Polygon" else coordinates
    return ";".join(_point(point) for point in line)


def _point(point: object) -> str:
    if not isinstance(point, list) or len(point) < 2:
        raise ValueError("not a position")
    return f"{point[1]} {point[0]} 0 0"
