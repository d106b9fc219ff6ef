"""Double random, one publicity (双随机、一公开): units and pairs of officers drawn so that anybody
can repeat it.

Lists and plan are frozen and their digest is announced; then a public value that nobody could
know decides, together with a nonce committed beforehand. `resources/manual/draw-format.md`
describes every byte. Called by `services.draws`; pure, the hash function is handed in. Must never
use floating point, a library's random numbers, or a remainder of a random number.

Source: domain note, section 6.2; 国办发〔2015〕58号.
"""

from inspector_app.domain.double_random.canonical import canonical
from inspector_app.domain.double_random.drawing import (
    Assigned,
    Conducted,
    DrawnStratum,
    Excluded,
    conduct,
    seed_of,
)
from inspector_app.domain.double_random.freezing import declaration_digest, declare
from inspector_app.domain.double_random.judging import Fact, State, Verdict, judge
from inspector_app.domain.double_random.reading import (
    DrawFile,
    Opening,
    file_bytes,
    read_file,
)
from inspector_app.domain.double_random.values import (
    METHOD,
    NONCE_BYTES,
    Declaration,
    DrawOfficer,
    DrawUnit,
    Exclusion,
    ExclusionKind,
    Frozen,
    Lists,
    Plan,
    Stratum,
)

__all__ = [
    "METHOD",
    "NONCE_BYTES",
    "Assigned",
    "Conducted",
    "Declaration",
    "DrawFile",
    "DrawOfficer",
    "DrawUnit",
    "DrawnStratum",
    "Excluded",
    "Exclusion",
    "ExclusionKind",
    "Fact",
    "Frozen",
    "Lists",
    "Opening",
    "Plan",
    "State",
    "Stratum",
    "Verdict",
    "canonical",
    "conduct",
    "declaration_digest",
    "declare",
    "file_bytes",
    "judge",
    "read_file",
    "seed_of",
]
