"""The rules of an acting agency (procedure profile), read from data.

`resources/profiles/<key>.json` holds one profile each; services read the file and hand the parsed
JSON to `profile_from_data`. Gates, writing, signing and sealing ask the value. Must never hold an
agency's name or a period of its own: everything here comes from the file.

The file, one JSON object; unknown keys are ignored, so that a newer bureau can say more:

    key, agency_short           "culture", "文旅"
    title                       {"zh", "en"}
    officers_minimum            2 or more
    documents                   kind -> printed title: record, notice, order, preservation ...
    credential                  printed name of the credential, "执法证"
    notice_required             whether a notice, or a reason why none, is needed
    spot_reasons                list of reasons for a visit without notice
    opening                     list of {"step", "text", "answer"}; see `OpeningTemplate`
    preservation                {"approver", "days", "count": "workday"|"day", "title"}
    allowed                     consequence codes this agency may decide, numbers dropped: "O"
    remedies                    printed on orders, "" for none
    unapproved_basis            printed when the legal unit has not approved a cited version (C-08)
    number_masks                kind -> mask, "示文综检笔字〔{year}〕第{seq:03}号"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inspector_app.domain.wording import Text
from inspector_app.errors import KnownError


@dataclass(frozen=True, slots=True)
class OpeningTemplate:
    """One of the fixed first lines.

    Attributes:
        step: Procedure event that proves it: `credential-shown`, `rights-told`,
            `recording-told`; '' for a line without an event.
        text: What is said; slots {agency} {officers} {credentials} {basis} {reason} {device}
            {start} {notice}.
        answer: Printed after 答：; slot {answer} = the event's own answer.
        otherwise: Text when the step was left out for a reason, slot {why}; '' = line is dropped.
        absent: Text when nobody of the unit is there, slot {witness}; it claims no answer and may
            stand without its event. '' = the usual text.
    """

    step: str
    text: str
    answer: str
    otherwise: str = ""
    absent: str = ""


@dataclass(frozen=True, slots=True)
class PreservationRule:
    """Who approves the preservation of evidence and how long it holds. Source: APL 56, 85."""

    approver: str
    days: int
    working_days: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of agency must and may do on a visit."""

    key: str
    agency_short: str
    title: Text
    officers_minimum: int
    documents: Mapping[str, str]
    credential: str
    notice_required: bool
    spot_reasons: tuple[str, ...]
    opening: tuple[OpeningTemplate, ...]
    preservation: PreservationRule | None
    allowed: frozenset[str]
    remedies: str
    number_masks: Mapping[str, str] = field(default_factory=dict)
    unapproved_basis: str = ""


def profile_from_data(data: Mapping[str, object]) -> Profile:
    """Read one profile.

    Args:
        data: The parsed JSON object of one file.
    Raises:
        KnownError: `procedure.profile-damaged` naming the key that is missing or of a wrong kind.
    """
    reader = _Reader(data)
    minimum = reader.integer("officers_minimum")
    if minimum < 2:  # APL 42: no profile may lower it
        raise KnownError("procedure.profile-damaged", profile=reader.name, key="officers_minimum")
    title = reader.mapping("title")
    kept = reader.mapping("preservation") if data.get("preservation") else None
    return Profile(
        key=reader.text("key"),
        agency_short=reader.text("agency_short"),
        title=Text(str(title.get("zh", "")), str(title.get("en", ""))),
        officers_minimum=minimum,
        documents=reader.texts("documents"),
        credential=reader.text("credential"),
        notice_required=bool(data.get("notice_required", True)),
        spot_reasons=tuple(str(reason) for reason in reader.sequence("spot_reasons")),
        opening=tuple(_opening(reader, line) for line in reader.sequence("opening")),
        preservation=_preservation(reader, kept) if kept is not None else None,
        allowed=frozenset(str(code) for code in reader.sequence("allowed")),
        remedies=str(data.get("remedies", "")),
        number_masks=reader.texts("number_masks") if "number_masks" in data else {},
        unapproved_basis=str(data.get("unapproved_basis", "")),
    )


class _Reader:
    """Takes typed values out of the JSON object and names the key when one is wrong."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data
        self.name = str(data.get("key", "?"))

    def damaged(self, key: str) -> KnownError:
        return KnownError("procedure.profile-damaged", profile=self.name, key=key)

    def text(self, key: str) -> str:
        value = self._data.get(key)
        if not isinstance(value, str) or not value:
            raise self.damaged(key)
        return value

    def integer(self, key: str) -> int:
        value = self._data.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.damaged(key)
        return value

    def mapping(self, key: str) -> Mapping[str, object]:
        value = self._data.get(key)
        if not isinstance(value, Mapping):
            raise self.damaged(key)
        return value

    def texts(self, key: str) -> dict[str, str]:
        return {name: str(text) for name, text in self.mapping(key).items()}

    def sequence(self, key: str) -> Sequence[object]:
        value = self._data.get(key)
        if not isinstance(value, list | tuple):
            raise self.damaged(key)
        return value


def _opening(reader: _Reader, line: object) -> OpeningTemplate:
    if not isinstance(line, Mapping) or not line.get("text"):
        raise reader.damaged("opening")
    return OpeningTemplate(
        step=str(line.get("step", "")),
        text=str(line["text"]),
        answer=str(line.get("answer", "")),
        otherwise=str(line.get("otherwise", "")),
        absent=str(line.get("absent", "")),
    )


def _preservation(reader: _Reader, kept: Mapping[str, object]) -> PreservationRule:
    days = kept.get("days")
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise reader.damaged("preservation.days")
    return PreservationRule(
        approver=str(kept.get("approver", "")),
        days=days,
        working_days=kept.get("count") != "day",
    )
