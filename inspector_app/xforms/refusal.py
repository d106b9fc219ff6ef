"""Why a form cannot be used, inside the engine; the door makes it `KnownError form.refused`."""

from __future__ import annotations

from inspector_app.xforms.model import Bilingual, Place, Problem


class FormRefusedError(Exception):
    """The form has an error that makes running it wrong or impossible.

    Attributes:
        code: Linter code.
        place: Row or line; the door refines it to a cell when the source is a workbook.
        at: Offset in the expression, or None.
        name: Question it is about; '' when none.
        expression: The expression at fault, to find its cell; '' when none.
        attribute: Bind property or column it stands in; '' when unknown.
    """

    def __init__(
        self,
        code: str,
        place: Place,
        at: int | None,
        message: Bilingual,
        fix: Bilingual | None = None,
        name: str = "",
        *,
        path: str = "",
        attribute: str = "",
        expression: str = "",
    ) -> None:
        super().__init__(f"{place}: {code}: {message.en}")
        self.code = code
        self.place = place
        self.at = at
        self.message = message
        self.fix = fix or Bilingual("", "")
        self.name = name
        self.path = path
        self.attribute = attribute
        self.expression = expression

    def problem(self) -> Problem:
        """Return it as an error of the linter."""
        return Problem("error", self.code, self.place, self.name, self.at, self.message, self.fix)

    def warning(self, place: Place) -> Problem:
        """Return it as a warning of a form that was loaded all the same."""
        return Problem("warning", self.code, place, self.name, self.at, self.message, self.fix)


def refuse(code: str, line: int, zh: str, en: str) -> FormRefusedError:
    """Return a refusal at a line of the XML."""
    return FormRefusedError(code, Place(row=line), None, Bilingual(zh, en))
