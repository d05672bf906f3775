"""Variables: the short way gives what graphql-core gives, and leaves it what is wrong or has a default."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse
from graphql.execution.values import get_variable_values

from core.app import Composition
from core.engine.variables import Variables

GIVEN: list[tuple[str, dict[str, Any]]] = [
    ("$a: Int!", {"a": 1}),
    ("$a: Int!", {"a": True}),
    ("$a: Int!", {"a": 1.0}),
    ("$a: Int!", {"a": 2**31}),
    ("$a: Int!", {"a": None}),
    ("$a: Int!", {}),
    ("$a: Int", {}),
    ("$a: Int", {"a": None}),
    ("$a: Int = 5", {}),
    ("$a: Int = 5", {"a": None}),
    ("$a: ID!", {"a": "Case_1"}),
    ("$a: ID!", {"a": 7}),
    ("$a: String", {"a": 7}),
    ("$a: [ID!]!", {"a": ["x", "y"]}),
    ("$a: [ID!]!", {"a": "x"}),
    ("$a: [ID!]!", {"a": [None]}),
    ("$a: DateWindow!", {"a": {"from": "2021-06-01", "to": "2023-09-09"}}),
    ("$a: DateWindow!", {"a": {"from": "2021-06-01", "until": "2023-09-09"}}),
    ("$a: CommunityFilter, $b: Boolean!", {"a": {"kinds": ["OLD_ESTATE"]}, "b": False, "unknown": 1}),
    ("$a: [MetricDimension!]", {"a": ["LINE", "NOTHING"]}),
]


@pytest.mark.parametrize(("definitions", "given"), GIVEN, ids=repr)
def test_values_are_what_graphql_core_makes_of_them(
    composition: Composition, definitions: str, given: dict[str, Any]
) -> None:
    schema = composition.schema._schema
    (operation,) = parse(f"query ({definitions}) {{ __typename }}").definitions
    nodes = operation.variable_definitions  # type: ignore[union-attr]
    made, expected = Variables(schema, nodes).values(given), get_variable_values(schema, nodes, given, max_errors=20)
    if isinstance(made, list) or isinstance(expected, list):
        assert [str(error) for error in made] == [str(error) for error in expected]
    else:
        assert made.coerced == expected.coerced
        assert made.sources.keys() == expected.sources.keys()


CALLED = "mutation($input: RecordHeatingCallInput!) { recordHeatingCall(input: $input) { userErrors { message } } }"
CALL = {"clientMutationId": "a", "communityCode": "1", "topic": "LEAK", "calledAt": "2023-01-05T10:00:00+08:00"}
LISTED = """query($first: Int, $by: [MetricDimension!], $keys: [String!]! = ["core.visits"], $window: DateWindow!) {
  metrics(keys: $keys, groupBy: $by, first: $first, window: $window) { totalCount } }"""
DAYS = {"window": {"from": "2023-01-01", "to": "2023-02-01"}}


@pytest.mark.parametrize(
    ("query", "given", "told"),
    [
        (CALLED, {}, "变量 $input 无效：必须填写。"),
        (CALLED, {"input": None}, "变量 $input 无效：不能为空。"),
        (CALLED, {"input": "x"}, "变量 $input 无效：须为 RecordHeatingCallInput 对象，而不是 'x'。"),
        (
            CALLED,
            {"input": CALL | {"topic": "LEEK"}},
            "变量 $input 的 topic 无效：“LEEK”不是 HeatingCallTopic 的取值。是否应为 LEAK？",
        ),
        (CALLED, {"input": CALL | {"topic": 5}}, "变量 $input 的 topic 无效：5 不是 HeatingCallTopic 的取值。"),
        (
            CALLED,
            {"input": CALL | {"topik": 5}},
            "变量 $input 无效：RecordHeatingCallInput 没有字段 topik。是否应为 topic？",
        ),
        (CALLED, {"input": CALL | {"note": 5}}, "变量 $input 的 note 无效：须为字符串，而不是 5。"),
        (
            CALLED,
            {"input": CALL | {"calledAt": "x"}},
            "变量 $input 的 calledAt 无效：'x' 须为带时区的时刻，例如 2023-09-05T16:00:00+08:00。",
        ),
        (LISTED, DAYS | {"first": "5"}, "变量 $first 无效：须为整数，而不是 '5'。"),
        (LISTED, DAYS | {"first": 2**40}, "变量 $first 无效：1099511627776 超出 32 位整数的范围。"),
        (
            LISTED,
            DAYS | {"by": ["DAY", "LINEE"]},
            "变量 $by 的 [1] 无效：“LINEE”不是 MetricDimension 的取值。是否应为 LINE？",
        ),
        (
            LISTED,
            {"window": {"from": "2023-02-30", "to": "2023-03-01"}},
            "变量 $window 的 from 无效：'2023-02-30' 须为日历上存在的日期。",
        ),
        (LISTED, {"window": {"from": "2023-02-03"}}, "变量 $window 无效：缺少必填字段 to。"),
    ],
)
def test_what_is_wrong_with_a_variable_is_told_in_chinese_to_who_reads_chinese(client, query, given, told):
    (chinese,) = client(query, given, language="zh")["errors"]
    (english,) = client(query, given)["errors"]
    assert (chinese["message"], chinese["extensions"]) == (told, {"code": "BAD_USER_INPUT"})
    assert english["message"].startswith("Variable '$")
