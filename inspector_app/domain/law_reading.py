"""Builds the law catalogue from parsed JSON (`resources/law/<key>.json`).

Called by the reader in services and by the checklist compiler. Must never read a file itself and
never repair a damaged entry: it names the file and what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from inspector_app.domain.law import (
    Band,
    Catalogue,
    Law,
    Level,
    Origin,
    Provision,
    Renumbering,
    Verified,
    Version,
)
from inspector_app.errors import KnownError


def catalogue_from_json(entries: Iterable[Mapping[str, object]]) -> Catalogue:
    """Build the catalogue.

    Args:
        entries: One parsed JSON object per law.
    Raises:
        KnownError: `law.catalogue-damaged`.
    """
    laws: dict[str, Law] = {}
    for entry in entries:
        law = law_from_json(entry)
        if law.key in laws:
            raise KnownError("law.catalogue-damaged", law=law.key, detail="key stands twice")
        laws[law.key] = law
    return Catalogue(laws)


def law_from_json(data: Mapping[str, object]) -> Law:
    """Build one law from its parsed JSON object.

    Raises:
        KnownError: `law.catalogue-damaged`.
    """
    name = str(data.get("key", "?"))
    try:
        versions = tuple(_version(entry) for entry in _objects(data["versions"]))
        if not versions:
            raise KnownError("law.catalogue-damaged", law=name, detail="versions")
        return Law(
            key=str(data["key"]),
            title=str(data["title"]),
            short=_texts(data["short"]),
            level=Level(str(data["level"])),
            issuer=str(data["issuer"]),
            number=str(data.get("number", "")),
            versions=versions,
            maps=tuple(_map(entry) for entry in _objects(data.get("maps", []))),
            bands=tuple(_band(entry) for entry in _objects(data.get("bands", []))),
            provisions=tuple(_provision(entry) for entry in _objects(data.get("provisions", []))),
            title_verified=data.get("title_verified", True) is not False,
        )
    except (KeyError, ValueError, TypeError) as problem:
        raise KnownError("law.catalogue-damaged", law=name, detail=str(problem)) from problem


def _version(data: Mapping[str, object]) -> Version:
    articles = data.get("articles")
    return Version(
        id=str(data["id"]),
        valid_from=_day(data["valid_from"]),
        valid_to=_day(data["valid_to"]),
        articles=articles if isinstance(articles, int) else None,
        verified=Verified(str(data["verified"])),
        doubts=_texts(data.get("unverified", [])),
        source_note=str(data.get("source_note", "")),
        checked_on=_day(data.get("checked_on")),
        approved_by=str(data["approved_by"] or ""),
        read=frozenset(_whole(number) for number in _list(data.get("articles_read", []))),
        replaced_by=str(data.get("replaced_by", "")),
    )


def _map(data: Mapping[str, object]) -> Renumbering:
    single, subjects = data["single"], data.get("subjects", {})
    if not isinstance(single, Mapping) or not isinstance(subjects, Mapping):
        raise TypeError("maps.single")
    return Renumbering(
        source=str(data["from"]),
        target=str(data["to"]),
        verified=Verified(str(data.get("verified", "text"))),
        shifts=tuple((first, last, shift) for first, last, shift in _triples(data["rules"])),
        single={str(old): _texts(news) for old, news in single.items()},
        gone=frozenset(_texts(data.get("gone", []))),
        complete=data.get("complete") is True,
        subjects={str(old): _texts(words) for old, words in subjects.items()},
    )


def _band(data: Mapping[str, object]) -> Band:
    return Band(
        article=str(data["article"]),
        breach=str(data["breach"]),
        by=_texts(data["by"]),
        action=str(data["action"]),
        turnover_from=_whole(data.get("turnover_from", 0)),
        times=_pair(data.get("times", [0, 0])),
        below=_pair(data.get("below", [0, 0])),
        fine=_pair(data.get("fine", [0, 0])),
        persons=_pair(data.get("persons", [0, 0])),
        income=data.get("base") == "income",
        version=str(data.get("version", "")),
    )


def _provision(data: Mapping[str, object]) -> Provision:
    return Provision(
        version=str(data["version"]),
        place=str(data["at"]),
        heading=str(data["heading"]),
        says=str(data["says"]),
        verified=Verified(str(data["verified"])),
        origin=Origin(str(data["origin"])),
    )


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _objects(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise TypeError("a list of objects was expected")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(entry) for entry in _list(value))


def _triples(value: object) -> list[tuple[int, int, int]]:
    triples = [_list(rule) for rule in _list(value)]
    return [(_whole(first), _whole(last), _whole(shift)) for first, last, shift in triples]


def _pair(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError("a pair was expected")
    return _whole(value[0]), _whole(value[1])


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number was expected")
    return value
