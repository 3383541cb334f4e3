"""The forms in which switches, registers and people write numbers, by kind; seen from a city with the area code 391."""

import pytest

from quietline.domain.number_normalisation import normalise
from quietline.domain.number_plan import LineClass, line_class

MOBILE, LANDLINE = "8613812345678", "863912345678"

KINDS: dict[str, dict[str, str]] = {
    "country code and trunk zero": {
        "+86 138-1234-5678": MOBILE,
        "0086 138 1234 5678": MOBILE,
        "86-138-1234-5678": MOBILE,
        "0086 0391 2345678": LANDLINE,
        "+86 (0)391-2345678": LANDLINE,
        "(0391)2345678": LANDLINE,
        "391 2345678": LANDLINE,
    },
    "spaces, dashes, full width, what a spreadsheet adds": {
        "　１３８－１２３４－５６７８　": MOBILE,
        "＋８６１３８１２３４５６７８": MOBILE,
        "138·1234·5678": MOBILE,
        "138.1234.5678": MOBILE,
        "13812345678.0": MOBILE,
        "13812345678.00": MOBILE,
        "'13812345678": MOBILE,
        "\u200b13812345678\ufeff": MOBILE,
    },
    "service codes": {
        "95588": "95588",
        "+8695588": "95588",
        "0391-95588": "95588",
        "962288": "962288",
        "0371962288": "962288",
        "10086": "10086",
        "008610010": "10010",
        "1008611": "1008611",
        "10690000123456": "10690000123456",
        "+86106575123456789": "106575123456789",
        "12306": "12306",
        "118114": "118114",
        "400-820-8820": "864008208820",
        "86 400 820 8820": "864008208820",
        "+864008208820": "864008208820",
        "800-810-1234": "868008101234",
    },
    "an extension behind a number": {
        "95588转1": "95588",
        "95588 ext. 12": "95588",
        "962288#3": "962288",
        "4008208820-123": "864008208820",
        "400-820-8820转8001": "864008208820",
        "40082088208001": "864008208820",
        "400 820 8820#123": "864008208820",
        "0391-2345678转801": LANDLINE,
        "0391-2345678-801": LANDLINE,
        "+86-391-2345678-801": LANDLINE,
        "2345678-801": LANDLINE,
        "021-62345678 分机 8": "862162345678",
        "13812345678p123": MOBILE,
    },
    "an area code before an emergency number or hotline": {
        "0391110": "110",
        "0391-120": "120",
        "010119": "119",
        "0371122": "122",
        "+86391110": "110",
        "039112345": "12345",
        "0391 12321": "12321",
        "02196110": "96110",
        "039112381": "12381",
    },
    "dialling prefixes": {
        "1259313812345678": MOBILE,
        "12593013812345678": MOBILE,
        "12593 +8613812345678": "",
        "17951013812345678": MOBILE,
        "1795103912345678": LANDLINE,
        "17951 0391 2345678": LANDLINE,
        "1790913812345678": MOBILE,
        "1795110086": "",
    },
    "foreign": {
        "+1 202-555-0123": "12025550123",
        "0012025550123": "12025550123",
        "+44 20 7183 8750": "442071838750",
        "+852 9123 4567": "85291234567",
        "+81 3-1234-5678": "81312345678",
        "+99912345678": "",
        "+1": "",
    },
    "letters": {"Microsoft": "", "HUAWEI": "", "10086A": "", "1380000000O": "", "中国银行": ""},
    "too long, too short, lost digits": {
        "1381234567": "",
        "138123456789": "",
        "021-1234567": "",
        "00000000": "",
        "1.38123E+10": "",
        "8.98600000000000E+17": "",
    },
    "internet telephony": {
        "tel:+86-138-1234-5678": MOBILE,
        "sip:+863912345678@ims.example;user=phone": LANDLINE,
        "sips:10086@ims.example": "10086",
    },
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize(("written", "number"), [pair for forms in KINDS.values() for pair in forms.items()])
def test_a_number_has_one_form_however_it_is_written(written: str, number: str) -> None:
    assert normalise(written, area_code="391").number == number


@pytest.mark.parametrize(
    "number", sorted({number for forms in KINDS.values() for number in forms.values() if number})
)
def test_a_number_in_its_one_form_has_a_class(number: str) -> None:
    assert line_class(number) is not LineClass.UNKNOWN


@pytest.mark.parametrize("short", ["61234", "6688", "66688", "356123", "999"])
def test_a_short_number_of_a_group_is_kept_and_of_unknown_class(short: str) -> None:
    assert normalise(short, area_code="391").number == short
    assert line_class(short) is LineClass.UNKNOWN
