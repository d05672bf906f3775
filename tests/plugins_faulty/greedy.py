"""A process with little memory and a field that wants much: prints what is answered."""

from __future__ import annotations

import asyncio
import sys

import plugins.gas
from core.app import Composition, assemble
from core.engine.document import Asked
from core.http.server import limit_memory
from core.plugin_manager import Plugins, given
from core.settings import Settings
from core.start import prepare
from tests.plugins_faulty import fails_answering

MEGABYTES = 768


def main(path: str) -> None:
    settings = Settings.from_environment({"DATABASE_URL": f"sqlite:///{path}"})
    installed = Plugins(given({"gas": plugins.gas, "fails_answering": fails_answering}), strict=True)
    prepare(settings, installed).dispose()
    lastmeter = assemble(settings, Composition.of(installed))
    limit_memory(MEGABYTES)
    asked = Asked("{ failsAnsweringGrows serviceLines { key } }", {})
    print(asyncio.run(lastmeter.engine.execute(asked, lastmeter.context())).body.decode())


if __name__ == "__main__":
    main(sys.argv[1])
