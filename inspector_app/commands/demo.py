"""`inspector demo OUT [--keep]`: the whole main job without a screen, on an invented café.

Makes a bureau on loopback, enrols a laptop and two officers, pulls, goes offline, inspects, seals,
prints, goes online, delivers, and verifies everything again from the files alone. Each step looks
first what is there: killed at any moment and started again with the same OUT it goes on and ends in
the same place. Must never write outside OUT.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from inspector_app.clock import CHINA, SteppingClock, SystemClock
from inspector_app.storage.files import write_file
from inspector_app.storage.lock import FolderLock

T = TypeVar("T")
WORK = "work"
SUMMARY = "summary.json"
_STATE = "state.json"
_LOCK = ".lock"
_ARRIVAL = (9, 40)  # the visit is laid into the last forenoon that is wholly past
_TAKE_OVER_MINUTES = 75  # before arrival
_BACK_ONLINE_MINUTE = 170


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = sub.add_parser("demo", help="the whole main job without a screen · 不用屏幕走完全程")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the results · 结果文件夹")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="leave the laptop's and the bureau's folders in OUT/work · 保留工作文件夹",
    )


def run(args: argparse.Namespace) -> int:
    """Run or resume the demo; 0 only if every verdict holds."""
    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        return _play(out, keep=args.keep)


def _play(out: Path, *, keep: bool) -> int:
    demo = _Demo(out, keep=keep)
    if (out / SUMMARY).exists() and demo.finished():
        demo.say("已经做完，重新验证", "done before; verifying again")
        return demo.verify_again()
    return demo.play()


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold OUT; a second demo with the same OUT is told so at once."""
    path = out / _LOCK
    lock = FolderLock(path)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps an open file
            path.unlink()
        lock.release()


class _Demo:
    """One run; steps are numbered as they are printed."""

    def __init__(self, out: Path, *, keep: bool) -> None:
        self._out = out
        self._work = out / WORK
        self._keep = keep
        self._seconds: dict[str, float] = {}
        self._step = 0

    def say(self, zh: str, en: str) -> None:
        """Print what a step brought."""
        sys.stdout.write(f"     {zh} · {en}\n")
        sys.stdout.flush()

    def finished(self) -> bool:
        """Tell whether the summary speaks of the files that lie here."""
        try:
            summary = json.loads((self._out / SUMMARY).read_text("utf-8"))
            return all(
                _sha256(self._out / name) == entry["sha256"]
                for name, entry in summary["files"].items()
            )
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def play(self) -> int:
        """Go through every step, whatever of it is done already."""
        from inspector_app.commands.training.visit import TrainingVisit
        from inspector_app.commands.training.world import TrainingWorld

        begun = time.monotonic()
        start = self._start()
        clock = SteppingClock(start - timedelta(minutes=_TAKE_OVER_MINUTES))
        with TrainingWorld(self._work, clock=clock, entropy=os.urandom) as world:
            self._do("bureau", "局端和网络", "bureau on loopback", world.go_online)
            items = self._do(
                "publish",
                "局里发布名册、台账、检查表、法规、任务",
                "the bureau publishes roster, ledger, checklists, law, assignments",
                lambda: world.publish(start.date(), start.time()),
            )
            self.say(f"共 {items} 项", f"{items} items")
            keys = self._do(
                "enrol", "登记笔记本和两名执法人员", "laptop and two officers enrol", world.enrol
            )
            self.say(f"证书 {keys} 张", f"{keys} certificates")
            workspace = world.workspace
            pulled = self._do(
                "pull", "取回任务、台账、名册、检查表", "pull from the bureau", workspace.sync.pull
            )
            self.say(f"收到 {pulled.items} 项", f"{pulled.items} items received")
            self._do("offline", "断网出门", "offline from here", world.go_offline)
            visit = TrainingVisit(workspace, clock, start)
            visit.catch_up()
            self._do("open", "两人解锁，程序门禁", "two officers, gates", visit.open)
            counts = self._do(
                "answer", "检查表和抽样", "checklist and samples", lambda: visit.answer(_silent)
            )
            self.say(
                f"答案 {counts.answers}，合格 {counts.passed}，不合格 {counts.failed}，"
                f"不适用 {counts.not_applicable}，抽样 {counts.samples} 行",
                f"{counts.answers} answers: {counts.passed} pass, {counts.failed} fail, "
                f"{counts.not_applicable} n/a, {counts.samples} sample rows",
            )
            photos = self._do(
                "photos", "照片", "photographs", lambda: visit.photograph(self._work / "camera")
            )
            self.say(f"照片 {photos} 张", f"{photos} photos")
            findings = self._do("findings", "问题", "findings", visit.decide)
            self.say(f"问题 {findings} 个，均已决定", f"{findings} findings decided")
            self._do("write", "成文、定稿", "the record writes itself, frozen", visit.write)
            self._do("sign", "对方说明、异议、签名；两人签名", "everybody signs", visit.sign)
            sealed = self._do("seal", "封存并重新读出验证", "sealed, re-read, verified", visit.seal)
            self.say(f"根 {sealed.root[:16]}…", f"root {sealed.root[:16]}…")
            self._do("print", "写成 PDF", "the record as PDF", lambda: self._print(world, visit))
            clock.advance(max(timedelta(0), _minute(start, _BACK_ONLINE_MINUTE) - clock.now()))
            self._do("online", "回到网络", "online again", world.go_online)
            world.tell_address()
            sent = self._do("push", "送达、取得回执", "deliver, receipt", workspace.sync.push)
            self.say(
                f"送达 {len(sent.receipted)} 份，证据 {sent.blobs} 件",
                f"{len(sent.receipted)} records, {sent.blobs} evidence files",
            )
            self._do("files", "写出文件", "write the files", lambda: self._files(world, visit))
            counts = visit.counts()
            bureau = world.bureau_counts()
            device = workspace.enrolment.device()
        verdicts = self._do("verify", "只凭文件再验证一遍", "verify from the files", self._verify)
        verdicts["bureau_holds_one_record"] = bureau["records"] == 1
        verdicts["bureau_holds_every_photo"] = bureau["blobs"] >= counts.photos
        verdicts["nothing_quarantined"] = bureau["quarantined"] == 0
        self._seconds["total"] = round(time.monotonic() - begun, 3)
        summary = {
            "record_id": visit.inspection,
            "root": sealed.root,
            "number": sealed.number,
            "bureau": device.bureau_name,
            "counts": {
                "answers": counts.answers,
                "passed": counts.passed,
                "failed": counts.failed,
                "not_applicable": counts.not_applicable,
                "findings": counts.findings,
                "photos": counts.photos,
                "sample_rows": counts.samples,
            },
            "at_bureau": bureau,
            "files": self._listed(),
            "seconds": self._seconds,
            "verdicts": verdicts,
            "ok": all(verdicts.values()),
        }
        write_file(self._out / SUMMARY, json.dumps(summary, ensure_ascii=False, indent=2).encode())
        if not self._keep:
            shutil.rmtree(self._work)
        return self._close(verdicts)

    def verify_again(self) -> int:
        """Verify the files of a run that was finished before."""
        if not self._keep and self._work.exists():
            shutil.rmtree(self._work)  # the last run ended between the summary and this
        return self._close(self._do("verify", "验证", "verify", self._verify))

    def _close(self, verdicts: Mapping[str, bool]) -> int:
        for name, holds in verdicts.items():
            sys.stdout.write(f"     [{'✓' if holds else '✗'}] {name}\n")
        good = all(verdicts.values())
        sys.stdout.write(f"{'全部成立' if good else '有不成立的'} · ")
        sys.stdout.write(f"{'all hold' if good else 'not all hold'}: {self._out}\n")
        return 0 if good else 1

    def _do(self, key: str, zh: str, en: str, act: Callable[[], T]) -> T:
        self._step += 1
        sys.stdout.write(f"{self._step:>2}. {zh} · {en}\n")
        sys.stdout.flush()
        begun = time.monotonic()
        value = act()
        self._seconds[key] = round(time.monotonic() - begun, 3)
        return value

    def _start(self) -> datetime:
        """Return the moment of arrival: chosen at the first run, kept for the next."""
        state = self._work / _STATE
        if state.exists():
            return datetime.fromisoformat(json.loads(state.read_text("utf-8"))["start"])
        now = SystemClock().now().astimezone(CHINA)
        start = now.replace(hour=_ARRIVAL[0], minute=_ARRIVAL[1], second=0, microsecond=0)
        if start + timedelta(minutes=_BACK_ONLINE_MINUTE) > now:
            start -= timedelta(days=1)
        self._work.mkdir(parents=True, exist_ok=True)
        write_file(state, json.dumps({"start": start.isoformat()}).encode())
        return start

    def _print(self, world: Any, visit: Any) -> None:
        write_file(self._out / "record.pdf", world.workspace.records.pdf(visit.inspection))

    def _files(self, world: Any, visit: Any) -> None:
        records = world.workspace.records
        write_file(self._out / "record.insp", records.insp(visit.inspection, with_evidence=True))
        receipt = records.get(visit.inspection).receipt
        (self._out / "receipt").mkdir(exist_ok=True)
        write_file(self._out / "receipt" / "receipt.dsse.json", receipt.receipt)
        write_file(self._out / "receipt" / "receipt.tlog-proof", receipt.proof)
        anchors = world.workspace.enrolment.device().anchors_pem
        write_file(self._out / "bureau-root.pem", anchors)

    def _verify(self) -> dict[str, bool]:
        from inspector_app.commands.verify import verify_file
        from inspector_app.records.verdict import Fact, State

        trust = [self._out / "bureau-root.pem"]
        always = (Fact.INTACT, Fact.SIGNED, Fact.TWO_OFFICERS, Fact.TRUSTED, Fact.CHAINED)
        wanted = {
            "record.insp": (*always, Fact.EVIDENCE, Fact.RECEIVED),
            "record.pdf": (*always, Fact.DOCUMENT, Fact.RECEIVED),
        }
        verdicts: dict[str, bool] = {}
        for name, facts in wanted.items():
            found = verify_file(self._out / name, trust=trust, clock=SystemClock())
            verdicts[f"{name}:valid"] = found.status == 0
            for fact in facts:
                holds = found.verdict is not None and found.verdict.state(fact) is State.YES
                verdicts[f"{name}:{fact.value}"] = holds
        return verdicts

    def _listed(self) -> dict[str, dict[str, Any]]:
        names = sorted(
            path.relative_to(self._out).as_posix()
            for path in (*self._out.glob("*"), *self._out.glob("receipt/*"))
            if path.is_file() and path.name not in (SUMMARY, _LOCK)
        )
        return {
            name: {
                "sha256": _sha256(self._out / name),
                "bytes": (self._out / name).stat().st_size,
            }
            for name in names
        }


def _silent(_: str) -> None:
    """Progress that nobody watches."""


def _minute(start: datetime, minute: int) -> datetime:
    return start + timedelta(minutes=minute)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
