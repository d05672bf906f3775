"""One statement for each operation, written by hand: the database puts the JSON together as text, its fastest way.

Each statement gives the answer's text as its one value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.cases.models import STAGES


@dataclass(frozen=True)
class Dialect:
    is_sqlite: bool

    def text(self, column: str) -> str:
        """A string or null as JSON."""
        return f"json_quote({column})" if self.is_sqlite else f"coalesce(to_json({column}::text)::text, 'null')"

    def number(self, column: str) -> str:
        return f"coalesce({column}, 'null')" if self.is_sqlite else f"coalesce({column}::text, 'null')"

    def moment(self, column: str) -> str:
        shown = column if self.is_sqlite else f"""to_char({column}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
        return f"""coalesce('"' || {shown} || '"', 'null')"""

    def array(self, rows: str) -> str:
        """The one column `j` of rows, as a JSON array."""
        if self.is_sqlite:
            return f"'[' || coalesce((select group_concat(j, ',') from ({rows})), '') || ']'"
        return f"'[' || array_to_string(array({rows}), ',') || ']'"

    def among(self, column: str, parameter: str) -> str:
        """A column against a list that is one parameter."""
        return (
            f"{column} in (select value from json_each({parameter}))"
            if self.is_sqlite
            else f"{column} = any({parameter})"
        )

    def holds(self, column: str, grams: str, pattern: str) -> str:
        """Whether a text holds a term; PostgreSQL has an index for it."""
        like = f"lower({column}) like {pattern}"
        return like if self.is_sqlite else f"lastmeter_grams({column}) @> {grams} and {like}"

    def month(self, column: str) -> str:
        return f"substr({column}, 1, 7)" if self.is_sqlite else f"to_char({column}, 'YYYY-MM')"

    def listed(self, parameter: str, type_: str) -> str:
        """The entries of a list as rows with their place."""
        if self.is_sqlite:
            return f"(select value, key as place from json_each({parameter}))"
        return f"unnest({parameter}::{type_}[]) with ordinality as k(value, place)"


def word(column: str) -> str:
    """A value that needs no escaping: a word of a closed set, a key, a day."""
    return f"""coalesce('"' || {column} || '"', 'null')"""


def obj(**members: str) -> str:
    """An object: names and the SQL of their JSON."""
    inside = " || ',".join(
        f"""{"" if at else "'{"}"{name}":' || {sql}""" for at, (name, sql) in enumerate(members.items())
    )
    return inside + " || '}'"


def entry(type_name: str, key: str) -> str:
    """A global id."""
    return f"""'"{type_name}_' || {key} || '"'"""


def statements(d: Dialect) -> dict[str, str]:
    return {
        "q1_": one_community(d),
        "q2_": newest_cases(d),
        "q3_": three_levels(d),
        "q4_": thousand_visits(d),
        "q5_": hundred_visits(d),
        "c02": communities(d),
        "c02 total": f"select count(*) from community c where {_chosen(d)}",
        "c05": board(d),
        "c05 total": f"""select count(*) from "case" c where {d.among("c.line", "$1")}""",
    }


def one_community(d: Dialect) -> str:
    district = obj(code=d.text("d.code"), name=d.text("d.name"))
    node = obj(
        id=entry("Community", "c.id"),
        code=d.text("c.code"),
        name=d.text("c.name"),
        kind=word("c.kind"),
        households=d.number("c.households"),
        district=district,
    )
    return f"select {obj(node=node)} from community c join district d on d.id = c.district_id where c.id = $1"


def newest_cases(d: Dialect) -> str:
    step = obj(at=d.moment("e.at"), action=word("e.action"), reason=d.text("e.reason"))
    last = "select * from case_event where case_id = c.id order by id desc limit 3"
    timeline = d.array(f"select {step} as j from ({last}) e order by id")
    node = obj(
        id=entry("Case", "c.id"),
        title=d.text("c.title"),
        status=word("c.status"),
        line=obj(key=word("c.line")),
        category=obj(code=word("c.category_code")),
        reportedAt=d.moment("c.reported_at"),
        deadline=d.moment("c.deadline"),
        community=obj(name=d.text("p.name"), district=obj(name=d.text("d.name"))),
        timeline=obj(nodes=timeline),
    )
    page = """select * from "case" order by reported_at desc, id desc limit 50"""
    rows = f"""select {node} as j from ({page}) c join community p on p.id = c.community_id
        join district d on d.id = p.district_id order by c.reported_at desc, c.id desc"""
    return f"select {obj(cases=obj(nodes=d.array(rows)))}"


def three_levels(d: Dialect) -> str:
    case = obj(id=entry("Case", "k.id"), title=d.text("k.title"), status=word("k.status"))
    found = """select id, title, status from "case" where visit_id = v.id order by id limit 5"""
    visit = obj(
        id=entry("CommunityVisit", "v.id"),
        visitedOn=word("v.visited_on"),
        line=obj(key=word("v.line")),
        personTimes=_people(),
        cases=d.array(f"select {case} as j from ({found}) k"),
    )
    node = obj(id=entry("Community", "c.id"), name=d.text("c.name"), visits=obj(nodes=d.array(_latest_visits(visit))))
    rows = f"select {node} as j from {d.listed('$1', 'bigint')} join community c on c.id = value order by place"
    return f"select {obj(nodes=d.array(rows))}"


def _latest_visits(visit: str, count: int = 10) -> str:
    page = f"select * from visit where community_id = c.id order by visited_on desc, id desc limit {count}"
    return f"select {visit} as j from ({page}) v order by visited_on desc, id desc"


def _people() -> str:
    return obj(staff="v.staff", residents="v.residents", volunteers="v.volunteers")


def _wide_visit(d: Dialect) -> str:
    return obj(
        id=entry("CommunityVisit", "v.id"),
        version="v.version",
        line=obj(key=word("v.line")),
        visitedOn=word("v.visited_on"),
        status=word("v.status"),
        personTimes=_people(),
        summary=d.text("v.summary"),
        recordedAt=d.moment("v.recorded_at"),
    )


def thousand_visits(d: Dialect) -> str:
    node = obj(visits=obj(nodes=d.array(_latest_visits(_wide_visit(d)))))
    rows = f"select {node} as j from (select id, code from community order by code, id limit 100) c order by code, id"
    return f"select {obj(communities=obj(nodes=d.array(rows)))}"


def hundred_visits(d: Dialect) -> str:
    rows = f"select {_wide_visit(d)} as j from (select * from visit order by visited_on desc, id desc limit 100) v"
    return f"select {obj(visits=obj(nodes=d.array(rows + ' order by visited_on desc, id desc')))}"


def communities(d: Dialect) -> str:
    """One row for each community of the page and one more, with what its cursor holds."""
    last = obj(line=obj(key=word("l.line")), visitedOn=word("l.visited_on"))
    lines = ("enforcement", "gas", "heating", "sanitation")
    reports = " ".join(
        f"""when exists (select 1 from {line}_visit_report where visit_id = v.id)
        then '{{"__typename":"{line.capitalize()}VisitReport"}}'"""
        for line in lines
    )
    visit = obj(
        id=entry("CommunityVisit", "v.id"),
        line=obj(key=word("v.line")),
        visitedOn=word("v.visited_on"),
        personTimes=obj(total="(v.staff + v.residents + v.volunteers)"),
        report=f"case {reports} else 'null' end",
    )
    on_site = """select count(*) from "case" where community_id = c.id and resolution_mode = 'ON_SITE'
        and outcome = 'RESOLVED' and closed_on is not null"""
    hazards = """select count(*) from gas_hazard h join gas_inspection i on i.id = h.inspection_id
        join visit on visit.id = i.visit_id where visit.community_id = c.id"""
    metrics = f"""'[{{"metric":{{"key":"core.problems_solved_on_site","unit":"problems"}},"value":' || ({on_site}) || '.0}},'
        || '{{"metric":{{"key":"gas.hazards_found","unit":"hazards"}},"value":' || ({hazards}) || '.0}}]'"""
    leader = f"case when o.id is null then 'null' else {obj(name=d.text('o.name'))} end"
    node = obj(
        id=entry("Community", "c.id"),
        code=d.text("c.code"),
        name=d.text("c.name"),
        kind=word("c.kind"),
        households=d.number("c.households"),
        isActive="case when c.is_active then 'true' else 'false' end",
        street=obj(code=d.text("s.code"), name=d.text("s.name")),
        district=obj(code=d.text("d.code"), name=d.text("d.name"), leader=leader),
        lastVisits=d.array(f"select {last} as j from last_visit l where community_id = c.id order by line"),
        visits=obj(nodes=d.array(_latest_visits(visit, 3))),
        metrics=metrics,
    )
    return f"""select c.code, c.id, {node} as j
        from (select * from community c where {_chosen(d)} order by code, id limit 21) c
        join street s on s.id = c.street_id join district d on d.id = c.district_id
        left join officer o on o.id = d.leader_id order by c.code, c.id"""


def _chosen(d: Dialect) -> str:
    here = f"select id from district where {d.among('code', '$4')}"
    return f"{d.holds('c.name', '$2', '$1')} and {d.among('c.kind', '$3')} and c.district_id in ({here})"


def board(d: Dialect) -> str:
    """One row for each case of the page and one more, with what its cursor holds."""
    actor = f"case when a.id is null then 'null' else {obj(name=d.text('a.name'))} end"
    step = obj(
        at=d.moment("e.at"),
        action=word("e.action"),
        actor=actor,
        fromStatus=word("e.from_status"),
        toStatus=word("e.to_status"),
        reason=d.text("e.reason"),
    )
    last = "select * from case_event where case_id = c.id order by id desc limit 3"
    timeline = f"select {step} as j from ({last}) e left join officer a on a.id = e.actor_id order by e.id"
    node = obj(
        id=entry("Case", "c.id"),
        number=d.text("c.number"),
        version="c.version",
        title=d.text("c.title"),
        status=word("c.status"),
        stage=f"case c.status {_stages()} end",
        source=word("c.source"),
        priority=word("c.priority"),
        line=obj(key=word("c.line")),
        category=obj(code=word("g.code"), name=d.text("g.name"), nameZh=d.text("g.name_zh")),
        community=obj(
            code=d.text("p.code"), name=d.text("p.name"), district=obj(code=d.text("d.code"), name=d.text("d.name"))
        ),
        reportedAt=d.moment("c.reported_at"),
        deadline=d.moment("c.deadline"),
        assigneeUnit=f"case when u.id is null then 'null' else {obj(name=d.text('u.name'))} end",
        assignee=f"case when o.id is null then 'null' else {obj(name=d.text('o.name'))} end",
        timeline=obj(nodes=d.array(timeline)),
    )
    due = f"coalesce(deadline, '9999-12-31T23:59:59Z'{'' if d.is_sqlite else '::timestamptz'})"
    page = f"""select *, {due} as due from "case" where {d.among("line", "$1")} order by {due}, id limit 21"""
    return f"""select c.due, c.id, {node} as j from ({page}) c join community p on p.id = c.community_id
        join district d on d.id = p.district_id join case_category g on g.code = c.category_code
        left join unit u on u.id = c.assignee_unit_id left join officer o on o.id = c.assignee_id order by c.due, c.id"""


def _stages() -> str:
    stages: Mapping[str, str] = {status.name: stage.name for status, stage in STAGES.items()}
    return " ".join(f"""when '{status}' then '"{stage}"'""" for status, stage in stages.items())
