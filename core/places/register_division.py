"""The districts and streets of a register: created and renamed as its rows say, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from core.places.models import District, Street
from core.places.register_report import Outcome, PlaceChange, RegisterReport, Tally
from core.places.register_row import Row


class Place(NamedTuple):
    """A district, or a street with its district, as the database has it."""

    id: int
    name: str
    district_id: int | None = None


Division = type[District] | type[Street]
Known = Mapping[str, Place]
Wanted = Mapping[str, Mapping[str, Any]]


class Divisions:
    """The districts and streets that rows lie in. Each is written when a row first names it."""

    def __init__(self, connection: Connection, report: RegisterReport) -> None:
        self._connection = connection
        self._report = report
        self._districts = _known(connection, select(District.code, District.id, District.name))
        streets = select(Street.code, Street.id, Street.name, Street.district_id)
        self._streets = _known(connection, streets)
        self._settled: dict[str, int] = {}

    def settle(self, rows: Iterable[Row]) -> None:
        """Makes the districts and streets of these rows what the rows say."""
        fresh = {row.street_code: row for row in rows if row.street_code not in self._settled}
        districts = {
            row.district_code: {"name": row.district_name}
            for row in fresh.values()
            if row.district_code not in self._settled
        }
        self._create(District, districts, self._districts, self._report.districts)
        self._update(District, districts, self._districts, self._report.districts)
        streets = {
            code: {"name": row.street_name, "district_id": self._settled[row.district_code]}
            for code, row in fresh.items()
        }
        self._create(Street, streets, self._streets, self._report.streets)
        self._update(Street, streets, self._streets, self._report.streets)

    def id_of(self, code: str) -> int:
        """The key of a district or street that was settled."""
        return self._settled[code]

    def _create(self, model: Division, wanted: Wanted, known: Known, tally: Tally) -> None:
        fresh = [{"code": code, **values} for code, values in wanted.items() if code not in known]
        if fresh:
            created = insert(model).returning(model.code, model.id)
            self._settled |= {code: key for code, key in self._connection.execute(created, fresh)}
        for values in fresh:
            tally.note(Outcome.NEW, PlaceChange(values["code"], values["name"]))

    def _update(self, model: Division, wanted: Wanted, known: Known, tally: Tally) -> None:
        there = [(code, known[code], values) for code, values in wanted.items() if code in known]
        for code, place, values in there:
            self._settled[code] = place.id
            is_renamed = values["name"] != place.name
            is_elsewhere = values.get("district_id") != place.district_id
            if is_renamed or is_elsewhere:
                self._connection.execute(update(model).where(model.id == place.id).values(values))
            self._report.corrected += is_elsewhere
            if is_renamed:
                tally.note(Outcome.RENAMED, PlaceChange(code, values["name"], code, place.name))
            else:
                tally.counts[Outcome.KEPT] += 1


def _known(connection: Connection, statement: Any) -> dict[str, Place]:
    return {code: Place(*values) for code, *values in connection.execute(statement)}
