"""The clauses of the policy that the product carries out, by number, titled in our own words.

Source: 焦工信[2022]58号 (26 July 2022). Controls, services, pages, commands and tests name the clause they serve by its number.
"""

from quietline.domain.labels import Label

CLAUSES: dict[str, Label] = {
    "1.1.1": Label(
        zh="客户清单与外呼酬金不外流", en="No customer lists or outbound-call pay leave the house"
    ),
    "1.1.2": Label(zh="查出有组织的外呼营销", en="Find organised outbound calling"),
    "1.1.3": Label(zh="单位号码与使用人一致", en="Enterprise numbers match their users"),
    "1.2.1": Label(zh="重点行业专线码号巡查", en="Inspect lines and codes of the risky industries"),
    "1.2.2": Label(zh="办公专用告知与特服号码登记", en="Office-use notice and register of service codes"),
    "1.2.3": Label(zh="违规营销号码逐一处置", en="Every number misused for marketing is dealt with"),
    "1.2.4": Label(zh="营销外呼只走核准平台", en="Marketing calls only from approved platforms"),
    "1.3.1": Label(zh="开卡风险告知", en="Risk notice at activation"),
    "1.3.2": Label(zh="同证件当日多户影像核查", en="Daily image review of one document's activations"),
    "1.3.3": Label(zh="同证件跨网点多户整改", en="Monthly rectification across outlets"),
    "2.1": Label(zh="端口短信先审后发", en="Port SMS is reviewed before it is sent"),
    "2.2": Label(zh="码号按证使用与清退", en="Codes are used as certified, or evicted"),
    "2.3": Label(zh="复机条件", en="Conditions for restoration"),
    "3.1": Label(zh="六类线索限时处置与核实", en="Six sources, decided on a clock and verified"),
    "3.2": Label(zh="关联号码核查", en="Check of linked numbers"),
    "3.3": Label(zh="本地实时拦截", en="Local interception in real time"),
    "4.1": Label(zh="区县考核与问责", en="Assessment and accountability of county branches"),
    "4.2": Label(zh="渠道扣罚与解约", en="Penalties and termination of channels"),
    "5.1": Label(zh="渠道培训与客户确认", en="Training of channels, confirmation by customers"),
    "5.2": Label(zh="入网稽核与风险号码关注", en="Entry check and watch list"),
    "5.3": Label(zh="高频占比提醒督导", en="Ladder for units with many high-frequency callers"),
    "5.4": Label(zh="实名排查一查到底", en="Real-name checks traced to their end"),
}
