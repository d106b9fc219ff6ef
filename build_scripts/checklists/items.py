"""Compiles a check item into its group: inputs, proposal, verdict, reason, consequences.

Called by the compiler. The names are a contract with services and the window: `wb_22` the group,
`_p1_1` inputs, `_q` proposal, `_v` verdict, `_r` reason, `_c` consequences, `_lose`, `_crime`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from build_scripts.checklists.language import (
    Age,
    Choice,
    Field,
    LanguageError,
    Part,
    Rule,
    node_name,
    parse_condition,
)
from build_scripts.checklists.sentences import ItemText, Preset, Words
from build_scripts.checklists.sheets import Choices, Row, labels
from build_scripts.checklists.source import Item
from build_scripts.checklists.xpath import (
    INSPECTION_DATE,
    Writer,
    part_name,
    quoted,
    ref,
)
from inspector_app.domain.consequences import Code, parse_code

WHOLE_UNITS = frozenset({"", "人", "台", "件", "份", "个", "次", "项", "人次", "条", "天"})
_RANGES = {  # unit -> smallest, largest value anybody would measure
    "%": (0, 100),
    "℃": (-40, 80),
}


@dataclass(frozen=True)
class ItemCompiler:
    """Compiles one item."""

    item: Item
    text: ItemText
    writer: Writer
    choices: Choices
    basis: tuple[str, ...]
    demand: str
    asks_past: bool

    def rows(self, relevant: str) -> Iterator[Row]:
        """Yield the group with everything in it."""
        item, name = self.item, node_name(self.item.code)
        verdict = f"{name}_v"
        yield self._group(name, relevant)
        yield from self._inputs(verdict)
        if self.text.lacks:
            yield self._lacks(f"{name}_l", verdict)
        for node, expression in self.text.nodes.items():
            yield _calculate(node, expression, "count")
        proposal = self._proposal()
        if proposal:
            yield _calculate(f"{name}_q", proposal, "proposal")
        yield self._verdict(verdict, proposal)
        yield self._reason(name, verdict, proposed=bool(proposal))
        if self._conditional():
            yield _calculate(f"{name}_c", self._consequence(verdict, proposal), "consequence")
        if item.severity == "C":
            yield from self._questions_of_a_critical_fail(name, verdict)
        yield {"type": "end_group"}

    def _group(self, name: str, relevant: str) -> Row:
        item, text = self.item, self.text
        if bool(self.demand) != self._may_order():
            raise LanguageError(f"{item.code}: an order says what is asked, and nothing else does")
        codes = (
            "" if self._conditional() else "+".join(c for r in item.consequence for c in r.codes)
        )
        return {
            "type": "begin_group",
            "name": name,
            **labels(item.zh, item.en),
            "relevant": relevant,
            "bind::insp:code": item.code,
            "bind::insp:name": text.name,
            "bind::insp:basis": " ".join(self.basis),
            "bind::insp:severity": item.severity,
            "bind::insp:authority": "/".join(item.authority),
            "bind::insp:consequence": codes,
            "bind::insp:photo": item.photo,
            "bind::insp:adverse": "1" if item.adverse else "",
            "bind::insp:tables": " ".join(item.tables),
            "bind::insp:pass": text.passed,
            "bind::insp:fail": text.failed,
            "bind::insp:demand": self.demand,
            "bind::insp:how": text.how,
            "bind::insp:how-en": item.how,
            "bind::insp:note": item.note,
        }

    def _inputs(self, verdict: str) -> Iterator[Row]:
        given = list(self._places())
        words = self.text.inputs
        if len(words) != len(given):
            raise LanguageError(f"{self.item.code}: {len(given)} input labels are needed")
        for number, ((place, field, part, unit), label) in enumerate(
            zip(given, words, strict=True), 1
        ):
            name = part_name(self.item.code, place, field)
            row = self._input(name, part, unit, label, verdict)
            least = self.text.least.get(number, 0)
            if least:
                row |= _at_least(least, verdict)
            preset = self.text.presets.get(number)
            if preset:
                row |= _preset(name, preset, least)
            condition = self.text.when.get(number)
            if condition:
                row["relevant"] = self.writer.holds(self.item, parse_condition(condition))
            yield row

    def _places(self) -> Iterator[tuple[int, int, Part, Field]]:
        """Yield every input; a pass/fail part is one only where a rule names it (`JF-32.2`)."""
        for place, part in enumerate(self.item.parts, 1):
            if part.kind in {"SEL", "MSEL"} or (part.kind == "PF" and self._named(place)):
                yield place, 1, part, Field("")
            for number, field in enumerate(part.fields, 1):
                yield place, number, part, field

    def _named(self, place: int) -> bool:
        atoms = self.item.fail_if.atoms() if self.item.fail_if else ()
        wanted = f"{self.item.code}.{place}"
        return any(isinstance(atom, Choice) and atom.subject == wanted for atom in atoms)

    def _input(self, name: str, part: Part, field: Field, label: Words, verdict: str) -> Row:
        kinds = {"TXT": "text", "DATE": "date", "DATETIME": "dateTime"}
        row: Row = {}
        if part.kind in {"SEL", "MSEL", "PF"}:
            select = "select_multiple" if part.kind == "MSEL" else "select_one"
            values = part.choices or ("合格", "不合格", "不适用")
            row = {"type": f"{select} {self.choices.use(name, values)}"}
            # none of several may be the finding itself
            row["required"] = (
                f"{ref(verdict)} = 'ok'" if part.kind == "MSEL" else f"not({ref(verdict)} = 'na')"
            )
        elif part.kind == "NUM":
            row = {"type": number_type(field), "required": f"not({ref(verdict)} = 'na')"}
            row |= _number_limits(field)
        else:
            row = {"type": kinds[part.kind], "required": self._needed(part, verdict)}
            if part.kind != "TXT":
                row |= self._date_limits(part, field)
        return {
            **row,
            "name": name,
            **labels(label.zh, label.en),
            "bind::insp:role": "part",
            "bind::insp:unit": field.unit,
        }

    def _needed(self, part: Part, verdict: str) -> str:
        """Write when a text or date must be given: a failed item may well lack the date."""
        if part.kind == "TXT":
            alone = all(one.kind == "TXT" for _, _, one, _ in self._places())
            return f"not({ref(verdict)} = 'na')" if alone else ""
        return f"{ref(verdict)} = 'ok'" if self.asks_past else ""

    def _lacks(self, name: str, verdict: str) -> Row:
        """Ask on a fail what is missing or was found: the record names it."""
        values = tuple(words.zh for words in self.text.lacks)
        english = tuple(words.en for words in self.text.lacks)
        return {
            "type": f"select_multiple {self.choices.use(name, values, english)}",
            "name": name,
            **labels("不合格之处", "What failed"),
            "relevant": f"{ref(verdict)} = 'ng'",
            "required": "yes",
            **labels("请勾选", "Tick what failed", "required_message"),
            "bind::insp:role": "part",
        }

    def _may_come(self, field: Field) -> bool:
        """Tell whether the item asks if a day has come yet: then it may lie ahead."""
        atoms = self.item.fail_if.atoms() if self.item.fail_if else ()
        return any(
            isinstance(atom, Age) and atom.amount == 0 and atom.label in ("", field.label)
            for atom in atoms
        )

    def _date_limits(self, part: Part, field: Field) -> Row:
        if part.kind == "DATETIME" and len(part.fields) == 2:
            return {}  # start and end of the visit: the gates and the filing lint look after them
        if not self.asks_past or self._may_come(field):
            return {}
        message = labels("不能晚于检查日", "Not after the inspection date", "constraint_message")
        day = f"decimal-date-time({ref(INSPECTION_DATE)})"
        limit = f"< {day} + 1" if part.kind == "DATETIME" else f"<= {day}"
        return {"constraint": f"decimal-date-time(.) {limit}", **message}

    def _proposal(self) -> str:
        fail_if = self.item.fail_if
        if fail_if is None:
            return ""
        fails = self.writer.certainly(self.item, fail_if)
        passes = self.writer.certainly_not(self.item, fail_if)
        otherwise = f"if({passes}, 'ok', '')"
        young = self.writer.too_young(fail_if) if self.writer.young else ""
        if young:
            otherwise = f"if({young}, 'na', {otherwise})"
        return f"if({fails}, 'ng', {otherwise})"

    def _verdict(self, verdict: str, proposal: str) -> Row:
        item = self.item
        row: Row = {
            "type": "select_one verdict_adverse" if item.adverse else "select_one verdict",
            "name": verdict,
            **labels("结论", "Verdict"),
            **labels(self.text.how, item.how, "hint"),
            "required": "yes",
            **labels("请给出结论", "Give a verdict", "required_message"),
            "bind::insp:role": "verdict",
        }
        self.choices.verdict(adverse=item.adverse)
        if proposal and item.fail_if:
            row["trigger"] = ", ".join(map(ref, self.writer.triggers(item, item.fail_if)))
            # written out, not read from the proposal: actions run before calculations
            row["calculation"] = f"if(({proposal}) != '', {proposal}, {ref(verdict)})"
        elif self._only_recorded():
            names = [part_name(item.code, p, f) for p, f, _, _ in self._places()]
            filled = " and ".join(f"{ref(name)} != ''" for name in names)
            row["trigger"] = ", ".join(map(ref, names))
            row["calculation"] = f"if({ref(verdict)} = '' and {filled}, 'ok', {ref(verdict)})"
        return row

    def _only_recorded(self) -> bool:
        """Tell whether the item just takes a fact down: no pass/fail, nothing but R or a case."""
        always = {code for rule in self.item.consequence if not rule.case for code in rule.codes}
        judged = any(part.kind == "PF" for part in self.item.parts)
        inputs = any(True for _ in self._places())
        return inputs and not judged and always <= {"R"}

    def _reason(self, name: str, verdict: str, *, proposed: bool) -> Row:
        value, proposal = ref(verdict), ref(f"{name}_q")
        needed = []
        if proposed:
            needed.append(f"({value} != '' and {proposal} != '' and not({value} = {proposal}))")
        if self.item.severity == "C":
            needed.append(f"{value} = 'na'")
        message = labels("请写明理由", "Give a reason", "required_message") if needed else {}
        return {
            "type": "text",
            "name": f"{name}_r",
            **labels("理由", "Reason"),
            **labels(
                "与系统提示不同，或关键项选不适用时，写明理由",
                "Say why you differ from the proposal, or why a critical item does not apply",
                "hint",
            ),
            "required": " or ".join(needed),
            **message,
            "bind::insp:role": "reason",
        }

    def _may_order(self) -> bool:
        codes = [parse_code(code) for rule in self.item.consequence for code in rule.codes]
        return any(code.code in {Code.ORDER, Code.IMMEDIATE} for code in codes)

    def _conditional(self) -> bool:
        return any(rule.case for rule in self.item.consequence)

    def _consequence(self, verdict: str, proposal: str) -> str:
        """Write the codes of all matching rules, joined by `+`; of several orders the shortest."""
        value = ref(verdict)
        guard = f"not({value} = 'na')"
        if proposal:  # who passes an item against the proposal takes its cases back too
            name = node_name(self.item.code)
            guard += f" and ({value} = 'ng' or not({ref(f'{name}_q')} = 'ng'))"
        cases: dict[str, list[str]] = {}
        for rule in self.item.consequence:
            for code in rule.codes:
                cases.setdefault(code, []).append(self._case(rule, value, guard))
        orders = sorted(
            (code for code in cases if parse_code(code).code is Code.ORDER),
            key=lambda code: parse_code(code).days,
        )
        pieces = []
        for code, tests in cases.items():
            if code in orders:
                if code == orders[0]:
                    pieces.append(_first_of(orders, cases))
                continue
            pieces.append(f"if({_either(tests)}, {quoted('+' + code)}, '')")
        joined = pieces[0] if len(pieces) == 1 else f"concat({', '.join(pieces)})"
        return f"substr({joined}, 1)"

    def _case(self, rule: Rule, value: str, guard: str) -> str:
        if rule.case is None:
            return f"{value} = 'ng'"
        return f"{guard} and ({self.writer.certainly(self.item, rule.case)})"

    def _questions_of_a_critical_fail(self, name: str, verdict: str) -> Iterator[Row]:
        yes_no = self.choices.use("yes_no", ("是", "否"))
        for suffix, zh, en in (
            (
                "lose",
                "证据可能灭失或以后难以取得？",
                "Might the evidence be lost or hard to get later?",
            ),
            ("crime", "需要核查是否涉及犯罪？", "Is a crime suspected?"),
        ):
            yield {
                "type": f"select_one {yes_no}",
                "name": f"{name}_{suffix}",
                **labels(zh, en),
                "relevant": f"{ref(verdict)} = 'ng'",
                "required": "yes",
                "bind::insp:role": suffix,
            }


def _at_least(least: int, verdict: str) -> Row:
    return {  # who finds the item not applicable may leave a nought behind
        "constraint": f". >= {least} or {ref(verdict)} = 'na'",
        **labels(f"至少是{least}", f"At least {least}", "constraint_message"),
    }


def _preset(name: str, preset: Preset, least: int) -> Row:
    """Write an input that is set when its source changes and may be changed by hand."""
    row = {
        "trigger": ", ".join(map(ref, preset.on)),
        # written out: actions run before calculations
        "calculation": f"if(string({preset.value}) != '', string({preset.value}), {ref(name)})",
    }
    if preset.equal:
        row["constraint"] = f". >= {least} and ({preset.equal} = 0 or . = {preset.equal})"
        row |= labels(
            "与抽查表登记的数不一致", "Not what the sample table says", "constraint_message"
        )
    return row


def number_type(field: Field) -> str:
    """Return integer for things that are counted, decimal for what is measured."""
    return "integer" if field.unit in WHOLE_UNITS else "decimal"


def _number_limits(field: Field) -> Row:
    low, high = _RANGES.get(field.unit, (0, None))
    if high is None:
        return {
            "constraint": f". >= {low}",
            **labels("不能是负数", "Not below zero", "constraint_message"),
        }
    return {
        "constraint": f". >= {low} and . <= {high}",
        **labels(f"应在{low}至{high}之间", f"Between {low} and {high}", "constraint_message"),
    }


def _calculate(name: str, expression: str, role: str) -> Row:
    return {
        "type": "calculate",
        "name": name,
        "calculation": expression,
        "bind::insp:role": role,
    }


def _either(tests: list[str]) -> str:
    return tests[0] if len(tests) == 1 else " or ".join(f"({test})" for test in tests)


def _first_of(orders: list[str], cases: dict[str, list[str]]) -> str:
    expression = "''"
    for code in reversed(orders):
        expression = f"if({_either(cases[code])}, {quoted('+' + code)}, {expression})"
    return expression
