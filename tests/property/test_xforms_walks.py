"""Random forms and random walks: what the engine keeps up to date equals a full recomputation.

Reopening a draft evaluates every rule from nothing, so it is the reference for the incremental
state.
"""

from __future__ import annotations

import random
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.clock import CHINA, SteppingClock
from inspector_app.errors import KnownError
from inspector_app.xforms import Form, NodeState, Session, load_form

_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>r</h:title><model>'
)
_LIST = (
    '<instance id="l"><root>'
    + "".join(
        f"<item><name>{name}</name><label>L{name}</label><up>{up}</up></item>"
        for name, up in (("a", "x"), ("b", "x"), ("c", "y"), ("x", "a"), ("y", "b"), ("other", "z"))
    )
    + "</root></instance>"
)


class _Builder:
    """Grows one random form; every expression reads only nodes that stand before it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.binds: list[str] = []
        self.leaves: list[str] = []  # absolute paths of values made so far
        self.repeats: list[str] = []
        self.number = 0

    def name(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    def operand(self) -> str:
        if not self.leaves or self.rng.random() < 0.15:
            return self.rng.choice(["'a'", "1", "''", "0", "'x'"])
        path = self.rng.choice(self.leaves)
        kind = self.rng.random()
        if kind < 0.6:
            return path
        if kind < 0.7:
            return f"count({path})"
        if kind < 0.8:
            return f"coalesce({path}, 'b')"
        if kind < 0.9:
            return f"count-non-empty({path})"
        return f"join('', {path})"

    def condition(self, depth: int = 0) -> str:
        roll = self.rng.random()
        if depth < 2 and roll < 0.3:
            word = self.rng.choice(["and", "or"])
            return f"({self.condition(depth + 1)} {word} {self.condition(depth + 1)})"
        if roll < 0.4:
            return f"not({self.condition(depth + 1)})" if depth < 2 else "true()"
        if roll < 0.5:
            return f"selected({self.operand()}, 'a')"
        op = self.rng.choice(["=", "!=", "&lt;", "&gt;="])
        return f"{self.operand()} {op} {self.operand()}"

    def calculation(self, inside: bool) -> str:
        roll = self.rng.random()
        if inside and roll < 0.25:
            return "position(..)"
        if roll < 0.5:
            return f"if({self.condition()}, {self.operand()}, {self.operand()})"
        if roll < 0.7 and self.repeats:
            return f"count({self.rng.choice(self.repeats)})"
        if roll < 0.85:
            return f"{self.operand()} + {self.operand()}"
        return f"concat({self.operand()}, {self.operand()})"

    def attributes(self) -> str:
        text = ""
        for what, chance in (("relevant", 0.4), ("required", 0.2), ("readonly", 0.1)):
            if self.rng.random() < chance:
                text += f' {what}="{self.condition()}"'
        return text

    def group(self, path: str, depth: int, inside: bool) -> tuple[str, str]:
        instance, body = "", ""
        for _ in range(self.rng.randint(2, 4)):
            roll = self.rng.random()
            if depth < 2 and roll < 0.2:
                piece = self.repeat(path, depth)
            elif depth < 2 and roll < 0.35:
                piece = self.plain_group(path, depth, inside)
            else:
                piece = self.leaf(path, inside)
            instance += piece[0]
            body += piece[1]
        return instance, body

    def plain_group(self, path: str, depth: int, inside: bool) -> tuple[str, str]:
        name = self.name("g")
        here = f"{path}/{name}"
        self.binds.append(f'<bind nodeset="{here}"{self.attributes()}/>')
        instance, body = self.group(here, depth + 1, inside)
        return f"<{name}>{instance}</{name}>", f'<group ref="{here}">{body}</group>'

    def repeat(self, path: str, depth: int) -> tuple[str, str]:
        name = self.name("r")
        here = f"{path}/{name}"
        self.binds.append(f'<bind nodeset="{here}"{self.attributes()}/>')
        counted = (
            f' jr:count="{self.rng.choice(self.leaves)}"'
            if self.leaves and self.rng.random() < 0.3
            else ""
        )
        instance, body = self.group(here, depth + 1, True)
        self.repeats.append(here)
        return (
            f'<{name} jr:template="">{instance}</{name}><{name}>{instance}</{name}>',
            f'<group ref="{here}"><repeat nodeset="{here}"{counted}>{body}</repeat></group>',
        )

    def leaf(self, path: str, inside: bool) -> tuple[str, str]:
        name = self.name("q")
        here = f"{path}/{name}"
        roll = self.rng.random()
        if roll < 0.3:
            kind = self.rng.choice(["string", "int", "decimal"])
            calculation = self.calculation(inside)
            self.binds.append(
                f'<bind nodeset="{here}" type="{kind}" calculate="{calculation}"'
                f"{self.attributes()}/>"
            )
            body = ""
        elif roll < 0.6:
            known = [p for p in self.leaves if "/r" not in p or inside]
            up = f"[up = {self.rng.choice(known)}]" if known and self.rng.random() < 0.7 else ""
            tag = self.rng.choice(["select1", "select"])
            self.binds.append(f'<bind nodeset="{here}" type="string"{self.attributes()}/>')
            body = (
                f'<{tag} ref="{here}"><label>S</label>'
                f"<itemset nodeset=\"instance('l')/root/item{up}\">"
                f'<value ref="name"/><label ref="label"/></itemset></{tag}>'
            )
        else:
            kind = self.rng.choice(["string", "int"])
            constraint = ' constraint=". != 2"' if self.rng.random() < 0.4 else ""
            self.binds.append(
                f'<bind nodeset="{here}" type="{kind}"{constraint}{self.attributes()}/>'
            )
            action = ""
            if self.leaves and self.rng.random() < 0.2:
                target = self.rng.choice(self.leaves)
                action = (
                    f'<setvalue ref="{target}" event="xforms-value-changed" '
                    f'value="concat({here}, 1)"/>'
                )
            body = f'<input ref="{here}"><label>I</label>{action}</input>'
        self.leaves.append(here)
        return f"<{name}/>", body


def _random_form(seed: int) -> Form:
    builder = _Builder(random.Random(seed))
    instance, body = builder.group("/data", 0, False)
    source = (
        f'{_HEAD}<instance><data id="r" version="1">{instance}</data></instance>{_LIST}'
        f"{''.join(builder.binds)}</model></h:head><h:body>{body}</h:body></h:html>"
    )
    return load_form(source.encode())


def _start(form: Form, draft: bytes | None = None) -> Session:
    clock = SteppingClock(datetime(2026, 11, 21, 10, tzinfo=CHINA))
    entropy = random.Random(1).randbytes
    if draft is None:
        return Session(form, clock=clock, entropy=entropy, zone=CHINA)
    return Session.restore(form, draft, clock=clock, entropy=entropy, zone=CHINA)


def _step(session: Session, rng: random.Random) -> bool:
    """Make one random change; return whether the session took it."""
    states = list(session.states())
    state = rng.choice(states)
    try:
        if state.count is not None:
            if rng.random() < 0.6:
                session.add(state.ref, rng.randrange(-1, state.count) if state.count else None)
            else:
                session.remove(state.ref, rng.randrange(state.count) if state.count else None)
        elif state.choices:
            session.set(state.ref, rng.choice([choice.value for choice in state.choices]))
        else:
            session.set(state.ref, rng.choice(["", "1", "2", "3", "a", "x"]))
    except KnownError:
        return False
    return True


def _differences(left: Session, right: Session) -> list[tuple[NodeState, NodeState]]:
    pairs = zip(left.states(), right.states(), strict=True)
    return [(a, b) for a, b in pairs if a != b]


_SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@_SETTINGS
@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_incremental_state_equals_full_recomputation(form_seed: int, walk_seed: int) -> None:
    form = _random_form(form_seed)
    session = _start(form)
    rng = random.Random(walk_seed)
    for _ in range(25):
        _step(session, rng)
        draft = session.save()
        fresh = _start(form, draft)
        assert _differences(session, fresh) == []
        assert fresh.save() == draft
        assert fresh.final_xml() == session.final_xml()


@_SETTINGS
@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_undo_and_redo_return_to_the_same_bytes(form_seed: int, walk_seed: int) -> None:
    session = _start(_random_form(form_seed))
    rng = random.Random(walk_seed)
    drafts = [session.save()]
    views = [list(session.states())]
    for _ in range(20):
        could = session.can_undo
        before = session.save()
        _step(session, rng)
        if session.save() != before or (session.can_undo and not could):
            drafts.append(session.save())
            views.append(list(session.states()))
    for draft, view in zip(reversed(drafts[:-1]), reversed(views[:-1]), strict=True):
        while session.save() != draft:
            assert session.undo() is not None
        assert list(session.states()) == view
    while session.can_undo:
        session.undo()
    assert session.save() == drafts[0]
    while session.can_redo:
        session.redo()
    assert session.save() == drafts[-1]
    assert list(session.states()) == views[-1]


@_SETTINGS
@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_every_state_that_changed_is_announced(form_seed: int, walk_seed: int) -> None:
    session = _start(_random_form(form_seed))
    rng = random.Random(walk_seed)
    for _ in range(15):
        before = {state.ref: state for state in session.states()}
        target = rng.choice(list(before.values()))
        if target.count is not None:
            continue
        try:
            if target.choices:
                changes = session.set(target.ref, rng.choice(target.choices).value)
            else:
                changes = session.set(target.ref, rng.choice(["", "1", "2", "a", "x"]))
        except KnownError:
            continue
        if changes.structure:
            continue  # references shift, so states cannot be compared by reference
        for state in session.states():
            if state != before[state.ref]:
                assert state.ref in changes.changed
