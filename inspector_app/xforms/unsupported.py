"""What a form asks for that this program does not do: told as warnings, never silently dropped.

The XForm parser calls `unsupported_parts`. The rest of such a form works; what would make a wrong
record (an action that never runs) is refused where it is read. Must never change the definition.
"""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.xforms.model import Bilingual, Place
from inspector_app.xforms.refusal import FormRefusedError
from inspector_app.xforms.xmlread import Element

_CODE = "unsupported"
_TEXTS = {
    "encryption": (
        "不支持表单加密（public_key）：记录以本程序的方式封存，不按该公钥加密",
        (
            "form encryption (public_key) is not supported: records are sealed the program's own "
            "way and not encrypted for that key"
        ),
    ),
    "sms": (
        "不支持短信提交：prefix、delimiter、compact_tag 不起作用",
        "SMS submission is not supported: prefix, delimiter and compact_tag have no effect",
    ),
    "ex": (
        "不支持调用外部应用（ex:）：此题由人填写",
        "calling another app (ex:) is not supported: the answer is typed in by hand",
    ),
    "osm": (
        "不支持 OpenStreetMap 题：此题只能附上文件",
        "OpenStreetMap questions are not supported: only a file can be attached",
    ),
    "query": (
        "不支持 select_one_external：此题成为没有选项的文本题，请改用 select_one_from_file",
        (
            "select_one_external is not supported: the question becomes a text without choices; "
            "use select_one_from_file"
        ),
    ),
    "control": ("正文中有不认识的元素，已略过", "the body holds an unknown element, passed over"),
}
_BODY = frozenset(
    ("group", "repeat", "input", "secret", "select1", "select", "odk:rank", "rank", "range",
     "upload", "trigger", "label", "hint", "setvalue", "odk:setgeopoint", "odk:recordaudio",
     "recordaudio", "itemset", "item")
)  # fmt: skip
_CONTAINERS = frozenset(("group", "repeat"))


def unsupported_parts(
    model: Element, primary: Element, body: Element | None
) -> list[FormRefusedError]:
    """Return a note for every part we do not do, each kind of thing once at its place."""
    found = [
        _note("encryption", submission)
        for submission in model.elements("submission")
        if submission.attributes.get("base64RsaPublicKey")
    ]
    for element in primary.walk():
        if any(key in element.attributes for key in ("odk:prefix", "odk:delimiter", "odk:tag")):
            found.append(_note("sms", element))
            break
    if body is not None:
        found += _below(body)
    return found


def _below(parent: Element) -> Iterator[FormRefusedError]:
    for element in parent.elements():
        attributes = element.attributes
        if element.tag not in _BODY:
            yield _note("control", element, element.name)
            continue
        if attributes.get("appearance", "").lstrip().startswith("ex:"):
            yield _note("ex", element, attribute="appearance")
        elif attributes.get("intent"):
            yield _note("ex", element, attribute="intent")
        if attributes.get("mediatype", "").startswith("osm"):
            yield _note("osm", element, attribute="type")
        if attributes.get("query"):
            yield _note("query", element, attribute="type")
        if element.tag in _CONTAINERS:
            yield from _below(element)


def _note(kind: str, element: Element, name: str = "", attribute: str = "") -> FormRefusedError:
    zh, en = _TEXTS[kind]
    path = (element.attributes.get("ref") or element.attributes.get("nodeset") or "").strip()
    tail = f"：{name}" if name else ""
    return FormRefusedError(
        _CODE, Place(row=element.line), None,
        Bilingual(f"{zh}{tail}", f"{en}: {name}" if name else en), None,
        path.rpartition("/")[2], path=path, attribute=attribute,
    )  # fmt: skip
