"""The report in a browser without a network: it opens, asks for nothing, and fits a telephone."""

from __future__ import annotations

import dataclasses
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
    assert page.locator("h2:visible").count() == page.locator("nav a").count()
    assert page.locator(".answer").inner_text().startswith("In this run the wave")


def test_one_of_two_widths_of_a_picture_is_shown(page: Page):
    both = page.locator("figure:has(> .wide):has(> .narrow)")
    assert both.count() >= 5
    visible = both.locator("svg:visible")
    assert visible.count() == both.count()
    for i in range(visible.count()):
        box = visible.nth(i).bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["height"] > 200


def fills(page: Page) -> list[str]:
    """The colours of all districts and sites on the map that is shown."""
    return page.evaluate(
        """[...document.querySelectorAll('#map ~ figure svg')].filter(svg => svg.checkVisibility())
           .flatMap(svg => [...svg.querySelectorAll(
             '[id*="-district-"] path, [id*="-site-"] path')])
           .map(path => getComputedStyle(path).fill)"""
    )


def test_the_map_is_moved_through_the_days_with_the_keyboard(page: Page):
    slider, line = page.locator(".player input"), page.locator(".today")
    assert "the day with most people out" in line.inner_text()
    peak, words = fills(page), line.inner_text()
    slider.focus()
    slider.press("Home")
    assert line.inner_text() == slider.get_attribute("aria-valuetext")
    assert line.inner_text().startswith("Sunday 9 August 2020")
    assert len(set(fills(page))) < len(set(peak))
    title = page.locator("#map ~ figure svg:visible > title")
    assert title.text_content() == "Belarus 2020: workers after the falsified vote: " + (
        "Sunday 9 August 2020"
    )
    for _ in range(int(page.locator(".player input").get_attribute("max") or 0)):
        slider.press("ArrowRight")
        if line.inner_text() == words:
            break
    assert fills(page) == peak
    assert "out," in (page.locator("#map-wide-district-minsk_city > title").text_content() or "")


def test_the_map_plays_only_when_told_and_stops_at_the_end(page: Page):
    button, slider = page.locator(".player button"), page.locator(".player input")
    assert button.inner_text() == "Play"
    last = int(slider.get_attribute("max") or 0)
    slider.focus()
    slider.press("End")
    slider.press("ArrowLeft")
    button.focus()
    page.keyboard.press("Enter")
    assert button.inner_text() == "Pause"
    page.locator(".player button", has_text="Play").wait_for()
    assert slider.input_value() == str(last)
    page.keyboard.press("Space")
    assert button.inner_text() == "Pause"
    line = page.locator(".today", has_text="10 August")
    line.wait_for()
    page.keyboard.press("Space")
    assert button.inner_text() == "Play"


def test_paper_shows_the_peak_and_a_strip_of_days(page: Page):
    line = page.locator(".today")
    words, peak = line.inner_text(), fills(page)
    page.locator(".player input").press("Home")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert line.inner_text() == words
    assert fills(page) == peak
    page.emulate_media(media="print")
    stamps = page.locator(".days figure")
    assert stamps.count() == 4
    assert stamps.nth(0).inner_text().endswith("the first day with anybody out")
    assert len({stamp.inner_html() for stamp in stamps.all()}) == 4
    assert (
        page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")
        == page.locator("[id]").count()
    )
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert line.inner_text().startswith("Sunday 9 August 2020")


def test_without_scripts_the_map_of_the_peak_stands(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert "the day with most people out" in page.locator(".today").inner_text()
    assert page.locator("#map ~ figure .wide svg").is_visible()
    assert not page.locator(".player").is_visible()
    context.close()


def test_a_script_that_is_not_the_pages_own_is_not_run(browser: Browser, tmp_path: Path):
    scenario = load("one-plant")
    run = simulate(scenario, seed=1)
    placed = tuple(
        dataclasses.replace(row, latitude=53.0, longitude=28.0) for row in scenario.districts
    )
    scenario = dataclasses.replace(scenario, districts=placed)
    file = tmp_path / "report.html"
    write_report(dataclasses.replace(run, scenario=scenario), file)
    injected = (
        "<script>document.title = 'taken'</script><p onclick=\"document.title='taken'\">x</p>"
    )
    file.write_text(file.read_text("utf-8").replace("</main>", f"{injected}</main>"), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator("p[onclick]").click()
    assert "taken" not in page.title()
    assert page.locator(".player").is_visible()
    page.close()


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
    part = page.locator("#assumptions ~ details", has_text="police.deterrence")
    part.locator("summary").click()
    assert part.get_by_text("police.deterrence").is_visible()


def test_giants_stand_side_by_side_even_on_a_telephone(page: Page):
    lefts = page.evaluate(
        """[...document.querySelector('.panels').querySelectorAll('svg')].map(
             svg => Math.round(svg.getBoundingClientRect().left))"""
    )
    assert len(lefts) == 12
    assert len(set(lefts)) == {360: 2, 800: 3, 1280: 3}[page.evaluate("innerWidth")]


def test_paper_has_a_dozen_giants_and_the_numbers_of_all(page: Page):
    page.emulate_media(media="print")
    panels = page.locator("#giants ~ .panels, #giants ~ details .panels")
    assert [panels.nth(i).is_visible() for i in range(panels.count())] == [True, False]
    assert page.locator("#giants ~ details table").is_visible()
    assert not page.locator("#curve ~ details table").is_visible()


def test_it_prints_with_what_is_folded(page: Page):
    page.emulate_media(media="print")
    assert page.get_by_text("police.deterrence").first.bounding_box() is not None
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
