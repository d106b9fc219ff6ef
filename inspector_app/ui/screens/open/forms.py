"""The small forms under the gates of the site: what was shown, told, answered.

Each gives the events that a press on its button records. They open under their row on the opening
page. Must never record anything by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.domain.procedure.events import ProcedureEvent, ProcedureKind
from inspector_app.services.inspection_views import InspectionView

from inspector_app.ui.components.buttons import Button, Kind
from inspector_app.ui.components.fields import Field
from inspector_app.ui.components.panel import column, row
from inspector_app.ui.components.segment import Chips, Segment
from inspector_app.ui.components.text import Text
from inspector_app.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Told:
    """An event to record; `person` '' for whoever is at the keyboard."""

    kind: ProcedureKind
    detail: Mapping[str, str]
    person: str = ""


@dataclass(frozen=True, slots=True)
class CapReason:
    """Why the yearly cap is exceeded, and who allowed it."""

    text: str


class GateForm(QWidget):
    """One form; emits what it notes."""

    noted = Signal(object)
    """A tuple of `Told` and `CapReason`."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        """Build the form with what was noted before."""
        super().__init__()
        self.desk, self.look, self.say, self.view = desk, desk.look, desk.say, view
        self.down = column(self.look, self, gap=10)
        self.first: QWidget | None = None

    def start(self) -> None:
        """Put the focus into its first part."""
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def last(self, kind: ProcedureKind) -> Mapping[str, str]:
        """Return what was noted last, empty if nothing."""
        events = [event for event in self.view.events if event.kind is kind]
        return events[-1].detail if events else {}

    def speak(self, text: str) -> None:
        """Show a fixed text that is read out: it gets printed, so it stands in serif."""
        self.down.addWidget(Text(self.look, text, 17, serif=True, wrap=True))

    def segment(self, name: str, options: tuple[tuple[str, str], ...], value: str) -> Segment:
        """Add a choice."""
        part = Segment(self.look, options, value, name=name)
        self.down.addWidget(part)
        self.first = self.first or part
        return part

    def field(self, hint: str, text: str = "") -> Field:
        """Make a field; the caller places it."""
        return Field(self.look, text, hint=hint, name=hint)

    def buttons(self) -> Button:
        """Add the button that notes."""
        button = Button(self.look, self.say("open.note"), Kind.CHOICE, icon="check")
        button.clicked.connect(self.note)
        line = row(self.look, gap=8)
        line.addWidget(button)
        line.addStretch(1)
        self.down.addLayout(line)
        return button

    def note(self) -> None:
        """Emit what stands in the form, if it is whole."""


class CapForm(GateForm):
    """The reason to go over the yearly cap."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        super().__init__(desk, view)
        self.reason = self.field(self.say("open.cap-reason"), view.visit.get("cap_reason", ""))
        self.reason.returnPressed.connect(self.note)
        self.down.addWidget(self.reason)
        self.first = self.reason
        self.buttons()

    def note(self) -> None:
        text = self.reason.text().strip()
        if text:
            self.noted.emit((CapReason(text),))
        else:
            self.reason.setFocus()


class CredentialsForm(GateForm):
    """Each officer shows the own credential."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        super().__init__(desk, view)
        officers = view.officers
        names = "、".join(officer.name for officer in officers)
        numbers = "、".join(one.credential.number for one in officers if one.credential)
        self.speak(
            self.say("open.shown-text", agency=view.assignment.agency, names=names, numbers=numbers)
        )
        line = row(self.look, gap=8)
        both = Button(self.look, self.say("open.shown-both"), Kind.CHOICE, icon="id-card")
        both.clicked.connect(self.note)
        line.addWidget(both)
        for officer in officers:
            one = Button(self.look, self.say("open.shown-by", name=officer.name))
            one.clicked.connect(lambda _=False, person=officer.person_id: self._note(person))
            line.addWidget(one)
        line.addStretch(1)
        self.down.addLayout(line)
        self.first = both

    def note(self) -> None:
        self._note("")

    def _note(self, person: str) -> None:
        told = tuple(
            Told(ProcedureKind.CREDENTIAL_SHOWN, {"number": one.credential.number}, one.person_id)
            for one in self.view.officers
            if one.credential is not None and person in ("", one.person_id)
        )
        self.noted.emit(told)


class NoticeForm(GateForm):
    """A notice with its number, or a spot check with its reason."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        super().__init__(desk, view)
        kept = self.last(ProcedureKind.NOTICE_PRESENTED)
        spot = bool(kept.get("spot_reason")) or not kept
        self.way = self.segment(
            self.say("open.notice-how"),
            (("number", self.say("open.notice-served")), ("spot", self.say("open.notice-spot"))),
            "spot" if spot else "number",
        )
        reason = kept.get("spot_reason", "") or view.assignment.reason
        known = desk.workspace.law.profile(view.assignment.profile).spot_reasons
        if reason not in known and not kept:
            reason = next((one for one in known if one in reason), reason)
        self.number = self.field(self.say("open.notice-number"), kept.get("number", ""))
        self.reason = self.field(self.say("open.notice-reason"), reason)
        self.reasons = Chips(self.look, [(one, one) for one in known], reason)
        self.reasons.chosen.connect(self.reason.setText)
        self.down.addWidget(self.number)
        self.down.addWidget(self.reasons)
        self.down.addWidget(self.reason)
        self.way.chosen.connect(self._on_way_chosen)
        self.number.returnPressed.connect(self.note)
        self.reason.returnPressed.connect(self.note)
        self.buttons()
        self._on_way_chosen(self.way.value)

    def note(self) -> None:
        number, reason = self.number.text().strip(), self.reason.text().strip()
        if self.way.value == "number" and number:
            self.noted.emit((Told(ProcedureKind.NOTICE_PRESENTED, {"number": number}),))
        elif self.way.value != "number" and reason:
            self.noted.emit((Told(ProcedureKind.NOTICE_PRESENTED, {"spot_reason": reason}),))
        else:
            field = self.number if self.way.value == "number" else self.reason
            field.setFocus()

    def _on_way_chosen(self, way: str) -> None:
        self.number.setVisible(way == "number")
        self.reason.setVisible(way != "number")
        self.reasons.setVisible(way != "number")


class RightsForm(GateForm):
    """The fixed text, and the answer on recusal."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        super().__init__(desk, view)
        self.down.addWidget(Text(self.look, self.say("open.rights-read"), 13, tone="ink2"))
        self.speak(self.say("open.rights-text"))
        kept = self.last(ProcedureKind.RIGHTS_TOLD).get("recusal", "")
        self.answer = self.segment(
            self.say("open.rights-read"),
            (("不申请", self.say("open.recusal-no")), ("申请", self.say("open.recusal-yes"))),
            kept,
        )
        self.answer.chosen.connect(self.note)

    def note(self) -> None:
        if self.answer.value:
            self.noted.emit((Told(ProcedureKind.RIGHTS_TOLD, {"recusal": self.answer.value}),))


class RecordingForm(GateForm):
    """Recorder and start, or why there is none."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        super().__init__(desk, view)
        kept = self.last(ProcedureKind.RECORDING_TOLD)
        self.way = self.segment(
            self.say("open.recorder"),
            (("yes", self.say("open.recording-yes")), ("no", self.say("open.recording-no"))),
            "no" if kept.get("reason") else "yes",
        )
        self.device = self.field(self.say("open.recorder"), kept.get("device", ""))
        now = self.desk.clock.now().strftime("%H:%M")
        self.started = self.field(self.say("open.recorder-start"), kept.get("start", now))
        self.reason = self.field(self.say("open.recording-reason"), kept.get("reason", ""))
        line = row(self.look, gap=8)
        line.addWidget(self.device, 2)
        line.addWidget(self.started, 1)
        self.down.addLayout(line)
        self.down.addWidget(self.reason)
        self.way.chosen.connect(self._on_way_chosen)
        for field in (self.device, self.started, self.reason):
            field.returnPressed.connect(self.note)
        self.buttons()
        self._on_way_chosen(self.way.value)

    def start(self) -> None:
        self.device.setFocus(Qt.FocusReason.OtherFocusReason)

    def note(self) -> None:
        device, started = self.device.text().strip(), self.started.text().strip()
        reason = self.reason.text().strip()
        kind = ProcedureKind.RECORDING_TOLD
        if self.way.value == "no":
            if reason:
                self.noted.emit((Told(kind, {"reason": reason}),))
            else:
                self.reason.setFocus()
        elif device and started:
            self.noted.emit((Told(kind, {"device": device, "start": started}),))
        else:
            (self.device if not device else self.started).setFocus()

    def _on_way_chosen(self, way: str) -> None:
        for field in (self.device, self.started):
            field.setVisible(way != "no")
        self.reason.setVisible(way == "no")


class PresentForm(GateForm):
    """Who of the unit is there, or the witness."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        super().__init__(desk, view)
        kept = self.last(ProcedureKind.PERSON_PRESENT)
        self.way = self.segment(
            self.say("open.person-name"),
            (("yes", self.say("open.present-yes")), ("no", self.say("open.present-no"))),
            "no" if kept.get("witness") and not kept.get("name") else "yes",
        )
        self.name = self.field(self.say("open.person-name"), kept.get("name", ""))
        self.post = self.field(self.say("open.person-post"), kept.get("post", ""))
        self.witness = self.field(self.say("open.witness"), kept.get("witness", ""))
        self.contact = self.field(self.say("open.witness-contact"), kept.get("contact", ""))
        for left, right in ((self.name, self.post), (self.witness, self.contact)):
            line = row(self.look, gap=8)
            line.addWidget(left, 1)
            line.addWidget(right, 1)
            self.down.addLayout(line)
            left.returnPressed.connect(self.note)
            right.returnPressed.connect(self.note)
        self.way.chosen.connect(self._on_way_chosen)
        self.buttons()
        self._on_way_chosen(self.way.value)

    def start(self) -> None:
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def note(self) -> None:
        kind = ProcedureKind.PERSON_PRESENT
        if self.way.value == "no":
            witness, contact = self.witness.text().strip(), self.contact.text().strip()
            if witness:
                self.noted.emit((Told(kind, {"witness": witness, "contact": contact}),))
            else:
                self.witness.setFocus()
            return
        name, post = self.name.text().strip(), self.post.text().strip()
        if name and post:
            self.noted.emit((Told(kind, {"name": name, "post": post}),))
        else:
            (self.name if not name else self.post).setFocus()

    def _on_way_chosen(self, way: str) -> None:
        for field in (self.name, self.post):
            field.setVisible(way != "no")
        for field in (self.witness, self.contact):
            field.setVisible(way == "no")


class ClassifiedForm(GateForm):
    """Classified or not; yes cannot be taken back."""

    def __init__(self, desk: Desk, view: InspectionView) -> None:
        super().__init__(desk, view)
        self.down.addWidget(
            Text(self.look, self.say("open.classified-note"), 15, tone="ink2", wrap=True)
        )
        kept = self.last(ProcedureKind.CLASSIFIED_ANSWERED).get("answer", "")
        self.answer = self.segment(
            self.say("open.classified-note"),
            (("否", self.say("open.classified-no")), ("是", self.say("open.classified-yes"))),
            kept,
        )
        self.answer.setEnabled(kept != "是")
        self.answer.chosen.connect(self.note)

    def note(self) -> None:
        if self.answer.value:
            told = Told(ProcedureKind.CLASSIFIED_ANSWERED, {"answer": self.answer.value})
            self.noted.emit((told,))


FORMS: Mapping[str, type[GateForm]] = {
    "G-01": CapForm,
    "G-03": CredentialsForm,
    "G-04": NoticeForm,
    "G-05": RightsForm,
    "G-06": RecordingForm,
    "G-07": PresentForm,
    "G-09": ClassifiedForm,
}
"""Which form a gate opens."""


def arrived_at(events: tuple[ProcedureEvent, ...]) -> str:
    """Return the moment of arrival, ISO 8601, '' before it."""
    return next((event.wall for event in events if event.kind is ProcedureKind.ARRIVED), "")
