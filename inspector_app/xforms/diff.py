"""What changed between two versions of a form, in words: for authors and for legal review.

`inspector forms diff` calls `compare_forms`. Questions are matched by path, then by their insp code
(so a renamed item is one change, not two), then by name. Must never call equal forms different: a
question that moved does not change the conditions that read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspector_app.xforms.diff_words import (
    Word,
    aspect_word,
    called,
    changed_words,
    code_of,
    kind_word,
    rule_words,
    shown_words,
    type_word,
)
from inspector_app.xforms.form import Form
from inspector_app.xforms.model import Bilingual, Place
from inspector_app.xforms.plain import PlainForm, PlainNode, Texts, plain_form
from inspector_app.xforms.plain.matching import Match, match_nodes, out_of_order

_RULES = ("relevant", "required", "constraint", "readonly", "calculate", "count")
_TEXTS: tuple[tuple[str, Callable[[PlainNode], Texts]], ...] = (
    ("label", lambda node: node.labels),
    ("hint", lambda node: node.hints),
    ("guidance_hint", lambda node: node.guidance),
    ("required_message", lambda node: node.required_messages),
    ("constraint_message", lambda node: node.constraint_messages),
)
_NAME = re.compile(r"\$\{([^}]+)\}")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change.

    Attributes:
        kind: `added`, `removed`, `renamed`, `moved`, `changed`.
        aspect: What changed: `question`, `label`, `type`, `relevant`, `choices`, `insp:basis` …
        code: insp code of the question or of the item around it, '' when none.
        name: Name of the question in the newer form (older when removed), `setting` or list name.
        language: Of a text, '' otherwise.
        old, new: As the authors wrote it; '' when absent.
        old_place, new_place: Cells, unknown when absent.
        sentence: The change in words.
    """

    kind: str
    aspect: str
    code: str
    name: str
    language: str
    old: str
    new: str
    old_place: Place
    new_place: Place
    sentence: Bilingual


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes in the order of the newer form, and what the author should mind."""

    old: Form
    new: Form
    differences: tuple[Difference, ...]
    notes: tuple[Bilingual, ...]


def compare_forms(old: Form, new: Form) -> Comparison:
    """Return what changed from `old` to `new`."""
    comparer = _Comparer(plain_form(old), plain_form(new))
    found = tuple(comparer.run())
    return Comparison(old, new, found, tuple(_notes(old, new, found)))


def _notes(old: Form, new: Form, found: Sequence[Difference]) -> Iterator[Bilingual]:
    if found and old.version == new.version:
        yield Bilingual(
            f"两份表的版本号相同（{new.version or '空'}）：发布前请改 version，"
            "否则局端和笔记本分不清新旧。",
            f"Both forms have the version {new.version or '(none)'}: raise it before publishing, "
            "or nobody can tell them apart.",
        )
    if old.id != new.id and not _named_by_files(old, new):
        yield Bilingual(
            f"表单编号不同（{old.id} → {new.id}）：对局端来说是两张不同的表。",
            f"The form ids differ ({old.id} → {new.id}): to the bureau they are two forms.",
        )


class _Comparer:
    def __init__(self, old: PlainForm, new: PlainForm) -> None:
        self.old, self.new = old, new
        self.match: Match = match_nodes(old, new)
        self.languages = [one for one in new.languages if one in old.languages]
        if not self.languages and len(old.languages) == len(new.languages) == 1:
            self.languages = []
        self.renames = {
            before.name: after.name
            for before, after in self.match.pairs
            if before.name != after.name
        }
        self.lists_told: set[tuple[str, str]] = set()

    def run(self) -> Iterator[Difference]:
        yield from self.settings()
        stale = out_of_order(self.match)
        removed = {id(node) for node in self.match.removed}
        for node in self.match.removed:
            if node.parent is None or id(node.parent) not in removed:
                yield self.gone(node)
        added = {id(node) for node in self.match.added}
        for node in self.new.root.walk():
            if id(node) in added:
                if node.parent is None or id(node.parent) not in added:
                    yield self.fresh(node)
                continue
            before = self.match.old_of(node)
            if before is not None and node.parent is not None:
                yield from self.pair(before, node, moved=id(node) in stale)

    # ---- the form itself

    def settings(self) -> Iterator[Difference]:
        old, new = self.old.form, self.new.form
        for aspect, before, after in (
            ("form_title", old.title, new.title),
            ("form_id", old.id, new.id),
            ("version", old.version, new.version),
            ("default_language", old.default_language, new.default_language),
        ):
            by_file = (before, after) == (old.id, new.id) and _named_by_files(old, new)
            if before != after and not by_file:
                yield self.setting(aspect, before, after)
        skipped = ("id", "version", "orx:version")
        mine, theirs = old.definition.root.attributes, new.definition.root.attributes
        for key in sorted({*mine, *theirs}):
            if key not in skipped and mine.get(key, "") != theirs.get(key, ""):
                yield self.setting(key, mine.get(key, ""), theirs.get(key, ""))
        for language in old.languages:
            if language not in new.languages and language:
                yield self.setting("language", language, "")
        for language in new.languages:
            if language not in old.languages and language:
                yield self.setting("language", "", language)

    def setting(self, aspect: str, old: str, new: str) -> Difference:
        word = aspect_word(aspect)
        kind = "changed" if old and new else "added" if new else "removed"
        place = Place("settings", 0, aspect)
        sentence = Bilingual(
            f"设置，{word.zh}{changed_words(old, new, zh=True)}",
            f"Settings, {word.en}{changed_words(old, new, zh=False)}",
        )
        return Difference(kind, aspect, "", "", "", old, new, place, place, sentence)

    # ---- whole questions

    def fresh(self, node: PlainNode) -> Difference:
        below = sum(1 for _ in node.walk()) - 1
        inside = Bilingual(f"（连同其中 {below} 行）", f" (with {below} rows inside)")
        word = kind_word(node)
        after = self.before(node)
        sentence = Bilingual(
            f"新增{word.zh} {called(node, 'zh')}{inside.zh if below else ''}{after.zh}",
            f"Added {word.en} {called(node, 'en')}{inside.en if below else ''}{after.en}",
        )
        place = self.new.place(node, "name")
        return Difference(
            "added",
            "question",
            code_of(node),
            node.name,
            "",
            "",
            node.path,
            Place(),
            place,
            sentence,
        )

    def gone(self, node: PlainNode) -> Difference:
        below = sum(1 for _ in node.walk()) - 1
        inside = Bilingual(f"（连同其中 {below} 行）", f" (with {below} rows inside)")
        word = kind_word(node)
        sentence = Bilingual(
            f"删除{word.zh} {called(node, 'zh')}{inside.zh if below else ''}",
            f"Removed {word.en} {called(node, 'en')}{inside.en if below else ''}",
        )
        place = self.old.place(node, "name")
        return Difference(
            "removed", "question", code_of(node), node.name, "", node.path, "", place, Place(),
            sentence,
        )  # fmt: skip

    def before(self, node: PlainNode) -> Bilingual:
        """Say where a question stands now."""
        parent = node.parent
        if parent is None:
            return Bilingual("", "")
        at = parent.children.index(node)
        if at:
            other = parent.children[at - 1]
            return Bilingual(f"，在 {called(other, 'zh')} 之后", f", after {called(other, 'en')}")
        if parent.parent is None:
            return Bilingual("，在表的开头", ", at the beginning of the form")
        return Bilingual(
            f"，在 {called(parent, 'zh')} 的开头", f", at the beginning of {called(parent, 'en')}"
        )

    # ---- one question in both

    def pair(self, old: PlainNode, new: PlainNode, *, moved: bool) -> Iterator[Difference]:
        if old.name != new.name and not self.follows(old, new):
            yield self.change(
                "renamed", "name", old, new, old.name, new.name,
                Bilingual(f"改名：{old.name} → {new.name}", f"renamed: {old.name} → {new.name}"),
            )  # fmt: skip
        if moved:
            where = self.before(new)
            yield self.change(
                "moved", "position", old, new, old.path, new.path,
                Bilingual(f"移动了{where.zh}", f"moved{where.en}"),
            )  # fmt: skip
        yield from self.types(old, new)
        for aspect, texts in _TEXTS:
            yield from self.texts(aspect, old, new, texts(old), texts(new))
        for rule in _RULES:
            yield from self.rule(rule, old, new)
        yield from self.choices(old, new)
        yield from self.plain(old, new)

    def follows(self, old: PlainNode, new: PlainNode) -> bool:
        """Tell whether a name only follows that of its renamed item: wb_12_v → wb_13_v."""
        if old.parent is None or new.parent is None:
            return False
        head, now = old.parent.name, new.parent.name
        return head != now and old.name.startswith(head) and new.name == now + old.name[len(head) :]

    def types(self, old: PlainNode, new: PlainNode) -> Iterator[Difference]:
        before, after = type_word(old), type_word(new)
        if before != after:
            yield self.changed("type", old, new, before.zh, after.zh, (before, after))

    def texts(
        self, aspect: str, old: PlainNode, new: PlainNode, before: Texts, after: Texts
    ) -> Iterator[Difference]:
        pairs = [(one, one) for one in self.languages]
        if not pairs:
            pairs = [(self.old.languages[0], self.new.languages[0])]
        for mine, theirs in pairs:
            first = self.renamed_slots(before.get(mine, ""))
            if first != after.get(theirs, ""):
                yield self.changed(
                    aspect, old, new, before.get(mine, ""), after.get(theirs, ""), language=theirs
                )

    def rule(self, rule: str, old: PlainNode, new: PlainNode) -> Iterator[Difference]:
        before, after = self.renamed(old.rules.get(rule, "")), new.rules.get(rule, "")
        if before != after:
            words = rule_words(rule, (self.old, old), (self.new, new))
            mine, theirs = old.rules.get(rule, ""), after
            yield self.changed(rule, old, new, mine, theirs, words)

    def choices(self, old: PlainNode, new: PlainNode) -> Iterator[Difference]:
        if self.renamed(old.choice_filter) != new.choice_filter:
            yield self.changed("choice_filter", old, new, old.choice_filter, new.choice_filter)
        if (old.choices, old.choice_list) == (new.choices, new.choice_list):
            return
        key = (old.choice_list, new.choice_list)
        if key in self.lists_told and all(key):
            return
        self.lists_told.add(key)
        mine = {choice.value: choice for choice in old.choices}
        theirs = {choice.value: choice for choice in new.choices}
        for value in mine:
            if value not in theirs:
                yield self.choice("removed", old, new, value)
        for value, choice in theirs.items():
            if value not in mine:
                yield self.choice("added", old, new, value)
                continue
            first = mine[value]
            for language in self.languages or self.new.languages[:1]:
                other = language if self.languages else self.old.languages[0]
                labels = first.labels.get(other, ""), choice.labels.get(language, "")
                if labels[0] != labels[1]:
                    yield self.changed("choice_label", old, new, *labels, language=language)
            for column in sorted({*first.columns, *choice.columns}):
                cells = first.columns.get(column, ""), choice.columns.get(column, "")
                if cells[0] != cells[1]:
                    aspect = f"choice:{column}"
                    yield self.changed(
                        aspect, old, new, f"{value}: {cells[0]}", f"{value}: {cells[1]}"
                    )
        common = [value for value in mine if value in theirs]
        if common != [value for value in theirs if value in mine]:
            yield self.changed("choice_order", old, new, " ".join(mine), " ".join(theirs))

    def plain(self, old: PlainNode, new: PlainNode) -> Iterator[Difference]:
        for aspect, before, after in (
            ("default", old.default, new.default),
            ("appearance", old.appearance, new.appearance),
            ("parameters", _listed(old.parameters), _listed(new.parameters)),
        ):
            if before != after:
                yield self.changed(aspect, old, new, before, after)
        for key in sorted({*old.insp, *new.insp}):
            before, after = old.insp.get(key, ""), new.insp.get(key, "")
            if self.renamed_slots(before) != after:
                yield self.changed(f"insp:{key}", old, new, before, after)

    # ---- saying it

    def changed(
        self,
        aspect: str,
        old: PlainNode,
        new: PlainNode,
        before: str,
        after: str,
        words: tuple[Word, Word] | None = None,
        *,
        language: str = "",
    ) -> Difference:
        word = aspect_word(aspect)
        first, second = words or (Bilingual(before, before), Bilingual(after, after))
        tag = Bilingual(f"（{language}）", f" ({language})") if language else Bilingual("", "")
        sentence = Bilingual(
            f"{word.zh}{tag.zh}{changed_words(first.zh, second.zh, zh=True)}",
            f"{word.en}{tag.en}{changed_words(first.en, second.en, zh=False)}",
        )
        return self.change("changed", aspect, old, new, before, after, sentence, language)

    def change(
        self, kind: str, aspect: str, old: PlainNode, new: PlainNode, before: str, after: str,
        sentence: Bilingual, language: str = "",
    ) -> Difference:  # fmt: skip
        column = _column(aspect, language)
        told = Bilingual(
            f"{called(new, 'zh')}：{sentence.zh}", f"{called(new, 'en')}: {sentence.en}"
        )
        return Difference(
            kind, aspect, code_of(new), new.name, language, before, after,
            self.old.place(old, column), self.new.place(new, column), told,
        )  # fmt: skip

    def choice(self, kind: str, old: PlainNode, new: PlainNode, value: str) -> Difference:
        node = new if kind == "added" else old
        zh, en = (shown_words(node, value, language) for language in ("zh", "en"))
        sentence = (
            Bilingual(f"新增选项「{zh}」", f'new choice "{en}"')
            if kind == "added"
            else Bilingual(f"删去选项「{zh}」", f'choice "{en}" taken out')
        )
        before, after = ("", value) if kind == "added" else (value, "")
        return self.change(kind, "choice", old, new, before, after, sentence)

    def renamed(self, expression: str) -> str:
        """Return an expression of the older form with the names of the newer one."""
        return _NAME.sub(lambda m: f"${{{self.renames.get(m[1], m[1])}}}", expression)

    def renamed_slots(self, text: str) -> str:
        if "{" not in text:
            return text
        return re.sub(
            r"\{([^{}:]+)((?::raw)?)\}",
            lambda m: f"{{{self.renames.get(m[1], m[1])}{m[2]}}}",
            text,
        )


def _named_by_files(old: Form, new: Form) -> bool:
    """Tell whether neither form has an id: then a file's new name is no change of the form."""
    return old.named_by_file and new.named_by_file


def _column(aspect: str, language: str) -> str:
    if aspect.startswith("insp:"):
        return f"bind::{aspect}"
    if aspect.startswith("choice") and aspect != "choice_filter":
        return "type"
    known = {"name": "name", "position": "name", "parameters": "parameters", "type": "type"}
    base = known.get(aspect, aspect)
    return f"{base}::{language}" if language else base


def _listed(parameters: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in sorted(parameters.items()))
