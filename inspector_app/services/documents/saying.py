"""Short phrases the printed record is made of: times, persons, names of evidence.

Pure; called by the block modules of this room. Must never invent a value: what is missing stays ''
and is printed as ／ by whoever places it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from inspector_app.domain.wording import clock_zh, day_zh, full_day_zh
from inspector_app.records.content import JsonValue, RecordContent

EVIDENCE_NAMES = {"photo": "照片", "file": "文件", "video": "录像", "scan": "扫描件"}
_KINDS = {
    "routine": "日常检查",
    "random": "随机抽查",
    "campaign": "专项检查",
    "spot": "突击抽查",
    "recheck": "复查",
    "complaint": "投诉举报检查",
}


def moment(text: str) -> datetime | None:
    """Return the moment an ISO text names, None if it names none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def day_of(text: str) -> str:
    """Return `2026年11月18日` for an ISO moment or date, '' if it is neither."""
    at = moment(text)
    return full_day_zh(at) if at else ""


def full_moment(at: datetime) -> str:
    """Return `2026年11月18日14时10分`."""
    return full_day_zh(at) + clock_zh(at)


def span_of(start: str, end: str) -> str:
    """Return `2026年11月18日14时10分至16时25分`; the day again only when it changes."""
    begun, ended = moment(start), moment(end)
    if begun is None:
        return ""
    if ended is None:
        return f"{full_moment(begun)}至"
    until = clock_zh(ended)
    if ended.date() != begun.date():
        same_year = ended.year == begun.year
        until = (day_zh(ended) if same_year else full_day_zh(ended)) + until
    return f"{full_moment(begun)}至{until}"


def reason_of(content: RecordContent) -> str:
    """Return `日常检查（检查任务JC-2026-4-0318，2026年11月12日审批）`."""
    assignment = content.assignment
    reason = assignment.get("reason", "") or _KINDS.get(assignment.get("kind", ""), "")
    number, approved = assignment.get("number", ""), day_of(assignment.get("approved_at", ""))
    parts = [f"检查任务{number}" if number else "", f"{approved}审批" if approved else ""]
    known = "，".join(part for part in parts if part)
    return f"{reason}（{known}）" if known else reason


def person_line(person: Mapping[str, str], *keys: str) -> str:
    """Return `孙丙，店长`: the given fields of a person that are known."""
    return "，".join(person[key] for key in keys if person.get(key))


def officers(content: RecordContent) -> tuple[Mapping[str, str], ...]:
    """Return the officers in order of signing."""
    return content.persons.get("officer", ())


def first_person(content: RecordContent, role: str) -> Mapping[str, str]:
    """Return the first person of a role, empty if there is none."""
    people = content.persons.get(role, ())
    return people[0] if people else {}


def recorder(content: RecordContent) -> str:
    """Return the name of the officer who writes, '' while open."""
    return next((one.get("name", "") for one in officers(content) if one.get("recorder")), "")


def name_of(content: RecordContent, person_id: str) -> str:
    """Return an officer's name by person id; the id itself may not be printed, so '' if unknown."""
    return next(
        (one.get("name", "") for one in officers(content) if one.get("person_id") == person_id), ""
    )


def credential_of(content: RecordContent, person_id: str) -> str:
    """Return an officer's credential number by person id, '' if unknown."""
    found = (one for one in officers(content) if one.get("person_id") == person_id)
    return next((one.get("credential_no", "") for one in found), "")


def evidence_name(entry: Mapping[str, JsonValue]) -> str:
    """Return `照片3`."""
    return f"{EVIDENCE_NAMES.get(str(entry.get('kind', '')), '证据')}{entry.get('n', '')}"


def taken_at(entry: Mapping[str, JsonValue]) -> datetime | None:
    """Return when a piece was taken as its file says, else when the laptop took it in."""
    return moment(str(entry.get("exif_time", ""))) or moment(str(entry.get("device_time", "")))


def clock_seconds(at: datetime) -> str:
    """Return `14:24:06`."""
    return f"{at:%H:%M:%S}"


def text_of(entry: Mapping[str, JsonValue], key: str) -> str:
    """Return a field as text, '' if absent."""
    value = entry.get(key, "")
    return value if isinstance(value, str) else ""


def ended(text: str) -> str:
    """Return the text with a full stop unless it ends with a mark of its own."""
    return text if not text or text[-1] in "。！？…”；" else text + "。"
