"""Blank forms for filling in by hand.

`blank_form` turns any loaded form into a PDF; the rest of this folder is its layout.
"""

from inspector_app.services.documents.blank.compose import blank_form, form_mark

__all__ = ["blank_form", "form_mark"]
