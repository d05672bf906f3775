"""Whether two names are those of one community. The names are of Qingdao's register."""

from __future__ import annotations

import pytest

from core.places.register_name import core_of, is_related, is_same


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("上庄社区居民委员会", "上庄"),
        ("五四广场社区", "五四广场"),
        ("和平二居委会", "和平二"),
        ("安乐村社区居民委员会", "安乐"),
        ("大河流村村民", "大河流"),
        ("甲瑞社区村村民委会", "甲瑞"),
        ("市委居委会", "市委"),
        ("洼里新村村民委员会", "洼里新"),
        ("沟岔社区居民委委会", "沟岔"),
        ("即墨区监狱生活区", "即墨区监狱生活区"),
        ("社区居民委员会", "社区居民委员会"),
    ],
)
def test_the_core_of_a_name_is_what_is_left_without_its_kind(name: str, core: str) -> None:
    assert core_of(name) == core


@pytest.mark.parametrize(
    ("name", "former"),
    [
        ("峨眉山路社区居民委员会", "峨眉山路社区居委会"),
        ("高岛路社区居民委员会", "高岛路居民委员会"),
        ("赵村", "赵村村委会"),
    ],
)
def test_names_are_the_same_where_only_the_words_for_the_kind_differ(name: str, former: str) -> None:
    assert is_same(name, former)
    assert is_same(former, name)


@pytest.mark.parametrize(
    ("name", "former"),
    [
        ("南泉新村村民委员会", "南泉村委会"),
        ("李铁村村民委员会", "李打铁家村委会"),
        ("静江路社区居民委员会", "靖江路社区居委会"),
        ("卧鹏社区居民委员会", "卧棚社区居民委员会"),
        ("阜安北街社区居民委员会", "阜北居委会"),
    ],
)
def test_names_are_related_where_one_holds_the_other_or_half_of_it(name: str, former: str) -> None:
    assert is_related(name, former)
    assert is_related(former, name)


@pytest.mark.parametrize(
    ("name", "former"),
    [
        ("前湾港西路社区居民委员会", "上庄社区居民委员会"),
        ("和疃村村民委员会", "艾家疃村委会"),
        ("怡顺社区居委会", "沧怡路居委会"),
        ("渔戈新村村民委员会", "丁戈庄村村民委员会"),
    ],
)
def test_names_that_share_less_than_half_are_not_related(name: str, former: str) -> None:
    assert not is_related(name, former)
    assert not is_related(former, name)
