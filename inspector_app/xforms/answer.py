"""`inspector answer`: runs steps on a form and reports every state as JSON-ready values.

The command calls `answer_form`. The format is a contract with third parties who compare engines
node by node; change it only together with its document. A failed step is reported and the run goes
on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from inspector_app import __version__
from inspector_app.clock import Clock
from inspector_app.domain.identifiers import Entropy
from inspector_app.errors import KnownError
from inspector_app.xforms.form import load_form
from inspector_app.xforms.model import NodeState
from inspector_app.xforms.session import Session

_CONTROLS = {"select1": "select", "value": "model-value"}
_GEOPOINT = "31.23 121.47 4 5"  # what odk:setgeopoint finds: a fixed place, for comparison
_MEDIA = {"image": "imageSource", "audio": "audioSource", "video": "videoSource"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a run gets instead of the machine's own: clock, randomness, zone."""

    clock: Clock
    entropy: Entropy
    zone: tzinfo


def answer_form(
    source: Path,
    steps: Sequence[object],
    surroundings: Surroundings,
    *,
    media: Sequence[Path] = (),
    final: bool = False,
) -> tuple[dict[str, Any], int]:
    """Return the report and the exit status: 0, or 2 when the form cannot be loaded.

    Args:
        steps: Objects with `op`, `ref`, `value`, …; unknown ones become `stepError`.
        final: Report the last state only.
    """
    report = empty_report(source)
    try:
        form = load_form(source, media=media)
        session = Session(
            form, clock=surroundings.clock, entropy=surroundings.entropy, zone=surroundings.zone,
            properties={"geopoint": _GEOPOINT},
        )  # fmt: skip
    except KnownError as error:
        report["status"] = "failure"
        report["error"] = error.sentence("en")
        return report, 2
    report["missing"] = list(form.missing)
    report["languages"] = list(form.languages)
    if form.missing:
        report["status"] = "warning"
    states: list[dict[str, Any]] = report["states"]
    if not final or not steps:
        states.append(describe(session))
    for number, step in enumerate(steps, 1):
        failure = _apply(session, step)
        if final and number < len(steps):
            continue
        state = describe(session)
        if failure is not None:
            state["stepError"] = failure
        states.append(state)
    return report, 0


def empty_report(source: Path) -> dict[str, Any]:
    """Return the report before anything is known: every key that is always there."""
    return {
        "form": source.name, "engine": f"inspector {__version__}", "status": "success",
        "missing": [], "languages": [""], "states": [],
    }  # fmt: skip


def _apply(session: Session, step: object) -> str | None:
    """Make one step; return what refused it."""
    if not isinstance(step, Mapping):
        return "a step must be an object"
    op = step.get("op", "set")
    ref = str(step.get("ref", ""))
    value = step.get("value")
    try:
        if op == "set":
            session.set(ref, None if value is None else _text(value))
        elif op == "add":
            session.add(ref, _integer(step, "after"), _count(step))
        elif op == "remove":
            session.remove(ref, _integer(step, "index"), _count(step))
        elif op == "lang":
            session.set_language(str(value))
        elif op != "noop":
            return f"unknown op {op}"
    except KnownError as error:
        return error.sentence("en")
    except ValueError as error:
        return str(error)
    return None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise ValueError("value must be a string or null")  # noqa: TRY004  (a wrong step)
    return str(value)


def _count(step: Mapping[str, Any]) -> int:
    count = _integer(step, "count")
    return 1 if count is None else count


def _integer(step: Mapping[str, Any], key: str) -> int | None:
    value = step.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{key} must be an integer")  # noqa: TRY004  (a wrong step, told like any)
    return value


def describe(session: Session) -> dict[str, Any]:
    """Return one state: nodes, violations, language and the document as it would be sent now."""
    nodes: list[dict[str, Any]] = []
    violations: list[dict[str, Any]] = []
    for state in session.states():
        nodes.append(_node(state))
        if state.violation is not None:
            violations.append({"ref": state.ref} | _violation(state))
    described: dict[str, Any] = {
        "nodes": nodes, "language": session.language, "violations": violations,
    }  # fmt: skip
    try:
        described["xml"] = session.final_xml().decode("utf-8")
    except KnownError as error:
        described["xmlError"] = error.sentence("en")
    return described


def _violation(state: NodeState) -> dict[str, Any]:
    violation = state.violation
    if violation is None:
        return {}
    return {"condition": violation.condition, "message": violation.message}


def node_type(state: NodeState) -> str:
    """Return the type word of the output format."""
    definition = state.definition
    if definition.kind == "repeat":
        if state.count is None:
            return "repeat-instance"
        fixed = "counted" in definition.parameters
        return "repeat-range:controlled" if fixed else "repeat-range:uncontrolled"
    if definition.path.count("/") == 1:
        return "root"
    return _CONTROLS.get(definition.kind, definition.kind)


def _node(state: NodeState) -> dict[str, Any]:
    definition = state.definition
    kind = node_type(state)
    node: dict[str, Any] = {
        "ref": state.ref, "type": kind, "relevant": state.relevant, "readonly": state.readonly,
        "required": state.required,
    }  # fmt: skip
    leaf = definition.kind not in ("group", "repeat")
    if leaf:
        node["valueType"] = definition.value_type
        node["value"] = state.value
    if kind == "select":
        node["selectType"] = definition.kind
    if state.label is not None:
        node["label"] = state.label
    if state.hint is not None:
        node["hint"] = state.hint
    if state.media:
        node["media"] = {_MEDIA[key]: value for key, value in state.media.items()}
    if state.appearances:
        node["appearances"] = list(state.appearances)
    if leaf:
        node["constraintValid"] = state.constraint_valid
        node["requiredValid"] = state.required_valid
        node["valid"] = state.valid
        if state.violation is not None:
            node["violation"] = _violation(state)
    if kind in ("select", "rank"):
        node["choices"] = [
            {"value": choice.value, "label": choice.label} for choice in state.choices
        ]
        node["choiceCount"] = len(state.choices)
    if state.count is not None:
        node["count"] = state.count
    return node
