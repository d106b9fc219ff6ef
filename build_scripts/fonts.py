"""Make `resources/fonts` again from pinned packages: no hinting, only what Chinese records need.

Run by hand (`python build_scripts/fonts.py [--packages FOLDER]`) when a pin changes; needs
fontTools, `npm` and a Debian `apt-get`, or the packages already in FOLDER. The results are
committed, so that neither a fresh machine nor the app at run time downloads a font. Must never ship
a face under a name its licence reserves: the reshaped WenKai therefore has a name of our own.
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose bytes we trust by digest, whoever serves it."""

    manager: str  # npm | apt
    name: str
    version: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Face:
    """One committed font file.

    Attributes:
        letters: `gbk` (GBK and rare names), `names` (GB2312, 通用规范汉字表 and rare names)
            or `core` (GB2312).
        style: (style name, weight class) written into the file.
    """

    file: str
    package: str
    source: str
    letters: str
    family: str
    style: tuple[str, int]


SANS, SERIF = "noto-sans-sc", "noto-serif-sc"
KAI, UNICODE = "fonts-lxgw-wenkai", "unicode-data"
PACKAGES = {
    SANS: Package(
        "npm",
        "@expo-google-fonts/noto-sans-sc",
        "0.4.3",
        "expo-google-fonts-noto-sans-sc-0.4.3.tgz",
        "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    ),
    SERIF: Package(
        "npm",
        "@expo-google-fonts/noto-serif-sc",
        "0.4.3",
        "expo-google-fonts-noto-serif-sc-0.4.3.tgz",
        "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
    ),
    KAI: Package(
        "apt",
        "fonts-lxgw-wenkai",
        "1.250+repack-1",
        "fonts-lxgw-wenkai_1.250+repack-1_all.deb",
        "6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318",
    ),
    UNICODE: Package(
        "apt",
        "unicode-data",
        "15.0.0-1",
        "unicode-data_15.0.0-1_all.deb",
        "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
    ),
}
_SANS_400 = "package/400Regular/NotoSansSC_400Regular.ttf"
_SANS_600 = "package/600SemiBold/NotoSansSC_600SemiBold.ttf"
_SERIF_400 = "package/400Regular/NotoSerifSC_400Regular.ttf"
_SERIF_700 = "package/700Bold/NotoSerifSC_700Bold.ttf"
_KAI_400 = "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
_REGULAR = ("Regular", 400)
FACES = (
    Face("sans-400.ttf", SANS, _SANS_400, "gbk", "Noto Sans SC", _REGULAR),
    Face("sans-600.ttf", SANS, _SANS_600, "names", "Noto Sans SC", ("SemiBold", 600)),
    Face("serif-400.ttf", SERIF, _SERIF_400, "gbk", "Noto Serif SC", _REGULAR),
    Face("serif-700.ttf", SERIF, _SERIF_700, "names", "Noto Serif SC", ("Bold", 700)),
    Face("kai-400.ttf", KAI, _KAI_400, "gbk", "Inspector Kai", _REGULAR),
    Face("sans-400-core.ttf", SANS, _SANS_400, "core", "Inspector Sans Core", _REGULAR),
    Face("serif-400-core.ttf", SERIF, _SERIF_400, "core", "Inspector Serif Core", _REGULAR),
    Face("kai-400-core.ttf", KAI, _KAI_400, "core", "Inspector Kai Core", _REGULAR),
)
KEPT_NAMES = (
    0,
    5,
    8,
    9,
    11,
    13,
    14,
)  # copyright, version, makers, licence: the OFL wants them kept
UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "gasp", "prep")


def fetch(package: Package, folder: Path) -> Path:
    """Return the package file, downloaded into `folder` unless it is there; its digest must fit."""
    path = folder / package.file
    if not path.exists():
        command = (
            [_program("npm"), "pack", "--silent", f"{package.name}@{package.version}"]
            if package.manager == "npm"
            else [_program("apt-get"), "download", f"{package.name}={package.version}"]
        )
        subprocess.run(command, cwd=folder, check=True)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{package.file}: SHA-256 {found}, pinned {package.sha256}")
    return path


def unpack(archive: Path, target: Path) -> Path:
    """Unpack an npm or Debian package into `target` and return it."""
    target.mkdir()
    if archive.suffix == ".deb":
        subprocess.run([_program("dpkg-deb"), "-x", str(archive), str(target)], check=True)
    else:
        shutil.unpack_archive(archive, target, "gztar", filter="data")
    return target


def double_bytes(encoding: str) -> frozenset[int]:
    """Return every character of a two-byte Chinese encoding."""
    found = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode(encoding)))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


def standard_hanzi(unicode_data: Path) -> frozenset[int]:
    """Return the 8,105 hanzi of 通用规范汉字表 (2013), Unihan's kTGH: what civil names may use."""
    packed = unicode_data / "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
    lines = bz2.decompress(packed.read_bytes()).decode("utf-8").splitlines()
    return frozenset(
        int(line.split("\t")[0].removeprefix("U+"), 16) for line in lines if "\tkTGH\t" in line
    )


def signs() -> Iterator[int]:
    """Yield Latin letters, punctuation, numerals, units: what stands between hanzi."""
    for first, last in (
        (0x20, 0x7E),
        (0xA0, 0x17F),
        (0x2010, 0x2040),
        (0x2070, 0x209F),
        (0x2100, 0x22FF),
        (0x2460, 0x26FF),
        (0x3000, 0x303F),
        (0x3200, 0x33FF),
        (0xFF00, 0xFFEF),
    ):
        yield from range(first, last + 1)
    yield from (0x20AC, 0x2713)


def rare_hanzi(paths: list[Path]) -> frozenset[int]:
    """Return rare hanzi (extensions A, B and later, U+9FA6..) that every face can show."""
    shared: set[int] | None = None
    for path in paths:
        letters = set(TTFont(path, lazy=True).getBestCmap())
        shared = letters if shared is None else shared & letters
    return frozenset(
        c for c in shared or () if 0x3400 <= c <= 0x4DBF or 0x9FA6 <= c <= 0x9FFF or c > 0x1FFFF
    )


def make(face: Face, source: Path, letters: frozenset[int], target: Path) -> None:
    """Write one face: only `letters`, no hinting, no layout tables, its own names."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += list(UNUSED_TABLES)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    font = subset.load_font(str(source), options)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=sorted(letters))
    worker.subset(font)
    _rename(font, face)
    subset.save_font(font, str(target), options)


def _rename(font: TTFont, face: Face) -> None:
    style, weight = face.style
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in KEPT_NAMES]
    plain = style == "Regular"
    compact = face.family.replace(" ", "")
    names = {
        1: face.family if plain or style == "Bold" else f"{face.family} {style}",
        2: style if plain or style == "Bold" else "Regular",
        3: f"{compact}-{style};inspector",
        4: face.family if plain else f"{face.family} {style}",
        6: f"{compact}-{style}",
    }
    if not plain and style != "Bold":
        names |= {16: face.family, 17: style}
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsType = 0


def write_licences(folders: dict[str, Path]) -> None:
    """Copy the licence texts beside the fonts."""
    for key, name in ((SANS, "OFL-noto-sans-sc.txt"), (SERIF, "OFL-noto-serif-sc.txt")):
        shutil.copyfile(folders[key] / "package" / "LICENSE_FONT", FONTS / name)
    copyright_file = folders[KAI] / "usr/share/doc/fonts-lxgw-wenkai/copyright"
    lines = copyright_file.read_text("utf-8").splitlines()
    first = lines.index("License: OFL-1.1")  # named there, spelt out further down
    start = lines.index("License: OFL-1.1", first + 1) + 1
    end = lines.index("License: GPL-3+", start)
    text = [line.removeprefix(" ") for line in lines[start:end]]
    holder = TTFont(folders[KAI] / _KAI_400, lazy=True)["name"].getDebugName(0)
    head = [
        f"{holder}",
        'with Reserved Font Names "霞鹜" and "LXGW".',
        "",
        "kai-400.ttf and kai-400-core.ttf are Modified Versions of LXGW WenKai 1.250 (fewer",
        'characters, no hinting); they carry the names "Inspector Kai" and "Inspector Kai Core".',
        "",
    ]
    body = ["" if line == "." else line for line in text]
    (FONTS / "OFL-kai.txt").write_text("\n".join(head + body).rstrip() + "\n", "utf-8")


def main() -> int:
    """Make every face and the list of their digests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--packages", type=Path, help="folder with the packages, or to download into"
    )
    chosen = parser.parse_args().packages
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        store = chosen or Path(scratch)
        folders = {
            key: unpack(fetch(package, store), Path(scratch) / f"{key}.d")
            for key, package in PACKAGES.items()
        }
        gb2312, gbk = double_bytes("gb2312"), double_bytes("gbk")
        rare = rare_hanzi(
            [folders[SANS] / _SANS_400, folders[SERIF] / _SERIF_400, folders[KAI] / _KAI_400]
        )
        core = gb2312 | frozenset(signs())
        letters = {
            "core": core,
            "names": core | standard_hanzi(folders[UNICODE]) | rare,
            "gbk": core | gbk | rare,
        }
        listed = []
        for face in FACES:
            target = FONTS / face.file
            make(face, folders[face.package] / face.source, letters[face.letters], target)
            data = target.read_bytes()
            package = PACKAGES[face.package]
            listed.append(
                {
                    "file": face.file,
                    "family": face.family,
                    "weight": face.style[1],
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "from": f"{package.name} {package.version}",
                }
            )
            print(f"{face.file}: {len(data) / 1e6:.1f} MB")
        write_licences(folders)
    (FONTS / "fonts.json").write_text(
        json.dumps(
            {"packages": {p.file: p.sha256 for p in PACKAGES.values()}, "fonts": listed}, indent=1
        )
        + "\n",
        "utf-8",
    )
    return 0


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise SystemExit(f"{name} is needed to make the fonts")
    return path


if __name__ == "__main__":
    sys.exit(main())
