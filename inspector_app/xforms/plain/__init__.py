"""A form as people read it: texts by language, choices, rules and conditions in words.

Printed blank forms and the comparison of two versions work on it. Needs no session and holds no
answer; must never evaluate anything.
"""

from inspector_app.xforms.plain.form import PlainChoice, PlainForm, PlainNode, Texts, plain_form
from inspector_app.xforms.plain.paths import canonical
from inspector_app.xforms.plain.words import Naming, Wording

__all__ = [
    "Naming",
    "PlainChoice",
    "PlainForm",
    "PlainNode",
    "Texts",
    "Wording",
    "canonical",
    "plain_form",
]
