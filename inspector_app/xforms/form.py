"""A loaded form: definition, languages and everything the sessions share, compiled once.

Called by services, `inspector check` and `inspector answer`. Must never hold an answer; after
loading nothing in it changes but caches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.xforms.definition import Definition, SchemaNode
from inspector_app.xforms.instance import Node
from inspector_app.xforms.intake import Intake, read_source
from inspector_app.xforms.intake.opening import find_form
from inspector_app.xforms.model import NodeDef, Place, Problem
from inspector_app.xforms.pause import paused_collector
from inspector_app.xforms.program import Program, compile_program
from inspector_app.xforms.refusal import FormRefusedError
from inspector_app.xforms.secondary import SecondaryInstances
from inspector_app.xforms.texts import TextBook
from inspector_app.xforms.xform import read_definition
from inspector_app.xforms.xmlread import XmlError, read_xml


class Form:
    """A checklist, ready for any number of sessions.

    Attributes:
        id: Form id of the settings.
        sha256: Hex digest of the source's bytes.
        languages: As in the workbook; `("",)` without translations.
        problems: Warnings and notes found while loading.
        missing: `jr://` addresses without a file; they read as empty.
        wants_last: It reads the last record (`jr://instance/last-saved`).
    """

    def __init__(
        self,
        definition: Definition,
        program: Program,
        secondary: SecondaryInstances,
        intake: Intake,
    ) -> None:
        self.definition = definition
        self.program = program
        self.secondary = secondary
        self.texts = TextBook(program)
        self.id = definition.form_id
        self.version = definition.version
        self.title = definition.title
        self.sha256 = intake.sha256
        self._intake = intake
        self.languages = definition.languages
        self.default_language = definition.default_language
        notes = (*definition.notes, *program.notes)
        self.problems: tuple[Problem, ...] = (
            *intake.problems, *(note.warning(intake.locate(note)) for note in notes)
        )  # fmt: skip
        self.missing = secondary.missing
        self.wants_last = bool(secondary.last_saved)
        self.with_other = _selects_with_other(definition, secondary)

    @cached_property
    def root(self) -> NodeDef:
        """The definition of the root element, with everything below."""
        return self.definition.root.definition()

    @property
    def named_by_file(self) -> bool:
        """Whether the settings give no form id, so that the file's name stands in."""
        return self.id == Path(self._intake.shown_name).stem

    def node(self, path: str) -> NodeDef:
        """Return the definition at an absolute path without indices.

        Raises:
            KnownError: `form.no-such-node`.
        """
        schema = self.definition.by_path.get(path)
        if schema is None:
            raise KnownError("form.no-such-node", ref=path)
        return schema.definition()

    def place_of(self, schema: SchemaNode, attribute: str) -> Place:
        """Return where a property of a node stands: cell of the workbook or line of the XML."""
        return self._intake.place_of(schema.path, attribute) or schema.place


def load_form(
    source: Path | bytes,
    *,
    name: str = "",
    media: Sequence[Path] = (),
    cache: Path | None = None,
) -> Form:
    """Load a workbook (.xlsx, .xls), CSV, Markdown or XForm XML.

    Args:
        source: File, a folder that holds it, or its bytes.
        name: Shown in messages; the file name when empty.
        media: Folders and files with the form's media and external instances; the folder of the
            form file itself and its `<name>-media` folder are searched last.
        cache: Folder for converted workbooks, keyed by their hash and this program; safe to lose.
    Raises:
        KnownError: `form.unreadable`, `form.encrypted`, `form.too-large`,
        or `form.refused` with the
            place of the first error.
    """
    if isinstance(source, Path):
        source = find_form(source)
    with paused_collector():
        intake = read_source(source, name=name, cache=cache)
    folders = list(media)
    if isinstance(source, Path):
        folders += [source.parent / f"{source.stem}-media", source.parent]
    form = build_form(intake, folders)
    intake.keep(checked=not form.program.notes)
    return form


def build_form(intake: Intake, media: Sequence[Path]) -> Form:
    """Compile what intake has read.

    Raises:
        KnownError: `form.refused` with the place of the first error.
    """
    try:
        return compile_form(intake, media)
    except FormRefusedError as refused:
        place = intake.locate(refused)
        raise KnownError(
            "form.refused", name=intake.shown_name, where=str(place), detail_zh=refused.message.zh,
            detail_en=refused.message.en, rule=refused.code, place=place, at=refused.at,
        ) from refused  # fmt: skip


def compile_form(intake: Intake, media: Sequence[Path]) -> Form:
    """Compile what intake has read.

    Raises:
        FormRefusedError: With the place in the XML; `Intake.locate` finds the cell.
    """
    with paused_collector(lasting=True):
        try:
            root = read_xml(intake.xml)
        except XmlError as error:
            raise _xml_refused(error) from error
        definition = read_definition(root)
        program = compile_program(definition, checked=intake.checked)
        secondary = SecondaryInstances(definition.secondary, media)
        for name, path, key in program.lookups:
            secondary.index(name, path, key)
        return Form(definition, program, secondary, intake)


def _xml_refused(error: XmlError) -> FormRefusedError:
    from inspector_app.xforms.model import Bilingual

    return FormRefusedError("xml", Place(row=error.line), None, Bilingual(error.zh, error.en))


def sha256_of(data: bytes) -> str:
    """Return the hex digest that names a form's source."""
    return hashlib.sha256(data).hexdigest()


def _selects_with_other(
    definition: Definition, secondary: SecondaryInstances
) -> dict[int, Node | None]:
    """Return, by schema index, the item `other` of selects made with `or_other`."""
    found: dict[int, Node | None] = {}
    for schema in definition.nodes:
        control = schema.control
        if control is None or control.itemset is None or schema.parent is None:
            continue
        sibling = schema.parent.by_name.get(f"{schema.name}_other")
        if sibling is None or not _asks_for_other(sibling, schema):
            continue
        nodeset = control.itemset.nodeset
        if nodeset.startswith("instance("):
            identity = nodeset[len("instance(") :].partition(")")[0].strip("'\" ")
            items = secondary.index(identity, ("root", "item"), control.itemset.value)
            found[schema.index] = items.get("other", [None])[0]
    return found


def _asks_for_other(sibling: SchemaNode, schema: SchemaNode) -> bool:
    relevant = sibling.expressions.get("relevant", "").replace(" ", "")
    return relevant in (f"selected(../{schema.name},'other')", f"selected({schema.path},'other')")
