"""The gates of the visit itself: notice, rights, recording, person present, obstruction, secrecy,
reading. G-04 … G-10 without G-03.

Called by `gates`; each rule reads the events of the visit and says what is wrong and how to fix it.
Must never ask for more than the profile wants.
"""

from __future__ import annotations

from inspector_app.domain.procedure.events import ProcedureKind
from inspector_app.domain.procedure.gate_values import Fix, Gate, GateFacts, GateStage, GateState
from inspector_app.domain.wording import Text


def notice_gate(facts: GateFacts) -> Gate:
    """Judge G-04: notice presented, or a spot check with a reason. Source: domain note 3."""
    name = facts.profile.documents.get("notice", "检查通知书")
    title = Text("检查通知书", "Inspection notice")
    why = Text(
        f"检查前送达{name}；当场检查的，在笔录里写明理由。",
        "The notice is presented before the inspection; a spot check gives its reason in the "
        "record.",
    )

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-04", GateStage.ON_SITE, state, title, fact, why, fixes)

    record = _record(ProcedureKind.NOTICE_PRESENTED, "记下文号或理由", "Note number or reason")
    event = facts.last(ProcedureKind.NOTICE_PRESENTED)
    if event is None:
        if not facts.profile.notice_required:
            return gate(GateState.HOLDS, Text("本程序不要求通知书", "This procedure asks for none"))
        return gate(
            GateState.TODO,
            Text("送达，或写明当场检查的理由", "Present it, or give the reason for a spot check"),
            record,
        )
    number, reason = event.detail.get("number", ""), event.detail.get("spot_reason", "")
    if number:
        return gate(GateState.HOLDS, Text(f"已送达：{number}", f"Presented: {number}"))
    if not reason:
        return gate(
            GateState.BLOCKS,
            Text(
                "通知书没有文号，也没有当场检查的理由：请补一项。",
                "Neither a notice number nor a reason for a spot check: fill one in.",
            ),
            record,
        )
    if reason in facts.profile.spot_reasons:
        return gate(GateState.HOLDS, Text(f"当场检查：{reason}", f"Spot check: {reason}"))
    return gate(
        GateState.WARNS,
        Text(
            f"当场检查的理由“{reason}”不在本机关的清单里，会写进笔录：可换成清单里的理由。",
            f"The reason for the spot check (“{reason}”) is not on the agency's list and goes "
            "into the record: choose one of the list if it fits.",
        ),
        record,
    )


def rights_gate(facts: GateFacts) -> Gate:
    """Judge G-05: fixed text read, answer on recusal noted. Source: APL 43, 44, 45, 55."""
    title = Text("告知权利", "Rights told")
    why = Text(
        "先告知回避、陈述、申辩和拒绝检查的权利。依据：行政处罚法第四十三条、第四十五条、第五十五条。",
        "The party is first told of its rights: recusal, statement, defence, refusal. Source: "
        "Administrative Penalty Law, arts. 43, 45, 55.",
    )

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-05", GateStage.ON_SITE, state, title, fact, why, fixes)

    record = _record(ProcedureKind.RIGHTS_TOLD, "念完，记下回答", "Read out, note the answer")
    event = facts.last(ProcedureKind.RIGHTS_TOLD)
    present = facts.last(ProcedureKind.PERSON_PRESENT)
    witness = present.detail.get("witness", "") if present else ""
    if event is None and present is not None and witness and not present.detail.get("name"):
        return gate(
            GateState.WARNS,
            Text(
                f"无人在场，未能告知；笔录写明由见证人{witness}见证。",
                f"Nobody of the unit is there to be told; the record says that {witness} "
                "witnessed the visit.",
            ),
            record,
        )
    if event is None:
        return gate(
            GateState.TODO,
            Text(
                "念固定文字；问是否申请回避，记原话",
                "Read the fixed text; ask about recusal, note the answer",
            ),
            record,
        )
    answer = event.detail.get("recusal", "").strip()
    if not answer:
        return gate(
            GateState.BLOCKS,
            Text(
                "没有记下对回避的回答：请问明后补记。",
                "The answer on recusal is missing: ask, then note it.",
            ),
            record,
        )
    if answer == "申请":
        return gate(
            GateState.WARNS,
            Text(
                "对方申请回避：马上报负责人决定；决定作出前检查不停止，笔录注明。",
                "Recusal was asked for: report to the head at once; until the decision the "
                "inspection goes on and the record says so.",
            ),
            Fix("report-head", Text("报负责人", "Report to the head")),
        )
    return gate(GateState.HOLDS, Text(f"已告知；回避：{answer}", f"Told; recusal: {answer}"))


def recording_gate(facts: GateFacts) -> Gate:
    """Judge G-06: recorder and start, or why none. Source: APL 47."""
    title = Text("全程录像", "Recording told")
    why = Text(
        "执法全过程记录。依据：行政处罚法第四十七条。",
        "The whole process is recorded. Source: Administrative Penalty Law, art. 47.",
    )

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-06", GateStage.ON_SITE, state, title, fact, why, fixes)

    record = _record(ProcedureKind.RECORDING_TOLD, "记下记录仪", "Note the recorder")
    event = facts.last(ProcedureKind.RECORDING_TOLD)
    if event is None:
        return gate(
            GateState.TODO,
            Text(
                "记录仪编号和开始时刻，或写明原因",
                "Recorder number and start, or the reason why none",
            ),
            record,
        )
    device, start = event.detail.get("device", ""), event.detail.get("start", "")
    if device and start:
        return gate(GateState.HOLDS, Text(f"{device}，{start}开始", f"{device}, started {start}"))
    reason = event.detail.get("reason", "")
    if reason:
        return gate(
            GateState.WARNS,
            Text(
                f"没有录像：{reason}。原因会写进笔录。",
                f"No recording: {reason}. The reason goes into the record.",
            ),
            record,
        )
    return gate(
        GateState.BLOCKS,
        Text(
            "记录仪缺编号或开始时刻：请补全，或写明没有录像的原因。",
            "Recorder number or start is missing: complete it, or say why there is no recording.",
        ),
        record,
    )


def present_gate(facts: GateFacts) -> Gate:
    """Judge G-07: responsible person, or a witness. Source: Police Rules 85; ACL 18."""
    title = Text("在场人", "Person present")
    why = Text(
        "检查时应有被检查单位的人在场；不在场的，通知后请见证人到场，见证人不能是执法人员。",
        "Somebody of the unit is present; else the unit is notified and a witness is called, who "
        "is not an officer.",
    )

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-07", GateStage.ON_SITE, state, title, fact, why, fixes)

    record = _record(ProcedureKind.PERSON_PRESENT, "记下在场人", "Note who is present")
    event = facts.last(ProcedureKind.PERSON_PRESENT)
    if event is None:
        return gate(
            GateState.TODO,
            Text("负责人；不在则通知并请见证人", "Responsible person; else notify, call a witness"),
            record,
        )
    name, post = event.detail.get("name", ""), event.detail.get("post", "")
    witness = event.detail.get("witness", "")
    officers = {person.officer.name for person in facts.officers}
    if witness and witness in officers:
        return gate(
            GateState.BLOCKS,
            Text(
                f"见证人{witness}是本次的执法人员：请另请见证人。",
                f"Witness {witness} is an officer of this visit: call somebody else.",
            ),
            record,
        )
    if name and post:
        beside = Text(f"；见证人{witness}", f"; witness {witness}") if witness else Text("", "")
        return gate(
            GateState.HOLDS, Text(f"{name}，{post}{beside.zh}", f"{name}, {post}{beside.en}")
        )
    if name:
        return gate(
            GateState.BLOCKS,
            Text(f"没有记下{name}的职务：请补记。", f"The post of {name} is missing: note it."),
            record,
        )
    if witness:
        return gate(
            GateState.HOLDS,
            Text(
                f"负责人不在场，见证人{witness}在场",
                f"Nobody responsible present; witness {witness} present",
            ),
        )
    return gate(
        GateState.BLOCKS,
        Text(
            "没有在场人，也没有见证人：请通知单位负责人，或请见证人到场。",
            "Neither somebody of the unit nor a witness: notify the unit, or call a witness.",
        ),
        record,
    )


def obstruction_gate(facts: GateFacts) -> Gate:
    """Judge G-08: no refusal or obstruction; else the visit ends. Source: APL 55."""
    title = Text("阻挠检查", "Obstruction")
    why = Text(
        "遇到拒绝、阻挠：不强行进入，如实记录，报负责人。",
        "On refusal or obstruction: no forced entry, record the facts, report to the head.",
    )

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-08", GateStage.CLOSING, state, title, fact, why, fixes)

    if not facts.obstruction:
        return gate(
            GateState.TODO,
            Text("PR-09 还没有答", "PR-09 is not answered yet"),
            Fix("item:PR-09", Text("去答 PR-09", "Answer PR-09")),
        )
    if facts.obstruction == "无":
        return gate(GateState.HOLDS, Text("没有拒绝、阻挠", "No refusal, no obstruction"))
    return gate(
        GateState.WARNS,
        Text(
            f"{facts.obstruction}：检查到此结束，写拒绝检查情况，报负责人。",
            f"Obstruction noted ({facts.obstruction}): the visit ends here; write the refusal "
            "record and report to the head.",
        ),
        Fix("refusal-record", Text("写拒绝检查情况", "Write the refusal record")),
        Fix("report-head", Text("报负责人", "Report to the head")),
    )


def classified_gate(facts: GateFacts) -> Gate:
    """Judge G-09: answered; yes means classified mode for good. Source: 保密法 30, 31."""
    title = Text("是否涉密", "Classified?")
    why = Text(
        "涉密场所不拍照、不定位、不联网。依据：保密法第三十条、第三十一条。",
        "In a classified place: no photo, position or network. Source: State Secrets Law, "
        "arts. 30, 31.",
    )
    event = facts.last(ProcedureKind.CLASSIFIED_ANSWERED)
    answer = event.detail.get("answer", "") if event else ""
    if answer == "否":
        state, fact = GateState.HOLDS, Text("不涉密", "Not classified")
    elif answer == "是":
        state, fact = (
            GateState.WARNS,
            Text(
                "涉密模式，本次不能退出：不拍照、不定位、不联网，只记编号和结论。",
                "Classified mode for this whole visit: no photo, position or network; codes and "
                "results only.",
            ),
        )
    else:
        record = _record(ProcedureKind.CLASSIFIED_ANSWERED, "选是或否", "Answer yes or no")
        fact = Text(
            "选“是”后本次不拍照、不定位、不联网", "After “yes”: no photo, position or network"
        )
        return Gate("G-09", GateStage.ON_SITE, GateState.TODO, title, fact, why, (record,))
    return Gate("G-09", GateStage.ON_SITE, state, title, fact, why)


def read_gate(facts: GateFacts) -> Gate:
    """Judge G-10: the text was shown or read aloud after the last edit. Source: APL 55; 45."""
    title = Text("核对笔录", "Record read over")
    why = Text(
        "笔录交被检查单位核对或者向其宣读，听取说明，记下异议；修改后重新核对。",
        "The party reads the record or hears it read, is heard, and objections are noted; after a "
        "change it is read again.",
    )

    def gate(state: GateState, fact: Text, *fixes: Fix) -> Gate:
        return Gate("G-10", GateStage.CLOSING, state, title, fact, why, fixes)

    read = facts.last(ProcedureKind.READ_OVER)
    thawed = facts.last(ProcedureKind.THAWED)
    record = _record(ProcedureKind.READ_OVER, "已核对，记时刻", "Read over, note the moment")
    if read is None:
        fact = Text("交对方核对，或者宣读", "The party reads it, or hears it read")
        return gate(GateState.TODO, fact, record)
    if thawed is not None and thawed.seq > read.seq:
        return gate(
            GateState.TODO,
            Text("核对后文字改过：请重新核对。", "The text was changed after the reading: again."),
            record,
        )
    aloud = read.detail.get("way") == "aloud"
    when = read.wall[11:16]
    return gate(
        GateState.HOLDS,
        Text(f"{when} 已宣读", f"Read aloud {when}")
        if aloud
        else Text(f"{when} 已交对方核对", f"Shown to the party {when}"),
    )


def _record(kind: ProcedureKind, zh: str, en: str) -> Fix:
    return Fix(f"record:{kind}", Text(zh, en))
