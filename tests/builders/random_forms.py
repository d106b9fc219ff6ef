"""Random checklists as XForm XML, for the property tests of the form engine.

`random_form(seed)` grows nested repeats (free, counted, fixed), groups, calculations, selects over
internal and external lists, actions on every event and texts with outputs. Every expression reads
only nodes that stand before its own, so a form never runs in circles. The same seed gives the same
form. Invented names only.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.xforms import Form, load_form

_HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>r</h:title><model>'
)
_ROWS = (("a", "x"), ("b", "x"), ("c", "y"), ("x", "a"), ("y", "b"), ("1", "a"), ("other", "z"))
_LIST = (
    '<instance id="l"><root>'
    + "".join(
        f"<item><name>{name}</name><label>L{name}</label><up>{up}</up><t>t_{name}</t></item>"
        for name, up in _ROWS
    )
    + '</root></instance><instance id="ext" src="jr://file-csv/ext.csv"/>'
)
CSV = "name,label,up\n" + "".join(f"{name},E{name},{up}\n" for name, up in _ROWS)
LANGUAGES = ("zh", "en")
COUNTER = "n"
"""First letter of questions that count rows: a walk answers them with small numbers only."""


class _Builder:
    """Grows one random form."""

    def __init__(self, rng: random.Random, deepest: int) -> None:
        self.rng = rng
        self.deepest = deepest
        self.binds: list[str] = []
        self.leaves: list[str] = []  # absolute paths of values made so far
        self.typed: list[str] = []  # those that a person answers
        self.repeats: list[str] = []
        self.selects: list[str] = []
        self.groups: list[str] = []  # complete ones, whose text can be read
        self.load_actions: list[str] = []
        self.itext: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        self.number = 0

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def name(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    def inside(self, here: str) -> list[str]:
        """Return the repeats around a path, outermost first."""
        return [path for path in self.repeats if here.startswith(path + "/")]

    # ---- expressions

    def path(self, here: str) -> str:
        """Return a reference to a leaf made before, absolute, relative or filtered."""
        target = self.rng.choice(self.leaves)
        roll = self.rng.random()
        parent = here.rpartition("/")[0]
        if target.rpartition("/")[0] == parent and roll < 0.7:
            name = target.rpartition("/")[2]
            return self.rng.choice([f"../{name}", f"current()/../{name}"])
        around = [path for path in self.repeats if target.startswith(path + "/")]
        if around and roll < 0.25:
            repeat = self.rng.choice(around)
            rest = target[len(repeat) :]
            index = self.rng.choice(["1", "2", "last()", "position() &gt; 1", f".{rest} != ''"])
            return f"{repeat}[{index}]{rest}"
        if around and roll < 0.35 and len(around) == 1:
            own = self.inside(here)
            index = "position(..)" if own and here.count("/") == own[-1].count("/") + 1 else "1"
            if around[0] in own:
                index = f"position({'../' * (here.count('/') - around[0].count('/'))}.) - 1"
            return f"indexed-repeat({target}, {around[0]}, {index})"
        if roll < 0.42 and around:
            return f"/data//{target.rpartition('/')[2]}"
        return target

    def operand(self, here: str) -> str:
        if not self.leaves or self.chance(0.15):
            return self.rng.choice(["'a'", "1", "''", "0", "'x'", "2", "'2026-11-21'"])
        path = self.path(here)
        roll = self.rng.random()
        if roll < 0.47:
            return path
        if roll < 0.5 and self.groups:
            group = self.rng.choice(self.groups)
            return self.rng.choice(["string({g})", "concat({g}, 'z')", "count-non-empty({g})",
                "string-length({g})"]).replace("{g}", group)  # fmt: skip
        templates = [
            "count({p})", "coalesce({p}, 'b')", "count-non-empty({p})", "join('-', {p})",
            "sum({p})", "min({p})", "max({p})", "string-length({p})", "number({p})",
            "count({p}[. = 'a'])", "substr({p}, 0, 2)", "round({p}, 1)", "boolean({p})",
            "selected-at({p}, 0)", "count-selected({p})", "string({p} | {q})",
            "instance('l')/root/item[name = {p}]/label", "count(instance('l')/root/item[up = {p}])",
            "instance('l')/root/item[name = {p} and up != 'z']/up",
            "pulldata('ext', 'label', 'name', {p})", "instance('ext')/root/item[up = {p}][1]/name",
            "decimal-date-time({p})", "today()", "if({p} = '', 1, {q})", "int({p})",
        ]  # fmt: skip
        chosen = self.rng.choice(templates)
        return chosen.replace("{p}", path).replace("{q}", self.path(here))

    def condition(self, here: str, depth: int = 0) -> str:
        roll = self.rng.random()
        if depth < 2 and roll < 0.3:
            word = self.rng.choice(["and", "or"])
            return f"({self.condition(here, depth + 1)} {word} {self.condition(here, depth + 1)})"
        if depth < 2 and roll < 0.4:
            return f"not({self.condition(here, depth + 1)})"
        if roll < 0.5:
            return f"selected({self.operand(here)}, 'a')"
        if roll < 0.54 and self.leaves:
            return self.path(here)
        op = self.rng.choice(["=", "!=", "&lt;", "&gt;="])
        return f"{self.operand(here)} {op} {self.operand(here)}"

    def calculation(self, here: str) -> str:
        roll = self.rng.random()
        around = self.inside(here)
        if around and roll < 0.2:
            up = here.count("/") - self.rng.choice(around).count("/")
            return f"position({'/'.join(['..'] * up)})"
        if roll < 0.3 and self.repeats:
            return f"count({self.rng.choice(self.repeats)})"
        if roll < 0.37:
            return f"once({self.operand(here)})"
        if roll < 0.44 and self.selects:
            select = self.rng.choice(self.selects)
            return f"jr:choice-name({select}, '{select}')"
        if roll < 0.48:
            return f"jr:itext('t_{self.rng.choice('abc')}')"
        if roll < 0.7:
            return f"if({self.condition(here)}, {self.operand(here)}, {self.operand(here)})"
        if roll < 0.85:
            op = self.rng.choice(["+", "-", "*", "div", "mod"])
            return f"{self.operand(here)} {op} {self.operand(here)}"
        return f"concat({self.operand(here)}, {self.operand(here)})"

    def attributes(self, here: str, *, readonly: float = 0.1) -> str:
        text = ""
        for what, chance in (("relevant", 0.35), ("required", 0.2), ("readonly", readonly)):
            if self.chance(chance):
                text += f' {what}="{self.condition(here)}"'
        return text

    def label(self, here: str) -> str:
        if not self.leaves or self.chance(0.5):
            return "<label>I</label>"
        if self.chance(0.5):
            return f'<label>I <output value="{self.operand(here)}"/></label>'
        identity = f"{here}:label"
        for language in LANGUAGES:
            words = f'{language} <output value="{self.operand(here)}"/>'
            self.itext[language].append(f'<text id="{identity}"><value>{words}</value></text>')
        return f"<label ref=\"jr:itext('{identity}')\"/>"

    # ---- structure

    def children(self, path: str, depth: int) -> tuple[str, str]:
        instance, body = "", ""
        for _ in range(self.rng.randint(2, 4)):
            roll = self.rng.random()
            if depth < self.deepest and roll < 0.22:
                piece = self.repeat(path, depth)
            elif depth < self.deepest and roll < 0.34:
                piece = self.group(path, depth)
            else:
                piece = self.leaf(path)
            instance += piece[0]
            body += piece[1]
        return instance, body

    def group(self, path: str, depth: int) -> tuple[str, str]:
        name = self.name("g")
        here = f"{path}/{name}"
        self.binds.append(f'<bind nodeset="{here}"{self.attributes(here)}/>')
        label = self.label(here)
        instance, body = self.children(here, depth + 1)
        self.groups.append(here)
        return f"<{name}>{instance}</{name}>", f'<group ref="{here}">{label}{body}</group>'

    def repeat(self, path: str, depth: int) -> tuple[str, str]:
        name = self.name("r")
        here = f"{path}/{name}"
        before, counted = ("", ""), ""
        roll = self.rng.random()
        if roll < 0.35:
            before, counter = self.counter(path)
            counted = f' jr:count="{counter}"'
        elif roll < 0.42:
            counted = ' jr:noAddRemove="true()"'
        self.binds.append(f'<bind nodeset="{here}"{self.attributes(here)}/>')
        label = self.label(here)
        self.repeats.append(here)
        instance, body = self.children(here, depth + 1)
        action = ""
        self.groups.append(here)
        own = [leaf for leaf in self.typed if leaf.startswith(here + "/")]
        for _ in range(self.rng.randint(0, 2) if own else 0):
            target = self.rng.choice(own)
            up = "/".join([".."] * (target.count("/") - here.count("/")))
            value = self.rng.choice(
                [f"concat('new', position({up}))", "'a'", self.safe_operand(here)]
            )
            action += f'<setvalue ref="{target}" event="odk-new-repeat" value="{value}"/>'
        rows = self.rng.choice([0, 1, 1, 2])
        template = f'<{name} jr:template="">{instance}</{name}>' if self.chance(0.7) else ""
        if not template:
            rows = max(1, rows)
        repeated = f'<repeat nodeset="{here}"{counted}>{action}{body}</repeat>'
        return (
            before[0] + template + f"<{name}>{instance}</{name}>" * rows,
            f'{before[1]}<group ref="{here}">{label}{repeated}</group>',
        )

    def safe_operand(self, here: str) -> str:
        """Return an operand outside the repeat at `here`, for actions of a new instance."""
        outside = [leaf for leaf in self.leaves if not leaf.startswith(here + "/")]
        return self.rng.choice(outside) if outside else "1"

    def counter(self, path: str) -> tuple[tuple[str, str], str]:
        """Return a question for the number of rows, and its path."""
        name = self.name(COUNTER)
        here = f"{path}/{name}"
        if self.leaves and self.chance(0.3):
            value = f"min(3, count({self.rng.choice(self.leaves)}))"
            self.binds.append(f'<bind nodeset="{here}" type="int" calculate="{value}"/>')
            return (f"<{name}/>", ""), here
        self.binds.append(f'<bind nodeset="{here}" type="int"{self.attributes(here, readonly=0)}/>')
        default = self.rng.choice(["", "", "1", "2"])
        return (
            (f"<{name}>{default}</{name}>", f'<input ref="{here}"><label>N</label></input>'),
            here,
        )

    def leaf(self, path: str) -> tuple[str, str]:
        name = self.name("q")
        here = f"{path}/{name}"
        roll = self.rng.random()
        if roll < 0.3:
            kind = self.rng.choice(["string", "int", "decimal", "boolean", "date"])
            self.binds.append(
                f'<bind nodeset="{here}" type="{kind}" calculate="{self.calculation(here)}"'
                f"{self.attributes(here)}/>"
            )
            body = f'<input ref="{here}">{self.label(here)}</input>' if self.chance(0.3) else ""
            default = ""
        elif roll < 0.6:
            default = self.rng.choice(["", "", "a"])
            calculated = self.leaves != [] and self.chance(0.15)
            instance, body = self.select(name, here, calculated=calculated)
            self.leaves.append(here)
            if not calculated:
                self.typed.append(here)
            return f"<{name}>{default}</{name}>{instance}", body
        else:
            kind = self.rng.choice(["string", "string", "int", "decimal", "boolean", "date"])
            default = self.rng.choice(["", "", "1", "a"]) if kind == "string" else ""
            extra = ""
            if self.chance(0.4):
                test = self.rng.choice([". != 2", "string-length(.) &lt; 3", self.condition(here)])
                extra += f' constraint="{test}"'
            self.binds.append(
                f'<bind nodeset="{here}" type="{kind}"{extra}{self.attributes(here)}/>'
            )
            body = f'<input ref="{here}">{self.label(here)}{self.actions(here)}</input>'
            if self.chance(0.15):
                value = self.rng.choice(["'a'", "1", "today()"])
                self.load_actions.append(
                    f'<setvalue ref="{here}" event="odk-instance-first-load" value="{value}"/>'
                )
            self.typed.append(here)
        self.leaves.append(here)
        return f"<{name}>{default}</{name}>", body

    def actions(self, here: str) -> str:
        """Return setvalue elements fired by a change; targets stand before, so no loop grows."""
        found = ""
        for _ in range(self.rng.choice([0, 0, 0, 1, 2])):
            if not self.typed:
                break
            target = self.rng.choice(self.typed)
            if target.rpartition("/")[2].startswith(COUNTER):
                continue
            value = self.rng.choice([f"concat({here}, 1)", "'b'", f"string-length({here})", "''"])
            found += f'<setvalue ref="{target}" event="xforms-value-changed" value="{value}"/>'
        return found

    def select(self, name: str, here: str, *, calculated: bool = False) -> tuple[str, str]:
        """Return the `or_other` sibling and the control of a select or rank."""
        tag = self.rng.choice(["select1", "select1", "select", "odk:rank"])
        if tag == "odk:rank":
            tag = "select" if calculated else "rank"
        instance = body = computed = ""
        if calculated:
            # mostly what lists hold: 'x' leaves the choices and comes back with their filters
            wanted = self.rng.choice(
                ["'x'", "'a b x'", f"concat('b c ', {self.operand(here)})", self.path(here),
                 f"if({self.condition(here)}, 'a', 'c')"]
            )  # fmt: skip
            computed = f' calculate="{wanted}"'
        attributes = self.attributes(here)
        self.binds.append(f'<bind nodeset="{here}" type="string"{computed}{attributes}/>')
        roll = self.rng.random()
        if roll < 0.15:
            items = "".join(
                f"<item><label>S{value}</label><value>{value}</value></item>" for value in "abx"
            )
            source = items
        elif roll < 0.3 and self.repeats and self.leaves:
            repeat = self.rng.choice(self.repeats)
            own = [leaf for leaf in self.leaves if leaf.rpartition("/")[0] == repeat]
            if own:
                field = self.rng.choice(own).rpartition("/")[2]
                source = (
                    f'<itemset nodeset="{repeat}[{field} != \'\']"><value ref="{field}"/>'
                    f'<label ref="{self.rng.choice(own).rpartition("/")[2]}"/></itemset>'
                )
            else:
                source = self.listed(here)
        else:
            source = self.listed(here)
            if "instance('l')" in source and tag != "rank" and self.chance(0.4):
                instance = f"<{name}_other/>"
                other = f"{here}_other"
                self.binds.append(
                    f'<bind nodeset="{other}" relevant="selected(../{name}, \'other\')"/>'
                )
                body = f'<input ref="{other}"><label>O</label></input>'
        self.selects.append(here)
        return instance, f'<{tag} ref="{here}">{self.label(here)}{source}</{tag}>{body}'

    def listed(self, here: str) -> str:
        name = self.rng.choice(["l", "l", "ext"])
        test = ""
        if self.leaves and self.chance(0.7):
            chosen = self.rng.choice(
                ["up = {p}", "selected({p}, name)", "name != {p}", "up = {p} and name != 'b'",
                 "up = current()/{r}"]
            )  # fmt: skip
            parent = here.rpartition("/")[0]
            near = [leaf for leaf in self.leaves if leaf.rpartition("/")[0] == parent]
            sibling = f"../{self.rng.choice(near).rpartition('/')[2]}" if near else "../@none"
            if "{r}" in chosen and not near:
                chosen = "up = {p}"
            test = "[" + chosen.format(p=self.rng.choice(self.leaves), r=sibling) + "]"
        nodes = f"instance('{name}')/root/item{test}"
        if self.chance(0.15):
            nodes = f"randomize({nodes}, {self.rng.choice(['42', *self.leaves[-1:]])})"
        label = self.rng.choice(["label", "jr:itext(t)"]) if name == "l" else "label"
        return f'<itemset nodeset="{nodes}"><value ref="name"/><label ref="{label}"/></itemset>'


def form_source(seed: int, *, deepest: int = 3, loose: bool = True) -> str:
    """Return the XForm XML of a seed; the same seed gives the same text.

    Args:
        loose: Labels of choices may show any answer; with jr:choice-name() that may be a circle.
    """
    builder = _Builder(random.Random(seed), deepest)
    instance, body = builder.children("/data", 0)
    for value, _ in _ROWS:
        for language in LANGUAGES:
            words = f"{language}-{value}"
            if value in "bc" and builder.typed[:1] == builder.leaves[:1]:
                words += f' <output value="{builder.leaves[0]}"/>'
            if value in "xy" and loose:
                words += f' <output value="{builder.rng.choice(builder.leaves)}"/>'
            builder.itext[language].append(f'<text id="t_{value}"><value>{words}</value></text>')
    itext = "".join(
        f'<translation lang="{language}">{"".join(texts)}</translation>'
        for language, texts in builder.itext.items()
    )
    return (
        f'{_HEAD}<itext>{itext}</itext><instance><data id="r" version="1">{instance}'
        f"<meta><instanceID/></meta></data></instance>{_LIST}"
        f"{''.join(builder.binds)}{''.join(builder.load_actions)}</model></h:head>"
        f"<h:body>{body}</h:body></h:html>"
    )


def random_form(seed: int, media: Sequence[Path], *, deepest: int = 3) -> Form:
    """Return the form of a seed.

    Args:
        media: Where `ext.csv` lies, whose text is `CSV`.
    """
    try:
        return load_form(form_source(seed, deepest=deepest).encode(), media=media)
    except KnownError:
        return load_form(form_source(seed, deepest=deepest, loose=False).encode(), media=media)
