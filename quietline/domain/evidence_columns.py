"""Evidence that several controls show in the same words: a quantity and the limit that it is compared with."""

from quietline.domain.control import Breach, EvidenceColumn
from quietline.domain.labels import Label
from quietline.domain.units import NUMBERS, SHARE

OUTGOING_SHARE = (
    EvidenceColumn(
        "outgoing_share",
        Label("呼出占比", "Share of outgoing calls"),
        SHARE,
        "limit_outgoing",
        Breach.AT_LEAST,
    ),
    EvidenceColumn("limit_outgoing", Label("呼出占比上限", "Limit of the share"), SHARE),
)

REACH_SHARE = (
    EvidenceColumn(
        "reach_share",
        Label("外呼对象占联系号码", "Called parties among numbers in contact"),
        SHARE,
        "limit_reach",
        Breach.AT_LEAST,
    ),
    EvidenceColumn("limit_reach", Label("占比上限", "Limit of that share"), SHARE),
)

RECIPROCITY = (
    EvidenceColumn(
        "reciprocity",
        Label("回拨率", "Share that called back"),
        SHARE,
        "limit_reciprocity",
        Breach.AT_MOST,
    ),
    EvidenceColumn("limit_reciprocity", Label("回拨率下限", "Floor of the share"), SHARE),
)

STRANGERS = (
    EvidenceColumn(
        "strangers", Label("陌生被叫数", "Strangers called"), NUMBERS, "limit_strangers", Breach.AT_LEAST
    ),
    EvidenceColumn("limit_strangers", Label("陌生被叫上限", "Limit of strangers"), NUMBERS),
)

STRANGER_SHARE = (
    EvidenceColumn(
        "stranger_share",
        Label("陌生被叫占比", "Share of strangers"),
        SHARE,
        "limit_stranger_share",
        Breach.AT_LEAST,
    ),
    EvidenceColumn("limit_stranger_share", Label("陌生占比上限", "Limit of the share"), SHARE),
)

UNKNOWN_CALLEES = (
    EvidenceColumn(
        "unknown_callees",
        Label("陌生被叫", "Strangers called"),
        NUMBERS,
        "limit_unknown_callees",
        Breach.AT_LEAST,
    ),
    EvidenceColumn("limit_unknown_callees", Label("陌生被叫上限", "Limit of strangers"), NUMBERS),
)
