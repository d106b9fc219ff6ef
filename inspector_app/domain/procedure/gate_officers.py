"""G-02 two officers and G-03 credentials shown.

Called by `gates`. The decision itself is `two_officers.check_two_officers`, the one function that
sealing, the bureau and verification call too; here its reasons become sentences with a way out.
Must never let a pair through that the shared function refuses.
"""

from __future__ import annotations

from datetime import date

from inspector_app.domain.officers import Role
from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.procedure.gate_values import (
    Fix,
    Gate,
    GateFacts,
    GateStage,
    GateState,
    OfficerFacts,
)
from inspector_app.domain.procedure.two_officers import (
    OfficerRule,
    Presence,
    SignatureState,
    SignerFacts,
    TimeWindow,
    check_two_officers,
)
from inspector_app.domain.wording import Text, day_en, day_zh, full_day_zh

_ORDINALS = (
    Text("第一名执法人员", "First officer"),
    Text("第二名执法人员", "Second officer"),
    Text("第三名执法人员", "Third officer"),
)
_UPDATE = Fix("sync", Text("联网更新证件", "Update credentials online"))


def two_officers_gate(facts: GateFacts) -> Gate:
    """Judge G-02. Source: APL 42; Police Rules 52."""
    title = Text("两名执法人员", "Two officers")
    why = Text(
        "行政检查由两名以上具有执法资格的人员实施；协助人员不算在内。依据：行政处罚法第四十二条。",
        "An inspection takes at least two qualified officers; assisting staff does not count. "
        "Source: Administrative Penalty Law, art. 42.",
    )

    def gate(state: GateState, fact: Text, fixes: tuple[Fix, ...] = ()) -> Gate:
        return Gate("G-02", GateStage.BEFORE, state, title, fact, why, fixes)

    for place, person in enumerate(facts.officers):
        wrong = _wrong_with(facts, place, person)
        if wrong is not None:
            fact, can_update = wrong
            updates = (_UPDATE,) if can_update else ()
            return gate(GateState.BLOCKS, fact, (*_swaps(facts), *updates))
    missing = facts.profile.officers_minimum - len(facts.officers)
    if missing > 0:
        return gate(
            GateState.TODO,
            Text(
                f"还差 {missing} 名执法人员：请选人，并由本人解锁。",
                f"{missing} more officer needed: choose one, who then unlocks in person.",
            ),
            _swaps(facts) or (_choose(),),
        )
    locked = [person for person in facts.officers if not person.unlocked]
    if locked:
        names = "、".join(person.officer.name for person in locked)
        return gate(
            GateState.TODO,
            Text(f"还没有解锁：{names}。请本人输入口令。", f"Not unlocked yet: {names}."),
            tuple(
                Fix(
                    f"unlock:{person.officer.person_id}",
                    Text(f"{person.officer.name}解锁", f"Unlock: {person.officer.name}"),
                )
                for person in locked
            ),
        )
    refused = check_two_officers(
        [_pending(person) for person in facts.officers],
        [_to_be_shown(person) for person in facts.officers],
        TimeWindow.instant(facts.start),
        OfficerRule(facts.profile.officers_minimum, frozenset({facts.assignment.agency})),
        pending_allowed=True,
    )
    if refused:
        fact = Text(refused[0].sentence("zh"), refused[0].sentence("en"))
        return gate(GateState.BLOCKS, fact, (*_swaps(facts), _UPDATE))
    names = "、".join(person.officer.name for person in facts.officers)
    return gate(
        GateState.HOLDS,
        Text(
            f"{names}，证件当日有效，都已解锁", f"{names}: credentials valid today, both unlocked"
        ),
    )


def _wrong_with(facts: GateFacts, place: int, person: OfficerFacts) -> tuple[Text, bool] | None:
    """Return what is wrong with a person and whether updating online may help."""
    officer = person.officer
    who = _called(place, officer.name)
    for earlier in facts.officers[:place]:
        if earlier.officer.person_id == officer.person_id:
            return Text(
                f"{officer.name}被选了两次，两名执法人员须是不同的人：请换人。",
                f"{officer.name} was chosen twice; the two officers must be different persons: "
                "choose another officer.",
            ), False
        if _number(earlier) and _number(earlier) == _number(person):
            return Text(
                f"{earlier.officer.name}和{officer.name}的证件号相同：请换人，或联网更新证件。",
                f"{earlier.officer.name} and {officer.name} have the same credential number: "
                "choose another officer, or update online.",
            ), True
    if officer.role is not Role.OFFICER:
        return Text(
            f"{officer.name}是协助人员，不能代替执法人员：请换人。",
            f"{officer.name} is assisting staff and cannot stand in for an officer: choose an "
            "officer.",
        ), False
    credential = officer.credential
    if credential is None:
        return Text(
            f"{who.zh}没有执法证件：请换人，或联网更新证件。",
            f"{who.en} has no credential: choose another officer, or update online.",
        ), True
    if officer.revoked_since is not None and officer.revoked_since <= facts.start:
        since = officer.revoked_since.astimezone(facts.start.tzinfo).date()
        return Text(
            f"{who.zh}的证件已于{day_zh(since)}吊销：请换人。",
            f"{who.en}: credential revoked on {day_en(since)}: choose another officer.",
        ), False
    if facts.day > credential.valid_to:
        return Text(
            f"{who.zh}的证件已于{_near(facts, credential.valid_to)}到期：请换人，或联网更新证件。",
            f"{who.en}: credential expired on {day_en(credential.valid_to)}: choose another "
            "officer, or update online.",
        ), True
    if facts.day < credential.valid_from:
        return Text(
            f"{who.zh}的证件自{_near(facts, credential.valid_from)}起有效："
            "请换人，或联网更新证件。",
            f"{who.en}: credential valid from {day_en(credential.valid_from)}: choose another "
            "officer, or update online.",
        ), True
    if credential.agency != facts.assignment.agency:
        return Text(
            f"{who.zh}的证件由{credential.agency}发放，本次任务的执法机关是"
            f"{facts.assignment.agency}：请换人。",
            f"{who.en}: credential of {credential.agency}, but this visit is made by "
            f"{facts.assignment.agency}: choose another officer.",
        ), False
    if person.conflict:
        return Text(
            f"{who.zh}须回避：{person.conflict}。请换人。",
            f"{who.en} must stand aside: {person.conflict}. Choose another officer.",
        ), False
    if person.elsewhere:
        return Text(
            f"{who.zh}同一时间另有检查（{person.elsewhere}）：请换人。",
            f"{who.en} is on another visit at the same time ({person.elsewhere}): choose another "
            "officer.",
        ), False
    return None


def _pending(person: OfficerFacts) -> SignerFacts:
    """Return what the roster says about somebody who has not signed yet.

    Before signing there is no certificate to look at; its key and chain are judged in sealing.
    """
    officer = person.officer
    credential = officer.credential
    return SignerFacts(
        SignatureState.PENDING,
        name=officer.name,
        person_id=officer.person_id,
        credential_no=credential.number if credential else "",
        agency=credential.agency if credential else "",
        public_key=f"of {officer.person_id}".encode(),
        is_officer=officer.role is Role.OFFICER,
        chained=True,
        credential_from=credential.valid_from if credential else None,
        credential_to=credential.valid_to if credential else None,
        revoked_since=officer.revoked_since,
    )


def _to_be_shown(person: OfficerFacts) -> Presence:
    """Return the showing that G-03 asks for: before the visit nobody can have shown anything."""
    return Presence(person.officer.person_id, _number(person))


def credentials_gate(facts: GateFacts) -> Gate:
    """Judge G-03: each officer showed the own credential, after arrival. Source: APL 55."""
    title = Text("出示证件", "Credentials shown")
    why = Text(
        "执法人员应当主动出示证件，否则对方有权拒绝检查。依据：行政处罚法第五十五条。",
        "Officers show their credentials on their own initiative; without that the party may "
        "refuse. Source: Administrative Penalty Law, art. 55.",
    )
    record = Fix(
        f"record:{ProcedureKind.CREDENTIAL_SHOWN}", Text("记下出示时刻", "Record the moment")
    )

    def gate(state: GateState, fact: Text, fixes: tuple[Fix, ...] = ()) -> Gate:
        return Gate("G-03", GateStage.ON_SITE, state, title, fact, why, fixes)

    shown = {event.person: event for event in facts.all(ProcedureKind.CREDENTIAL_SHOWN)}
    waiting = [p.officer.name for p in facts.officers if p.officer.person_id not in shown]
    if waiting or not facts.officers:
        if not shown:
            return gate(
                GateState.TODO,
                Text("两人都出示，记时刻", "Both show theirs; note the time"),
                (record,),
            )
        names = "、".join(waiting)
        return gate(
            GateState.TODO,
            Text(f"还差{names}出示", f"Still to show: {names}"),
            (record,),
        )
    for person in facts.officers:
        event = shown[person.officer.person_id]
        if event.moment < facts.start:
            return gate(
                GateState.BLOCKS,
                Text(
                    f"{person.officer.name}出示证件的时刻早于到场时刻：请到场后重新出示并记时。",
                    f"{person.officer.name} showed the credential before arrival: show it again on "
                    "site and note the time.",
                ),
                (record,),
            )
        number = event.detail.get("number", "")
        if number != _number(person):
            return gate(
                GateState.BLOCKS,
                Text(
                    f"{person.officer.name}出示的证件号“{number}”与名册不一致："
                    "请核对后重新记录，或联网更新证件。",
                    f"The number “{number}” that {person.officer.name} showed is not the one on "
                    "the roster: check and record again, or update online.",
                ),
                (record, _UPDATE),
            )
    times = "、".join(
        f"{p.officer.name} {shown[p.officer.person_id].wall[11:16]}" for p in facts.officers
    )
    return gate(GateState.HOLDS, Text(f"已出示：{times}", f"Shown: {times}"))


def _number(person: OfficerFacts) -> str:
    return person.officer.credential.number if person.officer.credential else ""


def _called(place: int, name: str) -> Text:
    if place < len(_ORDINALS):
        return Text(_ORDINALS[place].zh + name, f"{_ORDINALS[place].en} {name}")
    return Text(f"执法人员{name}", f"Officer {name}")


def _near(facts: GateFacts, day: date) -> str:
    return day_zh(day) if day.year == facts.day.year else full_day_zh(day)


def _swaps(facts: GateFacts) -> tuple[Fix, ...]:
    chosen = {person.officer.person_id for person in facts.officers}
    free = [officer for officer in facts.substitutes if officer.person_id not in chosen]
    if not free:
        return (_choose(),)
    return tuple(
        Fix(
            f"swap-officer:{officer.person_id}",
            Text(f"换成{officer.name}", f"Choose {officer.name}"),
        )
        for officer in free[:2]
    )


def _choose() -> Fix:
    return Fix("choose-officer", Text("换人", "Choose another officer"))
