"""In Chinese: what is wrong with the variables of an operation. graphql-core says it in English, in sentences of a few forms."""

from __future__ import annotations

import re

VARIABLE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at (\S+))?: (.*)", re.DOTALL)
MEANT = re.compile(r" Did you mean (.*)\?")
NAME = re.compile(r"'([^']*)'")
KINDS = {"String": "字符串", "ID": "标识", "Int": "整数", "Float": "数值", "Boolean": "布尔值 true 或 false"}
FORMS = {
    "Month": "月份，例如 2023-08",
    "Date": "日期，例如 2023-08-31",
    "DateTime": "带时区的时刻，例如 2023-09-05T16:00:00+08:00",
    "ServiceLineKey": "服务线代码，例如 gas",
    "BigInt": "64 位以内的整数",
    "day of the calendar": "日历上存在的日期",
    "moment of the calendar": "日历上存在的时刻",
}
REASONS = (
    (re.compile(r"Value '(.*)' does not exist in '(\w+)' enum", re.DOTALL), "“{0}”不是 {1} 的取值"),
    (re.compile(r"Enum '(\w+)' cannot represent non-string value: (.*)\.", re.DOTALL), "{1} 不是 {0} 的取值"),
    (re.compile(r"Expected value of type '\S+' to include required field '(\w+)'"), "缺少必填字段 {0}"),
    (re.compile(r"Expected value of type '(\S+)' not to include unknown field '(.*?)'"), "{0} 没有字段 {1}"),
    (re.compile(r"Expected value of non-null type '\S+' not to be None"), "不能为空"),
    (re.compile(r"Expected a value of non-null type '\S+' to be provided"), "必须填写"),
    (
        re.compile(r"Expected value of type '(\S+)' to be an object, found: (.*)\.", re.DOTALL),
        "须为 {0} 对象，而不是 {1}",
    ),
    (re.compile(r"Int cannot represent non 32-bit signed integer value: (.*)"), "{0} 超出 32 位整数的范围"),
)
SCALAR = re.compile(r"(String|ID|Int|Float|Boolean) cannot represent .*?value: (.*)", re.DOTALL)
OURS = re.compile(rf"('.*') is no ({'|'.join(FORMS)})[:.]", re.DOTALL)


def in_chinese(message: str) -> str:
    """What it is not about stays as it is, and so does a reason of another form."""
    told = VARIABLE.fullmatch(message)
    if told is None:
        return message
    name, path, reason = told.groups()
    where = f"的 {path.removeprefix('.')} " if path else ""
    return f"变量 ${name} {where}无效：{_reason(reason)}{_meant(reason)}"


def _reason(reason: str) -> str:
    for form, chinese in REASONS:
        if found := form.match(reason):
            return f"{chinese.format(*found.groups())}。"
    if found := SCALAR.match(reason):
        return f"须为{KINDS[found[1]]}，而不是 {found[2]}。"
    if found := OURS.match(reason):
        return f"{found[1]} 须为{FORMS[found[2]]}。"
    return reason


def _meant(reason: str) -> str:
    found = MEANT.search(reason)
    names = NAME.findall(found[1]) if found else ()
    return f"是否应为 {'、'.join(names)}？" if names else ""
