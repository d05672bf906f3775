"""Settings: read once, with defaults that run the embedded demo, and refusals that say what would be right."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from core.errors import CannotStart
from core.settings import Settings


def test_nothing_set_is_the_embedded_demo():
    made = Settings.from_environment({})

    assert made.database_url == "sqlite:///lastmeter.sqlite3"
    assert made.time_zone == ZoneInfo("Asia/Shanghai")
    assert (made.disabled_plugins, made.profile, made.strict) == ((), "development", False)


def test_each_setting_is_read_by_its_name():
    made = Settings.from_environment(
        {
            "DATABASE_URL": "postgresql://u@h/n",
            "LASTMETER_TIME_ZONE": "Asia/Urumqi",
            "LASTMETER_DISABLED_PLUGINS": " gas, ,heating,",
            "LASTMETER_PROFILE": "production",
            "LASTMETER_STRICT": "1",
            "PATH": "/bin",
        }
    )

    assert made == Settings(
        database_url="postgresql://u@h/n",
        time_zone=ZoneInfo("Asia/Urumqi"),
        disabled_plugins=("gas", "heating"),
        profile="production",
        strict=True,
    )


def test_an_empty_setting_is_as_good_as_none():
    names = (
        "DATABASE_URL",
        "LASTMETER_TIME_ZONE",
        "LASTMETER_DISABLED_PLUGINS",
        "LASTMETER_PROFILE",
        "LASTMETER_STRICT",
    )
    assert Settings.from_environment(dict.fromkeys(names, " ")) == Settings()


@pytest.mark.parametrize(("text", "strict"), [("true", True), ("yes", True), ("on", True), ("0", False), ("no", False)])
def test_yes_and_no_are_written_in_several_ways(text, strict):
    assert Settings.from_environment({"LASTMETER_STRICT": text}).strict is strict


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("LASTMETER_PROFILE", "prod", "'development', 'demo' or 'production'"),
        ("LASTMETER_TIME_ZONE", "Asia/Peking", "invalid timezone"),
        ("LASTMETER_TIME_ZONE", "../etc/passwd", "invalid timezone"),
        ("LASTMETER_STRICT", "maybe", "valid boolean"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_setting(name, value, mend):
    with pytest.raises(CannotStart) as refused:
        Settings.from_environment({name: value})

    assert str(refused.value).startswith(f"{name} is {value!r}: ")
    assert mend in str(refused.value)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(CannotStart, match=r"LASTMETER_PROFILE is .* LASTMETER_STRICT is "):
        Settings.from_environment({"LASTMETER_PROFILE": "x", "LASTMETER_STRICT": "x"})


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Settings().strict = True
