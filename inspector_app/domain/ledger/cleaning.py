"""Names, addresses and codes as people type them, brought to one spelling for comparing.

Called by the import and the store's search keys. Pure. What is printed stays as it was written:
only `tidy` may change a stored value, and it changes no word.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BRACKETS = str.maketrans("（）【】［］〔〕﹙﹚〈〉", "()[][][]()<>")
_BRANCH = re.compile(r"\(([^()]*)\)")
_COMPANY = re.compile(
    "(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|公司)"
)
_SHOP = re.compile("(?:网络会所|网咖|网吧|上网服务营业场所|上网服务场所|上网服务)")
_REGION = re.compile(
    r"^(?:[^\W\d_]{2,8}?(?:省|自治区))?(?:[^\W\d_]{2,6}?(?:市|自治州|地区|盟))?"
    r"(?:[^\W\d_]{1,6}?(?:区(?!域)|县|旗(?!舰)|市(?!民|场)))?"
)
_ZERO_NUMBER = re.compile(r"(?<![0-9])0+(?=[0-9])")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FLOOR = re.compile("([〇零一二三四五六七八九十]+)(?=(?:号|栋|幢|座|层|楼|室|单元|巷|弄))")


def tidy(text: str) -> str:
    """Return a typed value without invisible signs, doubled and outer blanks.

    Full-width letters and digits become plain ones; Chinese punctuation stays.
    """
    visible = _INVISIBLE.sub("", text)
    plain = "".join(
        chr(ord(c) - 0xFEE0) if "０" <= c <= "９" or "Ａ" <= c <= "Ｚ" or "ａ" <= c <= "ｚ" else c
        for c in visible
    )
    return _BLANKS.sub(" ", plain.replace("\u3000", " ")).strip()


def folded(text: str) -> str:
    """Return NFKC, case-folded text without blanks, punctuation and symbols."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    if normal.isalnum():
        return normal
    return "".join(c for c in normal if unicodedata.category(c)[0] in "LN")


def clean_code(text: str) -> str:
    """Return a credit code or number in capitals without blanks, marks and hyphens."""
    return folded(text).upper()


def name_key(name: str) -> str:
    """Return what makes a name: without place, legal form and kind of shop.

    示例市青禾网咖（有限责任公司） and 青禾网吧有限公司 give the same key. Branches keep what stands
    in their brackets.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).translate(_BRACKETS)
    plain = _COMPANY.sub("", _BLANKS.sub("", plain).casefold())
    plain = _BRANCH.sub(r"\1", plain)
    whole = folded(plain)
    core = _SHOP.sub("", whole)
    placeless = _REGION.sub("", core, count=1)
    # what is nothing but a place and a kind (示例市第一网吧 has a name, 示例市网吧 has none)
    return placeless if len(placeless) >= 2 else core if len(core) >= 2 else whole


def address_key(address: str) -> str:
    """Return an address from its district on, numerals as digits: 十二号 and 12号 are one."""
    plain = folded(address)
    plain = _FLOOR.sub(lambda found: _digits(found[1]), plain)
    placeless = _REGION.sub("", plain, count=1)
    return _ZERO_NUMBER.sub("", placeless or plain)


def _digits(numeral: str) -> str:
    if "十" not in numeral:
        return numeral.translate(_NUMERALS)
    tens, _, ones = numeral.partition("十")
    return (tens.translate(_NUMERALS) or "1") + (ones.translate(_NUMERALS) or "0")
