"""The record on pages: what is signed, what may come later, where pages may break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from inspector_app.errors import KnownError
from inspector_app.records.content import Paragraph, RecordContent, SampleTable, from_leaves
from inspector_app.services.documents import ComposedRecord, FontSet, compose_record
from inspector_app.services.documents.flow import BOTTOM, RIGHT
from inspector_app.services.documents.page import MM, InkBox, Page, Picture, Run

Compose = Callable[..., ComposedRecord]


@pytest.fixture
def compose(fonts: FontSet, thumbnails: Callable[[str], bytes | None]) -> Compose:
    def run(content: RecordContent, *, annex: bool = False) -> ComposedRecord:
        return compose_record(content, thumbnails=thumbnails, fonts=fonts, annex=annex)

    return run


def printed(page: Page) -> str:
    return "".join(item.text for item in page.items if isinstance(item, Run))


def with_party(content: RecordContent, **changes: str) -> RecordContent:
    return replace(content, party={**content.party, **changes})


def test_the_signed_text_holds_what_the_record_says(
    compose: Compose, content: RecordContent
) -> None:
    text = compose(content).text
    for part in (
        "现场检查笔录",
        "示文综检笔字〔2026〕第018号",
        "日常检查（检查任务JC-2026-4-0318，2026年11月12日审批）",
        "2026年11月18日14时10分至16时25分",
        "答：不申请。",
        "3. 入口标志",
        "公用卡",
        "合计",
        "种子928870112aec5dcd9ea5a19966ba875a",
        "照片6　停用登记主机",
        "对检查程序和笔录内容的异议：无。",
        "（以下空白）",
    ):
        assert part in text


@pytest.mark.parametrize("mode", ["ink", "paper", "refused", "absent"])
def test_how_the_party_answers_changes_neither_text_nor_page_breaks(
    compose: Compose, content: RecordContent, mode: str
) -> None:
    signed = compose(content)
    later = with_party(
        content, mode=mode, reason="称需等经营者到场", witness="周辛", clip="0318-04"
    )
    other = compose(
        replace(later, ink={}, persons={**later.persons, "witness": ({"name": "周辛"},)})
    )
    assert other.text_sha256 == signed.text_sha256
    assert other.page_sha256s == signed.page_sha256s


def test_another_word_changes_the_digest(compose: Compose, content: RecordContent) -> None:
    other = with_party(content, objection="时间记载不准。")
    assert compose(other).text_sha256 != compose(content).text_sha256


def test_pages_read_back_from_leaves_are_the_same(compose: Compose, content: RecordContent) -> None:
    from inspector_app.records.content import to_leaves

    assert compose(from_leaves(to_leaves(content))).page_sha256s == compose(content).page_sha256s


def test_the_objection_line_goes_with_the_signature_block(
    compose: Compose, content: RecordContent
) -> None:
    for extra in range(0, 30, 3):
        more = (*content.narrative, *[Paragraph("补充", "现场补充记录一句。")] * extra)
        pages = compose(replace(content, narrative=more)).page_texts
        assert "核对意见" in pages[-1]
        assert "异议：无。" in pages[-1]
        assert "（以下空白）" in pages[-1]


def test_nothing_is_printed_below_the_text_area(compose: Compose, content: RecordContent) -> None:
    for extra in range(6):
        more = (*content.narrative, *[Paragraph("补充", "现场补充记录一句。")] * extra)
        for page in compose(replace(content, narrative=more)).pages:
            inside = [item for item in page.items if isinstance(item, Run | Picture)]
            assert not [item for item in inside if BOTTOM + 0.1 < item.y < 264.7 * MM]


def test_long_values_stay_within_their_page(
    compose: Compose, content: RecordContent, fonts: FontSet
) -> None:
    """Every field ten times too long: nothing leaves the text area, nothing is lost."""
    long = "示例省示例市示例自治县示例经济技术开发区示例大道东侧示例商业广场" * 4
    stretched = replace(
        content,
        unit={**content.unit, "name": long, "representative": long, "phone": "0000-1234567" * 6},
        visit={**content.visit, "place": long, "environment": long},
        assignment={**content.assignment, "agency": long[:60], "reason": long},
        persons={
            **content.persons,
            "officer": tuple(
                {**one, "credential_no": long[:30]} for one in content.persons["officer"]
            ),
            "present": ({"name": "孙丙", "post": long[:40], "id_kind": long},),
        },
        evidence=tuple({**one, "title": long, "proves": long} for one in content.evidence),
    )
    composed = compose(stretched, annex=True)
    assert long in composed.text.replace("\n", "")
    for page in composed.pages:
        for run in page.items:
            if isinstance(run, Run) and run.x > 20 * MM:
                face = fonts.loaded(run.font).face.charWidths
                width = sum(face[ord(one)] for one in run.text.rstrip()) * run.size / 1000
                width += run.spacing * (len(run.text) - 1)
                slack = run.size / 2 if run.text[-1] in "，。、；：？！）》”" else 0.5
                assert run.x + width <= RIGHT + slack, run


def test_a_long_table_repeats_its_head_and_keeps_its_total(
    compose: Compose, content: RecordContent
) -> None:
    rows = content.samples[0].rows * 6
    long = replace(content, samples=(replace(content.samples[0], rows=rows, deviating=()),))
    pages = compose(long).page_texts
    holding = [page for page in pages if "座位号" in page]
    assert len(holding) >= 2
    assert all("表1　终端抽查表（续）" in page for page in holding[1:])
    total = next(page for page in pages if "合计" in page)
    assert "60\t081" in total
    assert "59\t087" in total
    assert "种子" in total


def test_a_table_no_paragraph_names_is_printed_all_the_same(
    compose: Compose, content: RecordContent
) -> None:
    other = SampleTable("XX-T9", "附加表", ("名称", "说明"), (("甲", ""),), (), "1项。", {})
    text = compose(replace(content, samples=(*content.samples, other))).text
    assert "表2　附加表" in text
    assert "1\t甲\t／" in text


def test_empty_fields_are_struck(compose: Compose, content: RecordContent) -> None:
    bare = replace(content, visit={}, unit={"name": "示例单位"}, persons={}, evidence=())
    text = compose(bare).text
    assert "见证人\t／" not in text  # a witness may still come: the value is not signed
    assert "检查时间\t／" in text
    assert "协助人员\t／" in text
    assert "本次检查未提取证据材料" in text


def test_a_record_with_everything_withheld_still_prints(compose: Compose) -> None:
    assert "（以下空白）" in compose(from_leaves({})).page_texts[-1]


def test_thumbnails_are_neither_cropped_nor_stretched(
    compose: Compose, content: RecordContent
) -> None:
    pictures = [
        item for page in compose(content).pages for item in page.items if isinstance(item, Picture)
    ]
    assert [round(one.width / one.height, 2) for one in pictures] == [
        1.33,
        0.75,
        1.78,
        1.33,
        1.0,
        1.5,
    ]
    assert all(one.width <= 28 * MM + 0.1 and one.height <= 21 * MM + 0.1 for one in pictures)


def test_a_withheld_thumbnail_leaves_a_frame_and_the_same_text(
    content: RecordContent, fonts: FontSet, compose: Compose
) -> None:
    bare = compose_record(content, thumbnails=lambda _: None, fonts=fonts)
    assert bare.page_sha256s == compose(content).page_sha256s
    assert "无缩略图" in "".join(printed(page) for page in bare.pages)


def test_another_picture_under_a_thumbnails_digest_is_refused(
    content: RecordContent, fonts: FontSet, thumbs: dict[str, bytes]
) -> None:
    other = next(iter(thumbs.values()))
    with pytest.raises(KnownError) as caught:
        compose_record(content, thumbnails=lambda _: other, fonts=fonts)
    assert caught.value.code == "documents.picture-unreadable"


def test_a_refusal_is_told_in_print_and_leaves_no_room_for_ink(
    compose: Compose, content: RecordContent
) -> None:
    refused = with_party(content, mode="refused", reason="称需等经营者到场", witness="周辛")
    last = compose(refused).pages[-1]
    assert "被检查单位店长孙丙拒绝签名，理由：称需等经营者到场。见证人：周辛。" in printed(last)
    assert not [item for item in last.items if isinstance(item, InkBox) and "party" in item.who]


def test_a_reason_without_end_is_refused_before_signing(
    compose: Compose, content: RecordContent
) -> None:
    with pytest.raises(KnownError) as caught:
        compose(with_party(content, mode="refused", reason="很长的理由" * 80))
    assert caught.value.code == "documents.text-too-long"


def test_an_unprintable_character_is_named(compose: Compose, content: RecordContent) -> None:
    with pytest.raises(KnownError) as caught:
        compose(with_party(content, statement="都收拾好了🙂，请看。"))
    assert caught.value.code == "documents.glyph-missing"
    assert caught.value.slots["character"] == "🙂"


def test_the_annex_shows_every_photo_and_is_counted(
    compose: Compose, content: RecordContent
) -> None:
    plain, full = compose(content), compose(content, annex=True)
    assert len(full.pages) == len(plain.pages) + 2
    assert "照片原图见照片附页，共2页。" in full.text
    assert "照片附页" in full.page_texts[-2]
    assert "照片6" in full.page_texts[-1]
    assert full.document_leaf()["annex"] is True


def test_the_document_leaf_names_pages_and_fonts(compose: Compose, content: RecordContent) -> None:
    composed = compose(content)
    leaf = composed.document_leaf()
    assert leaf["pages"] == len(composed.pages)
    assert leaf["page_sha256"] == list(composed.page_sha256s)
    assert set(composed.fonts) == {
        "kai-400-core",
        "sans-400-core",
        "sans-600",
        "serif-400-core",
        "serif-700",
    }
