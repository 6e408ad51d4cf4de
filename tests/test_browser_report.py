"""The report in a browser without a network: it opens, asks for nothing, and fits a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.show.report import write_report

if TYPE_CHECKING:  # installed by `make test-browser` only
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"no browser at {CHROMIUM}; `make test-browser` installs it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "report.html"
    write_report(simulate(load("belarus-2020"), seed=1, scale=0.01), file)
    return file.as_uri()


@pytest.fixture(params=[360, 800, 1280])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The report opened offline; fails afterwards if it said or asked for anything."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, offline=True)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asking: asked.append(asking.url))
    page.goto(address)
    yield page
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith("file:")] == []


def test_the_page_never_scrolls_sideways(page: Page):
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_headings_and_words_are_there(page: Page):
    assert page.locator("h1").count() == 1
    assert page.locator("h2:visible").count() == page.locator("nav a").count() == 14
    assert page.locator(".answer").inner_text().startswith("In this run the wave")


def test_one_of_two_widths_of_a_picture_is_shown(page: Page):
    visible = page.locator("figure svg:visible")
    assert visible.count() == 5
    for i in range(5):
        box = visible.nth(i).bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["height"] > 200


def test_text_in_pictures_is_large_enough_to_read(page: Page):
    heights = page.evaluate(
        """[...document.querySelectorAll('figure svg text')]
           .filter(text => text.checkVisibility())
           .map(text => text.getBoundingClientRect().height)"""
    )
    assert len(heights) > 30
    assert min(heights) >= 8


def test_labels_of_a_picture_do_not_cover_each_other(page: Page):
    covered = page.evaluate(
        """[...document.querySelectorAll('figure svg')].filter(svg => svg.checkVisibility())
           .flatMap(svg => {
             const boxes = [...svg.querySelectorAll('text')].map(
               text => [text.textContent.trim(), text.getBoundingClientRect()]);
             return boxes.flatMap(([one, a], i) => boxes.slice(i + 1)
               .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
                 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
               .map(([other]) => `${one} / ${other}`));
           })"""
    )
    assert covered == []


def test_a_wide_table_is_reached_with_the_keyboard(page: Page):
    assert page.locator(".scrolled[tabindex='0'][role='region'][aria-label]").count() >= 1


def test_what_is_folded_opens(page: Page):
    part = page.locator("#assumptions ~ details")
    part.locator("summary").click()
    assert part.get_by_text("police.deterrence").is_visible()


def test_it_prints_with_what_is_folded(page: Page):
    page.emulate_media(media="print")
    assert page.get_by_text("police.deterrence").first.bounding_box() is not None
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
