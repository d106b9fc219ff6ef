"""Lines of Chinese text: what may start and end one, what stays whole, how it is spread."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.services.documents import FontSet
from inspector_app.services.documents.breaking import (
    NO_END,
    NO_START,
    Line,
    Span,
    break_text,
    set_line,
)
from inspector_app.services.documents.page import Face

TEXT = (
    "现依据《互联网上网服务营业场所管理条例》第四条、《中华人民共和国行政处罚法》第五十五条，就日常检查事项"
    "对你单位进行检查（检查任务JC-2026-4-0318，2026年11月12日审批），14时20分在用41台；见示文综登存字〔2026〕"
    "第003号通知书（照片5、照片6）。“公用卡”登录——未见记录……服务器地址为192.168.10.5，净宽1.4m，温度26℃。"
)
WHOLE = (
    "11月12日",
    "14时20分",
    "41台",
    "〔2026〕第003号",
    "照片5",
    "照片6",
    "JC-2026-4-0318",
    "192.168.10.5",
    "1.4m",
    "26℃",
    "——",
    "……",
    "第四条",
)
WIDTHS = [*range(115, 460, 7)]


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


@pytest.mark.parametrize("measure", WIDTHS)
def test_no_line_starts_or_ends_with_a_forbidden_mark(fonts: FontSet, measure: int) -> None:
    lines = texts(break_text([Span(TEXT)], measure, fonts))
    assert not [line for line in lines[1:] if line[0] in NO_START]
    assert not [line for line in lines[:-1] if line[-1] in NO_END]


@pytest.mark.parametrize("measure", WIDTHS)
@pytest.mark.parametrize("run", WHOLE)
def test_numbers_dates_and_words_stay_whole(fonts: FontSet, measure: int, run: str) -> None:
    lines = texts(break_text([Span(TEXT)], measure, fonts))
    assert any(run in line for line in lines)


@pytest.mark.parametrize("measure", WIDTHS)
def test_the_last_line_has_two_characters_at_least(fonts: FontSet, measure: int) -> None:
    last = texts(break_text([Span(TEXT)], measure, fonts))[-1]
    assert sum(character not in NO_START for character in last) >= 2


def test_justified_lines_end_at_the_measure(fonts: FontSet) -> None:
    lines = break_text([Span(TEXT)], 400, fonts, indent=24)
    assert lines[0].width == pytest.approx(376, abs=0.05)
    assert [line.width for line in lines[1:-1]] == pytest.approx([400] * (len(lines) - 2), abs=0.05)


def test_no_line_of_running_text_is_visibly_loose(fonts: FontSet) -> None:
    lines = break_text([Span(TEXT)], 442, fonts, indent=24)
    widest = max(piece.spacing for line in lines for piece in line.pieces)
    assert widest < 0.25 * 12


def test_marks_beside_each_other_give_half_an_em(fonts: FontSet) -> None:
    apart = set_line([Span("条、")], fonts).width + set_line([Span("《法")], fonts).width
    together = set_line([Span("条、《法")], fonts).width
    assert together == pytest.approx(48 - 6)
    assert apart == pytest.approx(48 - 12)  # marks at the ends of a line are half-width too


def test_an_opening_mark_stands_at_the_left_edge(fonts: FontSet) -> None:
    line = set_line([Span("（照片3）")], fonts)
    assert line.pieces[0].x == pytest.approx(-6)


def test_brackets_of_document_numbers_are_half_width(fonts: FontSet) -> None:
    digits = set_line([Span("2026")], fonts).width
    assert set_line([Span("字〔2026〕第")], fonts).width == pytest.approx(24 + 12 + digits)


def test_no_space_is_added_between_hanzi_and_digits(fonts: FontSet) -> None:
    parts = sum(set_line([Span(part)], fonts).width for part in ("共", "12", "台"))
    assert set_line([Span("共12台")], fonts).width == pytest.approx(parts)


def test_a_digest_longer_than_the_line_is_cut_rather_than_lost(fonts: FontSet) -> None:
    digest = "0123456789abcdef" * 4
    lines = break_text([Span(f"摘要{digest}，完。")], 160, fonts)
    assert "".join(texts(lines)) == f"摘要{digest}，完。"
    assert all(line.width < 161 for line in lines)


def test_a_heading_is_never_spread(fonts: FontSet) -> None:
    spans = [Span("3. 入口标志\u3000", Face.HEI_BOLD, 11.5, rigid=True), Span(TEXT)]
    head = break_text(spans, 442, fonts, indent=24)[0].pieces[0]
    assert (head.text, head.spacing) == ("3. 入口标志\u3000", 0.0)


def test_spoken_words_change_the_face_within_a_line(fonts: FontSet) -> None:
    line = set_line([Span("说明："), Span("我以前不清楚。", Face.KAI)], fonts)
    assert [piece.font for piece in line.pieces] == ["serif-400-core", "kai-400-core"]


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(
        alphabet="检查《》（），。、：；“”0123年月日台abcXYZ .-—…〔〕第号照片℃",
        min_size=1,
        max_size=90,
    ),
    measure=st.integers(min_value=60, max_value=440),
)
def test_every_character_is_set_once_and_in_order(text: str, measure: int) -> None:
    lines = break_text([Span(text)], measure, FontSet.bundled())
    assert "".join(line.text for line in lines) == text
    drawn = "".join(piece.text for line in lines for piece in line.pieces)
    assert drawn.replace(" ", "") == text.replace(" ", "")
