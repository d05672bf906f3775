"""What is done with cases. Lines report cases and solve them on site by these functions."""

from core.cases.services.on_site import resolve_on_site
from core.cases.services.reports import ProblemDraft, report_case, report_problems

__all__ = ["ProblemDraft", "report_case", "report_problems", "resolve_on_site"]
