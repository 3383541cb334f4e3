"""What people, firms and channels of the city are called: names that nobody has."""

from typing import TYPE_CHECKING

from quietline.domain.number_plan import LineClass

if TYPE_CHECKING:
    from quietline.simulator.town import Town

_SIGNS = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸")
_FORMS = ("示例", "虚构", "样本")
CLASS_WORDS = {
    LineClass.MOBILE: "手机号",
    LineClass.LANDLINE: "固话",
    LineClass.TRUNK: "中继",
    LineClass.SERVICE_CODE: "特服号码",
    LineClass.IOT_CARD: "物联网卡",
}
CHANNEL_TYPES = ("自有", "特许", "第三方", "线上")
_CHANNEL_FORMS = ("营业厅", "专营店", "代理点", "线上商城")


def subscriber_id(place: int) -> str:
    """The operator's key of a subscriber."""
    return f"S{place:08d}"


def person_name(place: int) -> str:
    """A cyclic sign for the surname and a number."""
    return f"{_SIGNS[place % len(_SIGNS)]}示例{place:06d}"


def enterprise_id(place: int) -> str:
    """The operator's key of an enterprise."""
    return f"DW{place:06d}"


def enterprise_name(town: "Town", place: int) -> str:
    """A firm is called after its industry."""
    return f"{_FORMS[place % len(_FORMS)]}{town.organisations.industry[place]}{place:05d}号有限公司"


def channel_id(place: int) -> str:
    """The key of a channel."""
    return f"QD{place:05d}"


def channel_name(place: int, channel_type: int) -> str:
    """A channel is called after its type."""
    return f"{_FORMS[place % len(_FORMS)]}{place:05d}{_CHANNEL_FORMS[channel_type]}"


def outlet_id(place: int) -> str:
    """The key of an outlet."""
    return f"WD{place:06d}"


def outlet_name(place: int) -> str:
    """An outlet has a street."""
    return f"{_FORMS[place % len(_FORMS)]}{place:06d}路网点"


def worker_id(place: int) -> str:
    """A worker ID."""
    return f"GH{place:07d}"
