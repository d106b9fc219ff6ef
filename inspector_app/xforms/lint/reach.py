"""Linter, flow: choices that no filter lets through, and defaults their own constraint refuses.

`check_form` calls `check_reach`. Both are proven by trying: all answers of the finite selects a
filter reads, the default itself. What cannot be proven is not reported.
"""

from __future__ import annotations

from inspector_app.errors import KnownError
from inspector_app.xforms.choices import ChoiceBook
from inspector_app.xforms.definition import SchemaNode
from inspector_app.xforms.engine import Engine
from inspector_app.xforms.form import Form
from inspector_app.xforms.intake.workbook import Sheet
from inspector_app.xforms.lint.choices import Lists
from inspector_app.xforms.lint.findings import Findings
from inspector_app.xforms.lint.flow import answers, combinations, engine_of, reads_of
from inspector_app.xforms.lint.types import Locate, choice_values
from inspector_app.xforms.xpath.context import Context
from inspector_app.xforms.xpath.errors import ExpressionError

MAX_LOOKS = 200_000
"""Choices looked at, over all combinations of one filter: about a second."""
MAX_SAID = 20


def check_reach(
    form: Form, lists: Lists | None, sheet: Sheet | None, locate: Locate, findings: Findings
) -> None:
    """Add unreachable choices (of workbooks) and defaults outside their constraint."""
    engine = engine_of(form)
    _defaults(form, engine, locate, findings)
    wrong = any(problem.code == "itemset-column" for problem in findings.problems)
    if lists is not None and sheet is not None and not wrong:
        _choices(form, engine, lists, sheet, findings)


def _defaults(form: Form, engine: Engine, locate: Locate, findings: Findings) -> None:
    for schema in form.definition.nodes:
        rule = schema.rules.get("constraint")
        node = engine.unique[schema.index]
        if rule is None or node is None or not schema.default or rule.volatile:
            continue
        if any(read is not schema for read in reads_of(form, rule)):
            continue
        node.value = schema.default
        node.relevant = True
        try:
            holds = bool(rule.evaluate(Context(node, engine)))
        except (KnownError, ExpressionError, ArithmeticError, ValueError, RecursionError):
            continue
        if not holds:
            place, _ = locate(schema, "default", "", 0)
            findings.add(
                "warning", "default-constraint", place,
                (f"默认值“{schema.default}”不符合本题自己的校验",
                 f"the default “{schema.default}” breaks the question's own constraint"),
                ("改默认值或校验", "Change the default or the constraint"), name=schema.name,
            )  # fmt: skip


def _choices(form: Form, engine: Engine, lists: Lists, sheet: Sheet, findings: Findings) -> None:
    reached: dict[str, set[str] | None] = {}
    for schema in form.definition.nodes:
        name = _list_of(schema)
        if not name or name not in lists.values:
            continue
        found = _reached(form, engine, schema)
        before = reached.setdefault(name, set())
        reached[name] = None if found is None or before is None else before | found
    for name, values in reached.items():
        if values is None:
            continue
        lost = [value for value in lists.values[name] if value not in values and value != "other"]
        if len(lost) == len(lists.values[name]):
            lost = lost[:1]  # the filter itself is wrong: one finding says so
        for value in lost[:MAX_SAID]:
            findings.add(
                "warning", "choice-unreachable",
                sheet.place(lists.rows[name, value].number, "name"),
                (f"选项“{value}”永远不会出现：没有任何答案能通过选项筛选",
                 f"the choice “{value}” can never be shown: no answer lets it through the filter"),
                ("核对选项表中筛选用的列", "Check the columns the filter reads"), name=value,
            )  # fmt: skip


def _list_of(schema: SchemaNode) -> str:
    itemset = schema.control.itemset if schema.control is not None else None
    if itemset is None or "instance(" not in itemset.nodeset:
        return ""
    return itemset.nodeset.partition("instance(")[2].partition(")")[0].strip("'\" ")


def _reached(form: Form, engine: Engine, schema: SchemaNode) -> set[str] | None:
    """Return the values a select can ever offer, None when that cannot be told."""
    every = choice_values(form, schema)
    itemset = form.program.itemsets.get(schema.index)
    if every is None or itemset is None:
        return None
    if itemset.fixed:
        return set(every)
    rule = schema.rules.get("choices")
    node = engine.unique[schema.index]
    if rule is None or node is None or rule.volatile:
        return None
    reads = [read for read in reads_of(form, rule) if read is not schema]
    found = answers(form, reads) if reads else None
    if found is None:
        return None
    book = ChoiceBook(engine)
    seen: set[str] = set()
    looks = 0
    for combination in combinations(found, engine):
        if not all(combination):
            continue  # an empty answer is on its way to one that is not
        looks += len(every)
        if looks > MAX_LOOKS:
            return None
        book.forget_all()
        try:
            seen |= book.of(node).allowed
        except (KnownError, ExpressionError, ArithmeticError, ValueError, RecursionError):
            return None
        if len(seen) >= len(every):
            return seen
    return seen
