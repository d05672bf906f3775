"""Root fields of the lines."""

from __future__ import annotations

from core.engine.declare import Answer, answer
from core.engine.plan import Question
from core.lines.types import PluginStatus, ServiceLine


class LineQueries:
    @answer("The service lines that are installed here (服务线).", "place.read")
    def service_lines(self, question: Question) -> Answer[list[ServiceLine]]:
        yield from ()
        lines = question.context.catalogue.objects(ServiceLine).values()
        return [line for line in lines if line.plugin.status is not PluginStatus.UNINSTALLED]
