"""Core's policies: one line for each operation. A proposal, which the bureau must confirm.

O own, A assigned to me or my unit, T my line in my district, L my line, D my district, * everywhere; m masked, u may unmask.
"""

from __future__ import annotations

from core.policy.policy import Policy

WORKERS = {
    "field_officer": "T m",
    "acceptor": "T m",
    "dispatcher": "T m",
    "handler": "A m",
    "checker": "T m",
    "line_lead": "L m",
    "district_leader": "D m",
    "director": "* m",
    "demo": "* m",
}
CALLERS = {"field_officer": "A u", "handler": "A u", "line_lead": "L u", "district_leader": "D u", "demo": "* u"}

POLICIES = [
    Policy("place.read", "Read places, facilities, lines, posts and rounds (社区与设施).", everybody="*"),
    Policy("statistics.read", "Ask for figures (统计指标).", everybody="*", system_admin="", security_admin=""),
    Policy(
        "visit.read",
        "Read visits and their reports (进社区记录).",
        **WORKERS,
        volunteer="T",
        auditor="* m",
        machine="L m",
    ),
    Policy(
        "visit.record",
        "Record visits and correct them (记录进社区).",
        field_officer="T",
        line_lead="L",
        machine="L",
        demo="*",
    ),
    Policy(
        "case.read",
        "Read cases and their history (案件).",
        **WORKERS,
        resident="O",
        volunteer="A m",
        auditor="* m",
        machine="L m",
    ),
    Policy("case.contact", "Phone and address in a case (案件联系方式).", **CALLERS, resident="O"),
    Policy(
        "case.report",
        "Report a case (上报案件).",
        resident="*",
        volunteer="*",
        field_officer="*",
        acceptor="*",
        line_lead="*",
        district_leader="*",
        director="*",
        machine="L",
        demo="*",
    ),
    Policy(
        "case.verify",
        "Ask whether a case is real, and say so (核实).",
        field_officer="T",
        acceptor="T",
        checker="T",
        line_lead="L",
        demo="*",
    ),
    Policy(
        "case.file",
        "File, reject, cancel and close cases (立案、不予立案、作废、结案).",
        acceptor="T",
        line_lead="L",
        demo="*",
    ),
    Policy(
        "case.resolve_on_site",
        "Say that a visit solved it (现场解决).",
        field_officer="T",
        line_lead="L",
        machine="L",
        demo="*",
    ),
    Policy(
        "case.dispatch",
        "Send cases to units, approve more time and pauses (派遣、延期、挂账).",
        dispatcher="T",
        line_lead="L",
        demo="*",
    ),
    Policy(
        "case.handle",
        "Take on, return and handle cases of the own unit (接办、回退、处置).",
        handler="A",
        line_lead="L",
        demo="*",
    ),
    Policy("case.check", "Check whether a case is solved (核查).", checker="T", demo="*"),
    Policy(
        "case.reopen",
        "Open a closed case again (重办).",
        acceptor="T",
        line_lead="L",
        district_leader="D",
        director="*",
        resident="O",
        demo="*",
    ),
    Policy("case.merge", "Merge duplicates, part cases (合并、拆分).", acceptor="T", line_lead="L", demo="*"),
    Policy("case.urge", "Urge an overdue case (督办).", district_leader="D", director="*", demo="*"),
    Policy(
        "case.feedback",
        "Say whether a resident is satisfied (回访).",
        acceptor="T",
        line_lead="L",
        resident="O",
        demo="*",
    ),
    Policy(
        "case.convert",
        "Turn a complaint into a formal enforcement case (诉转案).",
        acceptor="T",
        line_lead="*",
        handler="A",
        demo="*",
    ),
    Policy(
        "hard_case.take",
        "Make a case a hard case of the leaders, and plan it (列为难题、一案一策).",
        line_lead="L",
        district_leader="D",
        director="*",
        demo="*",
    ),
    Policy(
        "household.read",
        "Read households and what was found behind their doors (住户).",
        **(WORKERS | {"handler": "T m", "director": ""}),
        volunteer="A m",
        resident="O",
    ),
    Policy("household.contact", "The exact door of a household (住户门牌).", **CALLERS, resident="O"),
    Policy(
        "round.plan",
        "Plan rounds, drives and campaigns (计划轮次).",
        line_lead="L",
        district_leader="D",
        director="*",
        demo="*",
    ),
    Policy("facility.write", "Keep the register of facilities (设施登记).", field_officer="T", line_lead="L", demo="*"),
    Policy("convenience.write", "Keep convenience measures (便民举措).", line_lead="L", director="*", demo="*"),
    Policy(
        "standby.write", "Keep special periods, teams and reserves (应急值守).", line_lead="L", director="*", demo="*"
    ),
    Policy(
        "standard.write",
        "Keep the standards and the calendar of work days (立案标准、工作日历).",
        line_lead="L",
        director="*",
        demo="*",
    ),
    Policy(
        "export.read", "Export figures (导出).", line_lead="L", district_leader="D", director="*", auditor="*", demo="*"
    ),
    Policy("audit.read", "Read and verify the audit trail (审计).", auditor="*"),
    Policy(
        "plugin.read",
        "See which plugins are installed and how queries run (插件与查询计划).",
        auditor="*",
        system_admin="*",
        security_admin="*",
        demo="*",
    ),
    Policy(
        "schema.read",
        "Ask for the schema itself, and be told what would be right (查看接口定义).",
        auditor="*",
        system_admin="*",
        security_admin="*",
        machine="*",
        demo="*",
    ),
]
