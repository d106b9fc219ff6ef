"""The columns of a ledger table: their names in both languages, and what headings mean them.

Called by the import (which column is which?) and the export. Must never list a column for numbers
of natural persons: persons stand in the ledger as holders of a post, with the post's telephone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from inspector_app.domain.ledger.cleaning import folded
from inspector_app.domain.units import UnitCategory
from inspector_app.domain.wording import Text


class FieldKind(Enum):
    """How a value is read."""

    TEXT = "text"
    NUMBER = "number"  # whole, 0 or more
    DECIMAL = "decimal"
    DATE = "date"
    CODE = "code"  # letters and digits
    CREDIT_CODE = "credit-code"
    CATEGORY = "category"
    STATUS = "status"
    CREDIT_CLASS = "credit-class"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Attributes:
        key: Attribute of `InspectedUnit`, or the name of a fact.
        fact: Whether it is kept among the facts.
        aliases: Further headings, folded.
        searched: Whether the ledger's search finds it as a number.
    """

    key: str
    words: Text
    kind: FieldKind = FieldKind.TEXT
    aliases: tuple[str, ...] = ()
    fact: bool = True
    searched: bool = False
    longest: int = 200


def _f(
    key: str,
    zh: str,
    en: str,
    kind: FieldKind = FieldKind.TEXT,
    also: str = "",
    *,
    fact: bool = True,
    searched: bool = False,
) -> Field:
    return Field(key, Text(zh, en), kind, tuple(also.split()), fact, searched)


_K = FieldKind
FIELDS: tuple[Field, ...] = (
    _f("id", "单位编号", "Unit id", _K.TEXT, "台账编号 unitid", fact=False),
    _f("category", "类别", "Category", _K.CATEGORY,
       "单位类别 类型 单位类型 场所类型 行业 行业类别 type", fact=False),
    _f("name", "单位名称", "Name", _K.TEXT,
       "名称 企业名称 公司名称 场所名称 网吧名称 字号 单位 机构名称 unitname company", fact=False),
    _f("credit_code", "统一社会信用代码", "Credit code", _K.CREDIT_CODE,
       "信用代码 统一代码 社会信用代码 统一信用代码 机构代码 creditcode uscc uscic", fact=False),
    _f("address", "地址", "Address", _K.TEXT,
       "单位地址 经营地址 场所地址 详细地址 注册地址 住所 经营场所 机房地址 location", fact=False),
    _f("district", "区县", "District", _K.TEXT, "辖区 区域 所属区县 行政区 行政区划 所在区 county",
       fact=False),
    _f("representative", "负责人", "In charge", _K.TEXT,
       "法定代表人 法人 法人代表 主要负责人 负责人姓名 经营者 representative", fact=False),
    _f("phone", "联系电话", "Telephone", _K.TEXT,
       "电话 联系方式 手机 手机号 座机 单位电话 tel phone", fact=False),
    _f("licence_no", "许可证号", "Licence number", _K.TEXT,
       "许可证编号 网络文化经营许可证号 网络文化经营许可证 经营许可证号 licenceno licenseno",
       fact=False, searched=True),
    _f("licence_valid_to", "许可证有效期至", "Licence valid to", _K.DATE,
       "许可证有效期 有效期至 有效期止 有效期 许可证到期日 到期日期 validto expiry", fact=False),
    _f("other_names", "其他名称", "Other names", _K.TEXT, "别名 曾用名 简称 招牌 招牌名"),
    _f("licence_issuer", "发证机关", "Licence issuer", _K.TEXT, "许可机关 审批部门"),
    _f("business_licence", "营业执照号", "Business licence number", _K.CODE,
       "营业执照注册号 工商注册号 执照号", searched=True),
    _f("fire_no", "消防许可编号", "Fire approval number", _K.TEXT, "消防合格证号 消防编号 消防",
       searched=True),
    _f("telecom_licence", "电信业务许可证号", "Telecom licence number", _K.TEXT,
       "增值电信业务许可证 idc许可证号 isp许可证号 许可证号电信", searched=True),
    _f("police_filing_no", "公安备案号", "Police filing number", _K.TEXT,
       "公安机关备案号 网安备案号 公安联网备案号 安全审核号", searched=True),
    _f("icp_filing_no", "ICP备案号", "ICP filing number", _K.TEXT,
       "备案号 网站备案号 icp备案 icp", searched=True),
    _f("mlps_no", "等保备案号", "MLPS filing number", _K.TEXT,
       "等级保护备案号 等保备案证明编号", searched=True),
    _f("mlps_level", "等保级别", "MLPS level", _K.TEXT, "等级保护级别 等保等级 定级"),
    _f("longitude", "经度", "Longitude", _K.LONGITUDE, "lng lon x坐标"),
    _f("latitude", "纬度", "Latitude", _K.LATITUDE, "lat y坐标"),
    _f("security_post", "网络安全负责人", "Network security officer", _K.TEXT,
       "安全负责人 安全管理员 网络安全员 信息安全员 网安负责人"),
    _f("security_phone", "网络安全负责人电话", "Telephone of that officer", _K.TEXT,
       "安全负责人电话 安全管理员电话 安全员电话"),
    _f("approved_computers", "核定计算机数", "Approved computers", _K.NUMBER,
       "核定台数 核准台数 核定终端数 许可台数 机器台数"),
    _f("computers", "计算机数", "Computers", _K.NUMBER, "电脑数 电脑台数 计算机台数 实有台数 台数"),
    _f("terminals", "终端数", "Terminals", _K.NUMBER, "上网终端数 终端台数"),
    _f("racks", "机柜数", "Racks", _K.NUMBER, "机架数 机柜 机架"),
    _f("sites", "网站数", "Web sites", _K.NUMBER, "接入网站数 托管网站数 网站 站点数"),
    _f("area_m2", "面积（平方米）", "Area in m²", _K.DECIMAL, "面积 营业面积 建筑面积 使用面积"),
    _f("access_provider", "接入服务商", "Access provider", _K.TEXT,
       "运营商 接入商 宽带运营商 接入单位"),
    _f("contract_to", "接入合同到期", "Access contract ends", _K.DATE, "合同到期 合同有效期"),
    _f("ip_ranges", "IP地址段", "IP ranges", _K.TEXT, "ip地址 ip ip段 固定ip"),
    _f("opened_on", "开业日期", "Opened on", _K.DATE, "成立日期 开办日期 开业时间"),
    _f("status", "经营状态", "Status", _K.STATUS, "状态 营业状态 单位状态 是否营业"),
    _f("credit_class", "分类等级", "Class", _K.CREDIT_CLASS,
       "信用等级 状态分类 管理等级 分类 等级 信用分类"),
    _f("authorities", "主管部门", "Competent bodies", _K.TEXT, "监管部门 行业主管部门"),
    _f("source", "来源", "Source", _K.TEXT, "数据来源"),
    _f("as_of", "数据日期", "As of", _K.DATE, "更新日期 更新时间 登记日期 采集日期"),
    _f("remark", "备注", "Remark", _K.TEXT, "说明 注"),
)  # fmt: skip

BY_KEY = {field.key: field for field in FIELDS}
SEARCHED_FACTS = tuple(field.key for field in FIELDS if field.fact and field.searched)

CATEGORIES: dict[UnitCategory, tuple[Text, str]] = {
    UnitCategory.INTERNET_CAFE: (Text("网吧", "Internet café"),
                                 "互联网上网服务营业场所 网咖 网络会所 上网服务营业场所 上网场所"),
    UnitCategory.IDC_ROOM: (Text("IDC机房", "Data centre"),
                            ("idc 机房 数据中心 isp cdn 云 云服务 idcisp idc企业 接入服务商"
                            " 互联网数据中心")),
    UnitCategory.GOV_UNIT: (Text("政务网单位", "Government unit"),
                            "政务 政务单位 机关 党政机关 政府机关 政府 事业单位 政府网站 重点单位"),
    UnitCategory.ESPORTS_HOTEL: (Text("电竞酒店", "E-sports hotel"), "电竞宾馆 电竞酒店上网区"),
    UnitCategory.SCHOOL: (Text("学校", "School"), "中学 小学 高校 院校 教育机构"),
    UnitCategory.HOTEL: (Text("宾馆", "Hotel"), "酒店 旅馆 旅店 宾馆酒店 宾馆旅馆"),
    UnitCategory.LIBRARY: (Text("图书馆", "Library or culture house"),
                           "文化馆 青少年宫 图书馆文化馆青少年宫"),
    UnitCategory.OTHER_ACCESS: (Text("其他上网单位", "Other unit with access"),
                                ("其他 非经营 非经营性上网场所 其他非经营性上网单位 非经营性"
                                " 商场 餐饮")),
    UnitCategory.LENDING: (Text("网贷", "Online lending"), "互金 网贷互金 互联网金融 p2p 网络借贷"),
    UnitCategory.PARTNER: (Text("推广合作单位", "Promotion partner"), "合作单位 推广渠道"),
    UnitCategory.FEE_COLLECTION: (Text("代收费单位", "Fee collection"), "代收费 接入代收费单位"),
}  # fmt: skip

STATUSES: dict[str, tuple[Text, str]] = {
    "open": (Text("营业", "open"), "正常 在营 开业 存续 正常营业 营业中 在业 是"),
    "suspended": (Text("停业", "suspended"), "歇业 暂停 暂停营业 停业中 否"),
    "correcting": (Text("整改", "correcting"), "整改中 停业整改 停业整顿"),
    "banned": (Text("取缔", "banned"), "已取缔 吊销 查封"),
    "cancelled": (Text("注销", "cancelled"), "已注销 关停 关闭 已关闭 倒闭"),
}

_NOISE = re.compile(r"[（(【\[].*?[)）】\]]")


def _titles() -> dict[str, str]:
    found: dict[str, str] = {}
    for field in FIELDS:
        for title in (field.words.zh, field.words.en, field.key, *field.aliases):
            found.setdefault(folded(title), field.key)
    return found


_BY_TITLE = _titles()


def field_of(title: str) -> str | None:
    """Return the key of the field a heading means, None when it means none."""
    whole = folded(title)
    if whole in _BY_TITLE:
        return _BY_TITLE[whole]
    return _BY_TITLE.get(folded(_NOISE.sub("", title)))


def guess_mapping(titles: Sequence[str]) -> dict[int, str]:
    """Return field keys by 0-based column; of two columns for one field the first counts."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for column, title in enumerate(titles):
        key = field_of(title)
        if key is not None and key not in taken:
            found[column] = key
            taken.add(key)
    return found


def _choices(table: dict[str, tuple[Text, str]]) -> dict[str, str]:
    return {
        folded(word): key
        for key, (words, also) in table.items()
        for word in (key, words.zh, words.en, *also.split())
    }


_CATEGORY_OF = _choices({key.value: words for key, words in CATEGORIES.items()})
_STATUS_OF = _choices(STATUSES)


def category_of(text: str) -> UnitCategory | None:
    """Return the category a cell means, None when it means none."""
    key = _CATEGORY_OF.get(folded(text))
    return None if key is None else UnitCategory(key)


def status_of(text: str) -> str | None:
    """Return the key of the status a cell means, None when it means none."""
    return _STATUS_OF.get(folded(text))
