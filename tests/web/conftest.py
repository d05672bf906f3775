"""The built page in a real browser: without either, these tests are skipped and say why."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from stand_in import served

if TYPE_CHECKING:
    from graphiql_page import GraphiqlPage
    from playwright.sync_api import Browser, BrowserContext

STATIC = Path(__file__).parents[2] / "core" / "static"
BROWSERS = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="module")
def graphiql_url() -> Iterator[str]:
    if not (STATIC / "graphiql.html").exists():
        pytest.skip("the page is not built: uv sync --reinstall-package lastmeter")
    with served(STATIC) as url:
        yield url


@pytest.fixture(scope="module")
def graphiql_demo_url(graphiql_url: str) -> Iterator[str]:
    """Of an installation whose roles can be tried."""
    with served(STATIC, has_demo=True) as url:
        yield url


# Not for the session: Playwright keeps an event loop running, and others could start none.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # on a busy machine the editor takes its time
    executable = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if executable is None:
        pytest.skip("no Chromium on PATH: install one, or name it in CHROMIUM")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable, args=QUIET) as browser,
    ):
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all: it knows the page's scripts, which take a second to read."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield context


@contextmanager
def opened(context: BrowserContext, url: str) -> Iterator[GraphiqlPage]:
    """The page as a newcomer finds it."""
    from graphiql_page import GraphiqlPage

    page = context.new_page()
    context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin",
        {"origin": url.removesuffix("/graphql"), "storageTypes": "local_storage,cookies,indexeddb"},
    )
    graphiql = GraphiqlPage(page)
    graphiql.watch()
    graphiql.open(url)
    yield graphiql
    page.close()


@pytest.fixture
def graphiql(context: BrowserContext, graphiql_url: str) -> Iterator[GraphiqlPage]:
    """Nothing is remembered from test to test."""
    with opened(context, graphiql_url) as page:
        yield page


@pytest.fixture(scope="module")
def untouched(context: BrowserContext, graphiql_url: str) -> Iterator[GraphiqlPage]:
    """One for all who only look: it takes seconds to draw."""
    with opened(context, graphiql_url) as page:
        yield page
