"""Figures of the form engine on generated forms and the shipped checklists; asserts nothing.

Run it by hand: `python tests/bench/bench_xforms.py`. Every figure is printed as CPU time and as
wall time, because other work may load the machine; loads are medians of several. Memory and cold
starts are measured in processes of their own (the file calls itself). Promise: 1,000 questions
load < 0.15 s and answer p95 < 2 ms; 5,000 load < 1 s, p95 < 10 ms, worst chain < 60 ms, < 120 MB;
5,000 repeat rows p95 < 10 ms; 100,000-row cascade < 20 ms; a checklist < 0.5 s cold, < 50 ms kept.
"""

from __future__ import annotations

import gc
import json
import random  # repeatable figures, no secrets
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

_BEGUN = (time.process_time(), time.perf_counter())

from inspector_app.clock import CHINA, SteppingClock  # noqa: E402  (imports are measured)
from inspector_app.installation import checklist  # noqa: E402
from inspector_app.xforms import Form, Session, load_form  # noqa: E402

_IMPORTED = (time.process_time(), time.perf_counter())
RUNS = 5
Times = tuple[float, float]
"""CPU and wall seconds."""

REFERENCE = """\
other engines, local 5,000 questions (measured once on such a machine, within a factor of 2):
  JavaScript engine 0.22   load 18-29 s   answer 12 / 47 / 65 ms     memory 640 MB
  JavaRosa 5.1             load  3.2 s    answer 1.1 / 1.7 ms        heap    28 MB
other engines, chain 5,000 questions:
  JavaScript engine 0.22   load 20-26 s   answer 13 / 227 / 310 ms   memory 750 MB
  JavaRosa 5.1             load  9.8 s    answer 37 / 106 ms
other engines, 1,000 questions: JavaScript load 2.6-4.4 s, p95 6-19 ms; JavaRosa 0.6 s, 1.3-19 ms"""

_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>b</h:title><model>'
)


def _document(instance: str, binds: str, body: str, extra: str = "") -> bytes:
    return (
        f'{_HEAD}<instance><data id="b" version="1">{instance}</data></instance>{extra}{binds}'
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


def local_form(questions: int) -> bytes:
    """Sections of 20 with chains inside, a score per section, a total over all."""
    instance, binds, body = [], [], []
    sections = questions // 20
    for s in range(sections):
        names = "".join(f"<q{s}_{i}/>" for i in range(20))
        instance.append(f"<s{s}>{names}<score/></s{s}>")
        controls = []
        for i in range(20):
            path = f"/data/s{s}/q{s}_{i}"
            relevant = f" relevant=\"/data/s{s}/q{s}_{i - 1} = 'ok'\"" if i % 4 else ""
            constraint = ' constraint=". != \'bad\'" required="true()"' if i % 5 == 0 else ""
            binds.append(f'<bind nodeset="{path}" type="string"{relevant}{constraint}/>')
            controls.append(
                f'<select1 ref="{path}"><label>Question {i}</label>'
                "<item><label>ok</label><value>ok</value></item>"
                "<item><label>ng</label><value>ng</value></item></select1>"
            )
        terms = " + ".join(f"number(/data/s{s}/q{s}_{i} = 'ok')" for i in range(20))
        binds.append(f'<bind nodeset="/data/s{s}/score" type="int" calculate="{terms}"/>')
        body.append(f'<group ref="/data/s{s}">{"".join(controls)}</group>')
    total = " + ".join(f"/data/s{s}/score" for s in range(sections))
    binds.append(f'<bind nodeset="/data/total" type="int" calculate="{total}"/>')
    return _document("".join(instance) + "<total/>", "".join(binds), "".join(body))


def chain_form(questions: int) -> bytes:
    """Relevance and score chained through the whole form."""
    instance = "".join(f"<q{i}/><c{i}/>" for i in range(questions))
    binds, body = [], []
    for i in range(questions):
        shown = f' relevant="/data/c{i - 1} &gt; 0"' if i else ""
        previous = f"/data/c{i - 1} + " if i else "1 + "
        binds.append(f'<bind nodeset="/data/q{i}" type="int"{shown}/>')
        binds.append(
            f'<bind nodeset="/data/c{i}" type="int" calculate="{previous}coalesce(/data/q{i}, 0)"/>'
        )
        body.append(f'<input ref="/data/q{i}"><label>Q</label></input>')
    return _document(instance, "".join(binds), "".join(body))


def repeat_form() -> bytes:
    """One repeat with a position, a line total and a grand total."""
    instance = '<r jr:template=""><a/><p/><t/></r><sum/>'
    binds = (
        '<bind nodeset="/data/r/a" type="int"/>'
        '<bind nodeset="/data/r/p" type="int" calculate="position(..)"/>'
        '<bind nodeset="/data/r/t" type="int" calculate="../a * 2"/>'
        '<bind nodeset="/data/sum" type="int" calculate="count(/data/r)"/>'
    )
    body = (
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"><label>A</label>'
        "</input></repeat></group>"
    )
    return _document(instance, binds, body)


def cascade_form(rows: int) -> bytes:
    """A two-level cascade over one long list."""
    items = "".join(
        f"<item><name>v{i}</name><label>L{i}</label><up>u{i % 1000}</up></item>"
        for i in range(rows)
    )
    extra = f'<instance id="l"><root>{items}</root></instance>'
    binds = '<bind nodeset="/data/up" type="string"/><bind nodeset="/data/down" type="string"/>'
    body = (
        '<input ref="/data/up"><label>U</label></input><select1 ref="/data/down"><label>D</label>'
        '<itemset nodeset="instance(\'l\')/root/item[up = /data/up]"><value ref="name"/>'
        '<label ref="label"/></itemset></select1>'
    )
    return _document("<up/><down/>", binds, body, extra)


def flip_form(questions: int) -> bytes:
    """One group of all questions; the first answer outside hides or shows it."""
    names = "".join(f"<q{i}/>" for i in range(questions))
    binds = '<bind nodeset="/data/g" relevant="/data/on = \'1\'"/>' + "".join(
        f'<bind nodeset="/data/g/q{i}" type="string"/>' for i in range(questions)
    )
    binds += '<bind nodeset="/data/n" type="int" calculate="count-non-empty(/data/g/*)"/>'
    body = '<input ref="/data/on"/>' + "".join(
        f'<input ref="/data/g/q{i}"/>' for i in range(questions)
    )
    return _document(f"<on/><g>{names}</g><n/>", binds, body)


def nested_form(outer: int, inner: int) -> bytes:
    """Rows in rows, each with a line total; a total per outer row and one over all."""
    row = '<q jr:template=""><a/><t/></q>'
    rows = f"<r>{'<q><a>1</a><t/></q>' * inner}<s/></r>" * outer
    instance = f'<r jr:template="">{row}<s/></r>{rows}<sum/>'
    binds = (
        '<bind nodeset="/data/r/q/t" type="int" calculate="../a * position(..)"/>'
        '<bind nodeset="/data/r/s" type="int" calculate="sum(../q/t)"/>'
        '<bind nodeset="/data/sum" type="int" calculate="sum(/data/r/s)"/>'
    )
    body = (
        '<group ref="/data/r"><repeat nodeset="/data/r"><group ref="/data/r/q">'
        '<repeat nodeset="/data/r/q"><input ref="/data/r/q/a"/></repeat></group></repeat></group>'
    )
    return _document(instance, binds, body)


def _begin(form: Form, draft: bytes | None = None) -> Session:
    clock = SteppingClock(datetime(2026, 11, 21, 10, tzinfo=CHINA))
    entropy = random.Random(1).randbytes
    return Session(form, clock=clock, entropy=entropy, zone=CHINA, draft=draft)


def _timed(action: Callable[[], object]) -> Times:
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - cpu, time.perf_counter() - wall


def _line(name: str, times: Sequence[Times]) -> None:
    """Print median, 95th percentile and maximum of many steps."""
    text = ""
    for kind, values in zip(("CPU", "wall"), zip(*times, strict=True), strict=True):
        ordered = sorted(values)
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * q))] * 1000 for q in (0.5, 0.95)]
        text += f"  {kind} {at[0]:8.3f} /{at[1]:8.3f} /{ordered[-1] * 1000:8.3f} ms"
    print(f"{name:34}{text}")


def _median(name: str, times: Sequence[Times], note: str = "") -> None:
    """Print the median of a few runs."""
    cpu, wall = (statistics.median(values) * 1000 for values in zip(*times, strict=True))
    print(f"{name:34}  CPU {cpu:8.1f} ms  wall {wall:8.1f} ms  {note}")


def _loaded(name: str, source: bytes) -> Session:
    """Print loading and starting, return a session."""
    from inspector_app.xforms.xpath.parser import parse

    loads, starts = [], []
    form = load_form(source)
    for _ in range(RUNS):
        parse.cache_clear()
        gc.collect()
        loads.append(_timed(lambda: load_form(source)))
        starts.append(_timed(lambda: _begin(form)))
    _median(f"{name}: load", loads, f"{len(source) // 1024} KB XML")
    _median(f"{name}: session start", starts)
    return _begin(form)


def _answers(name: str, session: Session, refs: Sequence[str], values: Sequence[str]) -> None:
    rng = random.Random(2)
    steps = [(rng.choice(refs), rng.choice(values)) for _ in range(400)]
    _line(f"{name}: answer", [_timed(partial(session.set, *step)) for step in steps])


def questions() -> None:
    """100, 1,000 and 5,000 questions."""
    for count in (100, 1000, 5000):
        session = _loaded(f"local {count}", local_form(count))
        refs = [f"/data/s{s}/q{s}_{i}" for s in range(count // 20) for i in range(20)]
        _answers(f"local {count}", session, refs, ["ok", "ng"])
        session = _loaded(f"chain {count}", chain_form(count))
        refs = [f"/data/q{i}" for i in range(count)]
        _answers(f"chain {count}", session, refs, ["1", "2", "0"])
        worst = [_timed(partial(session.set, "/data/q0", v)) for v in ("-1", "1", "5") * 5]
        _line(f"chain {count}: all {2 * count} rules", worst)


def draft() -> None:
    """Saving, reopening, finalising 5,000 answered questions; hiding and showing a large group."""
    form = load_form(local_form(5000))
    session = _begin(form)
    for s in range(250):
        for i in range(20):
            session.set(f"/data/s{s}/q{s}_{i}", "ok")
    saved = session.save()
    _median("5,000: save", [_timed(session.save) for _ in range(RUNS)], f"{len(saved) // 1024} KB")
    _median("5,000: restore", [_timed(partial(_begin, form, saved)) for _ in range(RUNS)])
    _median("5,000: final document", [_timed(session.final_xml) for _ in range(RUNS)])
    _median("5,000: all states", [_timed(lambda: list(session.states())) for _ in range(RUNS)])
    session = _begin(load_form(flip_form(5000)))
    for i in range(5000):
        session.set(f"/data/g/q{i}", "x")
    flips = [_timed(partial(session.set, "/data/on", v)) for v in ("1", "0") * 10]
    _line("group of 5,000 shown and hidden", flips)
    _line("  taken back and made again",
          [_timed(step) for _ in range(5) for step in (session.undo, session.redo)])  # fmt: skip


def rows() -> None:
    """5,000 rows, and 50 rows of 20 rows each."""
    session = _begin(load_form(repeat_form()))
    session.add("/data/r", None, 4990)
    rng = random.Random(3)
    _line("5,000 rows: add", [_timed(lambda: session.add("/data/r")) for _ in range(40)])
    steps = [f"/data/r[{rng.randrange(1, 5000)}]/a" for _ in range(200)]
    _line("5,000 rows: answer", [_timed(partial(session.set, ref, "3")) for ref in steps])
    _line("5,000 rows: remove", [_timed(lambda: session.remove("/data/r")) for _ in range(20)])
    front = [_timed(partial(session.add, "/data/r", -1)) for _ in range(10)]
    _line("5,000 rows: add in front", front)
    session = _begin(load_form(nested_form(50, 20)))
    steps = [f"/data/r[{rng.randrange(1, 51)}]/q[{rng.randrange(1, 21)}]/a" for _ in range(200)]
    _line("50 x 20 rows: answer", [_timed(partial(session.set, ref, "7")) for ref in steps])
    inner = [_timed(partial(session.add, f"/data/r[{n}]/q")) for n in range(1, 51)]
    _line("50 x 20 rows: add", inner)


def lists() -> None:
    """Cascades over lists of 2,000 and 100,000 rows; the first look is one of its own."""
    for count in (2000, 100_000):
        session = _begin(load_form(cascade_form(count)))

        def look(up: str, session: Session = session) -> None:
            session.set("/data/up", up)
            session.state("/data/down")

        _line(f"list of {count}: first look", [_timed(partial(look, "u1"))])
        _line(f"list of {count}: look", [_timed(partial(look, f"u{n}")) for n in range(50)])


def _fresh(*arguments: str) -> dict[str, float]:
    """Run a part of this file in a process of its own and return what it prints."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def cold() -> None:
    """The shipped checklists from workbook to session, and the memory of 5,000 questions."""
    for name in ("internet_cafe", "gov_unit", "idc_room"):
        with tempfile.TemporaryDirectory() as folder:
            kinds = {"cold": [_fresh("open", name, "-") for _ in range(RUNS)]}
            _fresh("open", name, folder)
            kinds["kept"] = [_fresh("open", name, folder) for _ in range(RUNS)]
        for kind, found in kinds.items():
            for part in ("imports", "form", "session", "converter"):
                times = [(one[f"{part} cpu"], one[f"{part} wall"]) for one in found]
                note = "inside form: imports of pyxform, openpyxl" if part == "converter" else ""
                _median(f"{name} {kind}: {part}", times, note)
    for shape in ("local", "chain"):
        peaks = _fresh("memory", shape)
        print(f"{shape} 5,000: peak memory {peaks['peak']:.0f} MB, before {peaks['before']:.0f} MB")


def _open(name: str, folder: str) -> dict[str, float]:
    """In a fresh process: one checklist from workbook to session."""
    converter: list[Times] = [(0.0, 0.0)]
    if folder == "-":  # import first what conversion would import, to tell it apart

        def imports() -> None:
            import openpyxl  # noqa: F401
            import pyxform.xls2xform  # noqa: F401

        converter = [_timed(imports)]
    forms: list[Form] = []
    cache = None if folder == "-" else Path(folder)
    workbook = checklist(name, f"{name}.xlsx")
    parts = {
        "imports": tuple(b - a for a, b in zip(_BEGUN, _IMPORTED, strict=True)),
        "converter": converter[0],
        "form": _timed(lambda: forms.append(load_form(workbook, cache=cache))),
        "session": _timed(lambda: _begin(forms[0])),
    }
    parts["form"] = tuple(a + b for a, b in zip(parts["form"], converter[0], strict=True))
    return {
        f"{part} {kind}": value
        for part, values in parts.items()
        for kind, value in zip(("cpu", "wall"), values, strict=True)
    }


def _peak() -> float:
    """Return the most memory this process has held, in MB.

    `ru_maxrss` starts with what the parent held at the fork, so Linux is asked for its own figure.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _memory(kind: str) -> dict[str, float]:
    """In a fresh process: the peak of loading, starting and answering 5,000 questions."""
    source = local_form(5000) if kind == "local" else chain_form(5000)
    before = _peak()
    session = _begin(load_form(source))
    ref = "/data/s0/q0_0" if kind == "local" else "/data/q0"
    for value in ("ok", "ng") if kind == "local" else ("1", "-1", "2"):
        session.set(ref, value)
    return {"before": before, "peak": _peak()}


def main() -> None:
    """Print all figures; each line of steps is median / 95th percentile / maximum."""
    if len(sys.argv) > 1:
        part, *arguments = sys.argv[1:]
        print(json.dumps(_open(*arguments) if part == "open" else _memory(*arguments)))
        return
    for section in (questions, draft, rows, lists, cold):
        section()
    print(REFERENCE)


if __name__ == "__main__":
    main()
