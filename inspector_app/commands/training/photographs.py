"""Photographs of a place that does not exist, drawn so that training needs no camera.

Each is a real JPEG or PNG with its own size, orientation and EXIF claims, as phones make them.
Called by the demo and to fill the training camera folder. Must never show a person or a real place.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

ORIENTATION, DATE_TIME_ORIGINAL, MAKE, MODEL = 0x0112, 0x9003, 0x010F, 0x0110
EXIF_IFD = 0x8769
ROTATED_CLOCKWISE = 6  # EXIF: the camera was held upright, pixels lie on their side


@dataclass(frozen=True, slots=True)
class Photograph:
    """What to draw and what the file claims.

    Attributes:
        item: Check item it belongs to.
        width, height: Pixels as seen upright.
        turned: Whether the stored pixels lie on their side and EXIF says so.
        minute: Minutes after the visit's start when it was taken.
    """

    name: str
    item: str
    title: str
    proves: str
    width: int
    height: int
    scene: Callable[[ImageDraw.ImageDraw, int, int, Callable[[int], ImageFont.FreeTypeFont]], None]
    minute: int
    turned: bool = False
    suffix: str = ".jpg"


def take(photograph: Photograph, *, at: datetime, font: Path) -> bytes:
    """Return the file a camera would have left: JPEG with EXIF, or a PNG screenshot without.

    Args:
        photograph: What to draw.
        at: Local time the file claims.
        font: TrueType font with Chinese characters for signs and screens.
    """
    width, height = photograph.width, photograph.height

    def sized(pixels: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(font), pixels)

    small = (width // 2, height // 2)  # drawn at half size: light falls off softly, edges blur
    image = Image.new("RGB", small, "#8a8d90")
    photograph.scene(ImageDraw.Draw(image), *small, sized)
    image = _light(image, Random(photograph.name))  # noqa: S311  grain, not a secret
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    stored = io.BytesIO()
    if photograph.suffix == ".png":
        image.save(stored, "PNG", compress_level=3)
        return stored.getvalue()
    exif = Image.Exif()
    if photograph.turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[ORIENTATION] = ROTATED_CLOCKWISE
    exif[MAKE], exif[MODEL] = "Training", "Drawn"
    exif.get_ifd(EXIF_IFD)[DATE_TIME_ORIGINAL] = at.strftime("%Y:%m:%d %H:%M:%S")
    image.save(stored, "JPEG", quality=88, exif=exif)
    return stored.getvalue()


def _light(image: Image.Image, random: Random) -> Image.Image:
    """Give a flat drawing uneven light and sensor grain."""
    width, height = image.size
    shade = Image.radial_gradient("L").resize((width, height))
    dark = Image.new("RGB", (width, height), "#14181c")
    image = Image.composite(dark, image, shade.point(lambda value: int(max(0, value - 90) * 0.55)))
    tile = Image.frombytes("L", (256, 256), random.randbytes(256 * 256))
    tile = tile.filter(ImageFilter.GaussianBlur(0.6))
    grain = Image.new("L", (width, height))
    for left in range(0, width, 256):
        for top in range(0, height, 256):
            grain.paste(tile, (left, top))
    return Image.blend(image, Image.merge("RGB", (grain, grain, grain)), 0.045)


_Font = Callable[[int], ImageFont.FreeTypeFont]


def _room(draw: ImageDraw.ImageDraw, w: int, h: int, wall: str, floor: str, edge: float) -> None:
    draw.rectangle((0, 0, w, h), fill=wall)
    draw.polygon([(0, h), (w, h), (w, int(h * edge)), (0, int(h * edge))], fill=floor)
    for step in range(1, 9):
        y = int(h * edge + (h - h * edge) * (step / 9) ** 1.6)
        draw.line((0, y, w, y), fill="#00000022", width=1)


def _entrance(draw: ImageDraw.ImageDraw, w: int, h: int, font: _Font) -> None:
    _room(draw, w, h, "#b9a98f", "#7d7a75", 0.80)
    draw.rectangle((int(w * 0.08), int(h * 0.08), int(w * 0.92), int(h * 0.24)), fill="#183a5e")
    draw.text(
        (w // 2, int(h * 0.16)), "青禾网咖", font=font(int(h * 0.095)), fill="#f4e9c8", anchor="mm"
    )
    for left in (0.26, 0.51):
        box = (int(w * left), int(h * 0.30), int(w * (left + 0.23)), int(h * 0.84))
        draw.rectangle(box, fill="#8fb3bd", outline="#43474a", width=max(3, w // 160))
        draw.line((box[0], box[1], box[2], box[3]), fill="#a9c8cf", width=max(2, w // 240))
    draw.rectangle((int(w * 0.79), int(h * 0.36), int(w * 0.90), int(h * 0.52)), fill="#f2ead8")
    draw.text(
        (int(w * 0.845), int(h * 0.44)),
        "营业\n时间",
        font=font(int(h * 0.035)),
        fill="#333",
        anchor="mm",
    )


def _side_door(draw: ImageDraw.ImageDraw, w: int, h: int, font: _Font) -> None:
    _room(draw, w, h, "#a39a8c", "#66635e", 0.86)
    draw.rectangle((int(w * 0.22), int(h * 0.20), int(w * 0.78), int(h * 0.90)), fill="#5f6f6c")
    draw.rectangle((int(w * 0.34), int(h * 0.11), int(w * 0.66), int(h * 0.165)), fill="#1d7a3e")
    draw.text(
        (w // 2, int(h * 0.138)), "安全出口", font=font(int(h * 0.034)), fill="#e9fff0", anchor="mm"
    )
    draw.ellipse((int(w * 0.66), int(h * 0.55), int(w * 0.72), int(h * 0.585)), fill="#c9cbb8")


def _licences(draw: ImageDraw.ImageDraw, w: int, h: int, font: _Font) -> None:
    _room(draw, w, h, "#cfc6b4", "#6d5a45", 0.72)
    for left, title in ((0.12, "网络文化经营许可证"), (0.54, "营业执照")):
        box = (int(w * left), int(h * 0.12), int(w * (left + 0.34)), int(h * 0.50))
        draw.rectangle(box, fill="#fbf7ea", outline="#8c6b2f", width=max(4, w // 120))
        draw.text(
            ((box[0] + box[2]) // 2, box[1] + int(h * 0.07)),
            title,
            font=font(int(h * 0.038)),
            fill="#7c1d12",
            anchor="mm",
        )
        draw.text(
            ((box[0] + box[2]) // 2, box[1] + int(h * 0.20)),
            "（示例）",
            font=font(int(h * 0.040)),
            fill="#444",
            anchor="mm",
        )
    draw.rectangle((0, int(h * 0.72), w, int(h * 0.78)), fill="#4f3d2c")


def _licence(draw: ImageDraw.ImageDraw, w: int, h: int, font: _Font) -> None:
    draw.rectangle((0, 0, w, h), fill="#6d5a45")
    draw.rectangle(
        (int(w * 0.08), int(h * 0.14), int(w * 0.92), int(h * 0.80)),
        fill="#fbf7ea",
        outline="#8c6b2f",
        width=max(4, w // 70),
    )
    title, body = font(int(w * 0.075)), font(int(w * 0.045))
    draw.text(
        (w // 2, int(h * 0.24)), "网络文化经营许可证", font=title, fill="#7c1d12", anchor="mm"
    )
    lines = (
        "单位名称　青禾网咖（示例）",
        "核定台数　120 台",
        "有效期至　2028年4月2日",
        "训练样张，不是证照",
    )
    for n, line in enumerate(lines):
        draw.text((int(w * 0.16), int(h * (0.36 + 0.09 * n))), line, font=body, fill="#3a3a3a")


def _terminal(draw: ImageDraw.ImageDraw, w: int, h: int, font: _Font) -> None:
    _room(draw, w, h, "#4c5058", "#8b7558", 0.66)
    draw.rectangle((int(w * 0.24), int(h * 0.14), int(w * 0.78), int(h * 0.60)), fill="#15171a")
    draw.rectangle((int(w * 0.26), int(h * 0.165), int(w * 0.76), int(h * 0.575)), fill="#1f4f8f")
    draw.text(
        (int(w * 0.51), int(h * 0.30)),
        "登录：公用卡 G-02",
        font=font(int(h * 0.046)),
        fill="#fff",
        anchor="mm",
    )
    draw.text(
        (int(w * 0.51), int(h * 0.41)),
        "座位 33",
        font=font(int(h * 0.040)),
        fill="#cfe2ff",
        anchor="mm",
    )
    draw.rectangle((int(w * 0.46), int(h * 0.60), int(w * 0.56), int(h * 0.68)), fill="#222")
    draw.rectangle((int(w * 0.28), int(h * 0.76), int(w * 0.70), int(h * 0.86)), fill="#2b2d31")


def _query(draw: ImageDraw.ImageDraw, w: int, h: int, font: _Font) -> None:
    draw.rectangle((0, 0, w, h), fill="#eef1f4")
    draw.rectangle((0, 0, w, int(h * 0.10)), fill="#2c5b86")
    draw.text(
        (int(w * 0.03), int(h * 0.05)),
        "登记系统 · 按日查询（示例）",
        font=font(int(h * 0.045)),
        fill="#fff",
        anchor="lm",
    )
    rows = (
        ("日期", "登记条数", "结果"),
        ("最早一条", "08:02", "有"),
        ("前30日", "214", "有"),
        ("前59日", "0", "无"),
        ("前60日", "0", "无"),
    )
    for n, row in enumerate(rows):
        y = int(h * (0.18 + 0.13 * n))
        draw.line(
            (int(w * 0.03), y + int(h * 0.10), int(w * 0.97), y + int(h * 0.10)),
            fill="#b9c2cb",
            width=2,
        )
        for column, text in enumerate(row):
            draw.text(
                (int(w * (0.06 + 0.33 * column)), y + int(h * 0.05)),
                text,
                font=font(int(h * 0.045)),
                fill="#20262c",
                anchor="lm",
            )


def _cards(draw: ImageDraw.ImageDraw, w: int, h: int, font: _Font) -> None:
    _room(draw, w, h, "#b7976a", "#b08d5e", 0.5)
    for left, number in ((0.14, "G-01"), (0.54, "G-02")):
        box = (int(w * left), int(h * 0.30), int(w * (left + 0.32)), int(h * 0.56))
        draw.rounded_rectangle(box, radius=w // 50, fill="#f1f4f6", outline="#51606b", width=3)
        draw.rectangle(
            (box[0], box[1] + int(h * 0.03), box[2], box[1] + int(h * 0.09)), fill="#23527c"
        )
        draw.text(
            ((box[0] + box[2]) // 2, box[1] + int(h * 0.17)),
            f"公用 {number}",
            font=font(int(h * 0.055)),
            fill="#1b2733",
            anchor="mm",
        )
    draw.rectangle((int(w * 0.14), int(h * 0.68), int(w * 0.86), int(h * 0.74)), fill="#f7f0c9")
    for tick in range(21):
        x = int(w * (0.14 + 0.72 * tick / 20))
        draw.line(
            (x, int(h * 0.68), x, int(h * (0.72 if tick % 5 else 0.735))), fill="#4d4a36", width=2
        )


CAFE_VISIT: tuple[Photograph, ...] = (
    Photograph(
        "entrance",
        "WB-22",
        "主入口",
        "门头和入口全貌，未见未成年人禁入标志",
        4032,
        3024,
        _entrance,
        8,
    ),
    Photograph(
        "side-door",
        "WB-22",
        "北侧门",
        "北侧门全貌，未见未成年人禁入标志",
        3024,
        4032,
        _side_door,
        10,
        turned=True,
    ),
    Photograph(
        "licences",
        "WB-06",
        "证照悬挂",
        "收银台后方悬挂的许可证和营业执照",
        2048,
        1536,
        _licences,
        14,
    ),
    Photograph(
        "licence", "WB-01", "许可证正本", "网络文化经营许可证正本", 1600, 2000, _licence, 15
    ),
    Photograph(
        "terminal", "WB-16", "33号终端", "登录界面显示公用卡 G-02", 1920, 1080, _terminal, 42
    ),
    Photograph("cards", "WB-16", "公用卡", "卡号 G-01、G-02，附比例尺", 2000, 2000, _cards, 49),
    Photograph(
        "query", "WB-19", "登记系统查询", "按日查询结果", 1366, 768, _query, 56, suffix=".png"
    ),
)
