"""Roles: what somebody is to the bureau. Nobody is everything."""

from __future__ import annotations

from core.terms import Term


class Role(Term):
    """What somebody who asks is to the bureau (角色)."""

    ANONYMOUS = "Nobody known: the public (匿名公众)."
    RESIDENT = "A resident of a community (居民)."
    VOLUNTEER = "Helps on visits (志愿者)."
    FIELD_OFFICER = "Visits communities and leads visits (进社区工作人员)."
    ACCEPTOR = "Receives, files and closes cases (受理员)."
    DISPATCHER = "Sends cases to units (派遣员)."
    HANDLER = "Handles cases in a unit (处置人员)."
    CHECKER = "Checks whether a case is solved (核查员)."
    LINE_LEAD = "Leads one service line (行业负责人)."
    DISTRICT_LEADER = "Bureau leader in charge of one district (包区领导)."
    DIRECTOR = "Leads the bureau (局长)."
    AUDITOR = "Reads the audit trail (审计员)."
    SYSTEM_ADMIN = "Keeps accounts and plugins running, without reading cases (系统管理员)."
    SECURITY_ADMIN = "Proposes who may do what, without reading cases (安全管理员)."
    MACHINE = "A program of one line (系统对接)."
    DEMO = "Whoever tries the demo: works for every line, administers nothing (演示)."
