"""Where suspicion of a number comes from (clause 3.1)."""

from quietline.domain.labels import Label

SOURCES: dict[str, Label] = {
    "regulator_notice": Label(zh="监管通报", en="Regulator notice"),
    "user_report": Label(zh="用户举报", en="User report"),
    "call_frequency": Label(zh="呼叫频次异常", en="Call-frequency anomaly"),
    "hq_eagle_eye": Label(zh="总部鹰眼", en="HQ eagle-eye list"),
    "provincial_list": Label(zh="省级系统", en="Provincial list"),
    "big_data_list": Label(zh="大数据清单", en="Big-data list"),
}
