"""The training visit brought to its stages, each kept as a folder to begin from.

Used by the window's tests and by the gallery. Everything is real: bureau on loopback, enrolment,
store, checklist, seal. A stage is made once from the one before and then copied, so that whoever
opens it may do what they like.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.commands.training import data
from inspector_app.commands.training.visit import TrainingVisit
from inspector_app.commands.training.world import TrainingWorld
from inspector_app.domain.identifiers import InspectionId

STAGES = ("enrolled", "checking", "decided", "written", "frozen", "signed", "sealed", "sent")
"""Enrolled; answered; findings decided; head of record set; frozen; inked; sealed; receipted."""
_CLOCK = "clock.json"
_BEFORE_MINUTES = 150


class Scene:
    """A world at a stage: both officers unlocked, the server not running."""

    def __init__(self, folder: Path) -> None:
        """Open a folder made by `Stages`."""
        kept = json.loads((folder / _CLOCK).read_text("ascii"))
        self.start = datetime.fromisoformat(kept["start"])
        self.clock = SteppingClock(datetime.fromisoformat(kept["now"]))
        self.world = TrainingWorld(folder, clock=self.clock, entropy=os.urandom)
        self.world.unlock()
        self.workspace = self.world.workspace
        self.visit = TrainingVisit(self.workspace, self.clock, self.start)

    @property
    def inspection(self) -> InspectionId:
        """Id of the training visit."""
        return self.visit.inspection

    def close(self) -> None:
        """Close world and server; note the time."""
        _note(self.world.folder, self.clock, self.start)
        self.world.close()

    def write_head(self) -> None:
        """Set the head of the record as the officers do on the record page; freeze nothing."""
        end = self.start + timedelta(minutes=128)
        facts = {
            "start": self.start.isoformat(timespec="seconds"),
            "end": end.isoformat(timespec="seconds"),
            "place": "云岭区观澜路8号地下一层（营业大厅、收银台、设备间）",
            "environment": "室内",
            "recorder": data.SECOND,
        }
        behind = self.start + timedelta(minutes=129) - self.clock.now()
        self.clock.advance(max(behind, timedelta(0)))
        for field, value in facts.items():
            self.workspace.writing.set_visit(self.inspection, field, value, data.SECOND)
        checklist = self.workspace.inspections.checklist(self.inspection)
        item = checklist.item("PR-12")
        if item.verdict != "ok":
            checklist.set(item.verdict_ref, "ok", data.FIRST)


class Stages:
    """Makes stages in a folder, each once."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`; what an earlier run left there is used again."""
        self._folder = folder

    def open(self, stage: str, into: Path) -> Scene:
        """Return a fresh scene at a stage; `into` is made."""
        shutil.copytree(self._make(stage), into)
        return Scene(into)

    def _make(self, stage: str) -> Path:
        place = self._folder / stage
        if place.exists():
            return place
        fresh = self._folder / f"{stage}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        at = STAGES.index(stage)
        if at == 0:
            scene = _begin(fresh)
        else:
            scene = self.open(STAGES[at - 1], fresh)
            _play(scene, stage)
        scene.close()
        fresh.rename(place)
        return place


def _begin(folder: Path) -> Scene:
    # certificates are judged by TLS at the machine's time, so the visit is a recent one
    start = datetime.now(CHINA).replace(microsecond=0) - timedelta(minutes=_BEFORE_MINUTES)
    clock = SteppingClock(start - timedelta(minutes=60))
    with TrainingWorld(folder, clock=clock, entropy=os.urandom) as world:
        world.publish(start.date(), start.time())
        world.enrol()
        world.workspace.sync.pull()
    _note(folder, clock, start)
    return Scene(folder)


def _play(scene: Scene, stage: str) -> None:
    visit = scene.visit
    if stage == "checking":
        visit.open()
        visit.answer(lambda _: None)
        visit.photograph(scene.world.folder / "camera")
    elif stage == "decided":
        visit.decide()
    elif stage == "written":
        scene.write_head()
    elif stage == "frozen":
        scene.workspace.signing.freeze(scene.inspection, data.SECOND)
    elif stage == "signed":
        visit.sign()
    elif stage == "sealed":
        visit.seal()
    elif stage == "sent":
        scene.world.go_online()
        scene.workspace.sync.push()


def _note(folder: Path, clock: SteppingClock, start: datetime) -> None:
    kept = {"now": clock.now().isoformat(), "start": start.isoformat()}
    (folder / _CLOCK).write_text(json.dumps(kept), "ascii")
