"""Fonts: rare names print, the small files come first, nothing is ever an empty box."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from inspector_app.errors import KnownError
from inspector_app.services.documents import FontSet
from inspector_app.services.documents.page import Face

FOLDER = Path(__file__).resolve().parents[4] / "resources" / "fonts"
RARE = "𬭚䶮㑇𫖯𬱖"


@pytest.mark.parametrize("face", list(Face))
def test_every_face_prints_rare_names(fonts: FontSet, face: Face) -> None:
    assert all(fonts.find(face, character)[1] > 0.9 for character in RARE)


@pytest.mark.parametrize("face", [Face.SONG, Face.HEI, Face.KAI])
def test_every_hanzi_of_gbk_stays_in_its_face(fonts: FontSet, face: Face) -> None:
    own = {Face.SONG: "serif-400", Face.HEI: "sans-400", Face.KAI: "kai-400"}[face]
    widths = fonts.loaded(own).face.charWidths
    hanzi = {
        bytes((high, low)).decode("gbk", "ignore")
        for high in range(0x81, 0xFF)
        for low in range(0x40, 0xFF)
    }
    missing = [one for one in hanzi if len(one) == 1 and "\u4e00" <= one <= "\u9fff"]
    assert not [one for one in missing if ord(one) not in widths]


def test_common_text_needs_the_small_files_only(fonts: FontSet) -> None:
    text = "现场检查笔录，第1页（以下空白）——℃㎡①“”"
    assert {fonts.find(Face.SONG, one)[0] for one in text} == {"serif-400-core"}


def test_a_character_of_another_face_is_borrowed_before_it_is_refused(fonts: FontSet) -> None:
    assert fonts.find(Face.KAI, "︴")[0] == "serif-400"


def test_a_character_no_font_has_is_named_with_its_place(fonts: FontSet) -> None:
    with pytest.raises(KnownError) as caught:
        fonts.require("经营者称🙂无异议")
    assert caught.value.code == "documents.glyph-missing"
    assert caught.value.slots["codepoint"] == "U+1F642"
    assert "经营者称🙂" in str(caught.value.slots["place"])


def test_the_list_of_digests_is_that_of_the_files() -> None:
    listed = json.loads((FOLDER / "fonts.json").read_text("utf-8"))["fonts"]
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.ttf")
    }
    assert {entry["file"]: entry["sha256"] for entry in listed} == found


def test_every_font_comes_with_its_licence() -> None:
    for name in ("OFL-noto-sans-sc.txt", "OFL-noto-serif-sc.txt", "OFL-kai.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / name).read_text("utf-8")


def test_an_altered_font_file_is_refused(tmp_path: Path) -> None:
    for name in ("fonts.json", "kai-400-core.ttf"):
        shutil.copyfile(FOLDER / name, tmp_path / name)
    altered = bytearray((tmp_path / "kai-400-core.ttf").read_bytes())
    altered[-1] ^= 0xFF
    (tmp_path / "kai-400-core.ttf").write_bytes(altered)
    with pytest.raises(KnownError) as caught:
        FontSet.from_folder(tmp_path).loaded("kai-400-core")
    assert caught.value.code == "documents.font-missing"


def test_a_folder_without_its_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        FontSet.from_folder(tmp_path)
    assert caught.value.code == "documents.font-missing"
