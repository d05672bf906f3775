"""The import of a register as large as all of China, made from row numbers: how long, and how much memory.

uv run python benchmarks/register.py [ROWS]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from core.database import Database
from core.migrations import upgrade
from core.places.register import import_register
from core.places.register_told import told
from core.plugin_manager import Plugins, discover

ROWS = 620_000
PER_STREET, PER_DISTRICT, PER_CITY = 15, 15, 8
"""About 41,000 streets, 2,750 districts and 345 cities, as there are."""
HEADER = "code,name,street_code,street_name,district_code,district_name\n"
NUMERALS = "零一二三四五六七八九"


def main(rows: int) -> None:
    plugins = Plugins(discover(), strict=True)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/china.sqlite3")
        upgrade(database, plugins)
        for edition in (1, 2, 2):
            path = Path(folder) / "register.csv"
            path.write_text(HEADER + "".join(lines(rows, edition)), encoding="utf-8")
            start = time.perf_counter()
            report = import_register(database, [path], edition=str(edition), today=date(2023, 9, 8))
            took = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"edition {edition}: {took:.1f} s, peak {peak:.0f} MB")
            print(*told(report), sep="\n")
        database.dispose()


def lines(rows: int, edition: int) -> Iterator[str]:
    """In the second edition every tenth community is renamed, gone, or new."""
    for number in range(rows):
        street, place = divmod(number, PER_STREET)
        district, street = divmod(street, PER_DISTRICT)
        city, district = divmod(district, PER_CITY)
        province, city = divmod(city, 99)
        district_code = f"{11 + province}{city + 1:02}{district + 1:02}"
        street_code = f"{district_code}{street + 1:03}"
        name: str | None = f"{named(number)}社区居民委员会"
        if edition == 2 and number % 10 == 0:
            name = (f"{named(number)}社区居委会", None, f"{named(number + rows)}新区")[number // 10 % 3]
        if name is not None:
            code = f"{street_code}{place + 1:03}"
            yield f"{code},{name},{street_code},{named(street)}街道{street_code},{district_code},{district_code}区\n"


def named(number: int) -> str:
    return "".join(NUMERALS[int(digit)] for digit in str(number))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
