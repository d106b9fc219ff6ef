"""Blank forms: every label is on the paper, nothing outside the margins, tables break well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from inspector_app.errors import KnownError
from inspector_app.installation import checklist, resource
from inspector_app.services.documents import page_count, raster_page
from inspector_app.services.documents.blank import blank_form, form_mark
from inspector_app.services.documents.blank.ground import is_asked
from inspector_app.xforms import Form, load_form
from inspector_app.xforms.plain import plain_form
from inspector_app.xforms.plain.form import language_for

MM = 72 / 25.4
LEFT, RIGHT, LOWEST = 28 * MM - 1, 184 * MM + 1, 8 * MM
SHIPPED = (
    "internet_cafe", "idc_room", "gov_unit", "procedure", "noncommercial", "filing_check",
    "recheck",
)  # fmt: skip
GENERIC = (
    """
| survey |
| | type | name | label | hint | relevant | constraint | required | repeat_count | parameters |
| | begin_group | g | HEADING | | | | | | |
| | text | name | **Full name** | as in the passport | | | yes | | |
| | integer | n | How many rooms? | | | . >= 1 and . <= 20 | | | |
| | range | sat | How satisfied? | | | | | | start=0 end=5 step=1 |
| | range | temp | Temperature | | | | | | start=-20 end=60 step=0.5 |
| | rank need | order | Rank these needs | | ${n} > 2 | | | | |
| | select_multiple need | multi | Which apply? | | not(selected(${order}, 'water')) | | | | |
| | select_one town | town | Which town? | | | | | | |
| | geopoint | pos | Where? | | | | | | |
| | image | pic | Photo of the gate | | | | | | |
| | acknowledge | ok | I have read this | | | | | | |
| | time | t | At what time? | | | | | | |
| | note | nt | Hello ${name}, now the rooms. | | | | | | |
| | calculate | hidden_sum | | | | | | | |
| | end_group | | | | | | | | |
| | begin_repeat | room | Room | | | | | | |
| | text | rname | Name of room | | | | | | |
| | begin_repeat | window | Window | | | | | | |
| | integer | width | Width | in cm | | | | | |
| | select_one need | wp | Need | | ${width} > 100 | | | | |
| | end_repeat | | | | | | | | |
| | begin_repeat | person | Person | | | | | 3 | |
| | text | pname | Name of person | | | | | | |
| | begin_repeat | job | Job | | | | | | |
| | text | jt | Title of job | | | | | | |
| | decimal | pay | Pay | | | | | | |
| | end_repeat | | | | | | | | |
| | end_repeat | | | | | | | | |
| | end_repeat | | | | | | | | |
| | begin_repeat | wide | Wide | | | | | 45 | |
"""
    + "".join(f"| | text | w{n} | Column number {n} | | | | | | |\n" for n in range(12))
    + """| | end_repeat | | | | | | | | |
| choices |
| | list_name | name | label |
| | need | water | LONG |
| | need | food | Food |
"""
    + "".join(f"| | town | t{n} | Town number {n} |\n" for n in range(90))
)
GENERIC = GENERIC.replace("| calculate | hidden_sum |", "| hidden | hidden_sum |")
GENERIC = GENERIC.replace("HEADING", "A heading for which one line of A4 is not enough " * 3)
GENERIC = GENERIC.replace("LONG", "Clean water, and a choice so long that no line can hold it " * 3)


def _blank(form: Form, language: str = "zh") -> bytes:
    return blank_form(
        form,
        language=language_for(form, language),
        chinese=language == "zh",
        cite=lambda keys: f"[{keys}]",
    )


def _texts(pdf: bytes) -> list[str]:
    """Return the text of each page without blanks: lines break anywhere in Chinese."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in document]


def _flat(text: str) -> str:
    return re.sub(r"\s|\*\*|\{[^}]*\}", "", text)


def _boxes(pdf: bytes) -> Sequence[tuple[float, float, float, float]]:
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            found += [text.get_charbox(at) for at in range(text.count_chars())]
    return [box for box in found if box[2] > box[0]]


@pytest.fixture(scope="module")
def generic() -> Form:
    """A form of another trade: nested repeats, ranks, ranges, a long list."""
    return load_form(GENERIC.encode(), name="generic.md")


@cache
def _printed(name: str, language: str = "zh") -> tuple[Form, bytes]:
    """Return a checklist and its blank form, made once."""
    form = load_form(_source(name))
    return form, _blank(form, language)


def _source(name: str) -> Path:
    if name in SHIPPED:
        return checklist(name, f"{name}.xlsx")
    return resource("templates", f"template-{name}.xlsx")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*SHIPPED, "zh", "en"])
def test_every_label_choice_and_unit_of_a_checklist_is_on_the_paper(
    name: str, language: str
) -> None:
    form, pdf = _printed(name, language)
    whole = "".join(_texts(pdf))
    spoken = language_for(form, language)
    for node in plain_form(form).root.walk():
        if not is_asked(node):
            continue
        reason = node.insp.get("role") == "reason"
        for text in [] if reason else [node.labels.get(spoken, "")]:
            for piece in re.split(r"\{[^}]*\}", text):
                assert _flat(piece) in whole, (node.path, piece)
        for choice in node.choices:
            assert _flat(choice.labels.get(spoken, "")) in whole, (node.path, choice.value)
        assert _flat(node.insp.get("unit", "")) in whole


@pytest.mark.parametrize("name", ["internet_cafe", "zh"])
def test_items_carry_code_basis_severity_method_and_photo_rule(name: str) -> None:
    form, pdf = _printed(name)
    whole = "".join(_texts(pdf))
    for node in plain_form(form).root.walk():
        insp = node.insp
        if node.kind != "group" or "basis" not in insp:
            continue
        assert insp["code"] in whole
        assert _flat(f"[{insp['basis']}]") in whole
        assert _flat(insp["how"]) in whole
        if insp.get("photo", "-")[0] == "X":
            assert "禁止拍照" in whole


def test_conditions_stand_in_words_never_as_expressions() -> None:
    whole = "".join(_texts(_printed("internet_cafe")[1]))
    assert "条件：WB-01“许可证情况”不为“无证”、“过期”时才填" in whole
    assert "${" not in whole
    assert "selected(" not in whole


@pytest.mark.parametrize("name", [*SHIPPED, "zh", "en"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_printed_outside_the_text_area_or_too_near_the_edge(
    name: str, language: str
) -> None:
    for left, bottom, right, top in _boxes(_printed(name, language)[1]):
        assert left >= LEFT
        assert right <= RIGHT
        assert bottom >= LOWEST
        assert top <= 297 * MM - LOWEST


def test_a_form_of_another_trade_prints_whole_and_inside_the_margins(generic: Form) -> None:
    pdf = _blank(generic, "en")
    whole = "".join(_texts(pdf))
    for node in plain_form(generic).root.walk():
        if is_asked(node):
            for piece in re.split(r"\{[^}]*\}", node.labels[""]):
                assert _flat(piece) in whole
            for choice in node.choices:
                assert _flat(choice.labels[""]) in whole
    for left, bottom, right, _ in _boxes(pdf):
        assert left >= LEFT
        assert right <= RIGHT
        assert bottom >= LOWEST


def test_a_long_list_is_printed_once_as_an_annex(generic: Form) -> None:
    whole = "".join(_texts(_blank(generic, "en")))
    assert "seeannextown" in whole
    assert whole.count("Townnumber77") == 1


def test_a_table_that_goes_on_repeats_its_heads_and_says_so(generic: Form) -> None:
    pages = _texts(_blank(generic, "en"))
    going_on = [page for page in pages if "Wide(continued)" in page]
    assert going_on
    assert all("Columnnumber0" in page and "No." in page for page in going_on)


def test_a_counted_table_has_exactly_its_rows(generic: Form) -> None:
    with pypdfium2.PdfDocument(_blank(generic, "en")) as document:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    wide = text[text.index("Wide") : text.index("Annex")]
    numbers = [int(line) for line in wide.split() if line.isdigit() and int(line) > 40]
    assert numbers == [41, 42, 43, 44, 45] * 2  # twelve columns stand in two bands


def test_pages_are_counted_and_every_foot_names_the_form(generic: Form) -> None:
    pdf = _blank(generic, "en")
    pages = _texts(pdf)
    assert len(pages) == page_count(pdf)
    for number, page in enumerate(pages, 1):
        assert f"Page{number}of{len(pages)}" in page
        assert generic.sha256[:8] in page


def test_the_code_in_the_foot_holds_the_digest_of_the_form(generic: Form) -> None:
    pixels = raster_page(_blank(generic, "en"), 1, 200)
    size = (pixels.width, pixels.height)
    image = Image.frombuffer("RGB", size, pixels.data, "raw", "BGRX", pixels.stride, 1)
    texts = [code.text for code in zxingcpp.read_barcodes(image)]
    assert texts == [form_mark(generic)]
    assert generic.sha256 in texts[0]


def test_the_same_form_gives_the_same_bytes(generic: Form) -> None:
    assert _blank(generic, "en") == _blank(load_form(GENERIC.encode(), name="generic.md"), "en")


def test_what_the_program_fills_in_is_not_asked(generic: Form) -> None:
    assert "hidden_sum" not in "".join(_texts(_blank(generic, "en")))


def test_pictures_no_font_has_are_left_out_and_letters_are_told() -> None:
    def form(label: str) -> Form:
        text = f"| survey |\n| | type | name | label |\n| | text | a | {label} |\n"
        return load_form(text.encode(), name="one.md")

    whole = "".join(_texts(_blank(form("Mayo on your \U0001f354s?"), "en")))
    assert "Mayoonyours?" in whole
    with pytest.raises(KnownError) as told:
        _blank(form("\u0915\u0939\u093e\u0901"), "en")
    assert told.value.code == "documents.glyph-missing"
