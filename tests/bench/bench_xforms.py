"""Figures of the form engine on generated forms, in CPU time; prints, asserts nothing.

Run it by hand: `python tests/bench/bench_xforms.py`. Promise: 1,000 questions load < 0.15 s and
answer p95 < 2 ms; 5,000 load < 1 s, p95 < 10 ms; 5,000 repeat rows p95 < 10 ms; 100,000-row
cascade < 20 ms.
"""

from __future__ import annotations

import gc
import random  # repeatable figures, no secrets
import resource
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.xforms import Form, Session, load_form

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


def _start(form: Form) -> Session:
    clock = SteppingClock(datetime(2026, 11, 21, 10, tzinfo=CHINA))
    return Session(form, clock=clock, entropy=random.Random(1).randbytes, zone=CHINA)


def _line(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * q))] * 1000 for q in (0.5, 0.95)]
    print(f"{name:38} p50 {at[0]:8.3f} ms  p95 {at[1]:8.3f} ms  max {ordered[-1] * 1000:8.3f} ms")


def _timed(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _answers(name: str, source: bytes, refs: list[str], values: list[str]) -> None:
    gc.collect()
    start = time.process_time()
    form = load_form(source)
    compiled = time.process_time() - start
    session = _start(form)
    loaded = time.process_time() - start
    print(
        f"{name:38} load {loaded:.3f} s (compiled {compiled:.3f} s), {len(source) // 1024} KB XML"
    )
    rng = random.Random(2)
    times = []
    for _ in range(400):
        ref, value = rng.choice(refs), rng.choice(values)
        times.append(_timed(partial(session.set, ref, value)))
    _line(f"{name} answer", times)


def main() -> None:
    """Print all figures."""
    for count in (1000, 5000):
        refs = [f"/data/s{s}/q{s}_{i}" for s in range(count // 20) for i in range(20)]
        _answers(f"local {count}", local_form(count), refs, ["ok", "ng"])
        source = chain_form(count)
        refs = [f"/data/q{i}" for i in range(count)]
        _answers(f"chain {count}", source, refs, ["1", "2", "0"])
        session = _start(load_form(source))
        worst = [_timed(partial(session.set, "/data/q0", value)) for value in ("-1", "1", "5")]
        _line(f"chain {count} worst ({2 * count} rules)", worst)
    session = _start(load_form(repeat_form()))
    session.add("/data/r", None, 4990)
    _line("5,000 rows: add", [_timed(lambda: session.add("/data/r")) for _ in range(20)])
    rng = random.Random(3)
    answers = [
        _timed(partial(session.set, f"/data/r[{rng.randrange(1, 5000)}]/a", "3"))
        for _ in range(200)
    ]
    _line("5,000 rows: answer", answers)
    session = _start(load_form(cascade_form(100_000)))

    def look(up: str) -> None:
        session.set("/data/up", up)
        session.state("/data/down")

    first = _timed(partial(look, "u1"))
    times = [_timed(partial(look, f"u{number}")) for number in range(50)]
    print(f"{'cascade 100,000 first look':38} {first * 1000:.1f} ms")
    _line("cascade 100,000", times)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
