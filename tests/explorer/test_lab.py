"""The explorer in a real JupyterLab in Chromium, on the invented record."""

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest

import helpers
from places import INVENTED, ROOT

NAME = "explore.ipynb"
PATIENCE = 60_000  # milliseconds, for a machine with much else to do
WHOLE = "The whole record: 9 meetings and 8 exchanges, 2031–2034."
TIMELINE, MATRIX, DIRECTION = range(3)
COMPLAINT = re.compile(r"Warning|Traceback|IPKernelApp|^\[E ")


class Lab:
    """A running JupyterLab: its address, and what it and its kernels said on standard error."""

    def __init__(self, folder: Path) -> None:
        notebook = nbformat.read(ROOT / "notebooks" / NAME, as_version=4)
        for cell in notebook.cells:
            cell.pop("outputs", None) and cell.update(outputs=[], execution_count=None)
        nbformat.write(notebook, folder / NAME)
        quiet = folder / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
        quiet.parent.mkdir(parents=True)
        quiet.write_text('{"fetchNews": "false"}', encoding="utf-8")
        environment = {
            **os.environ,
            "COOPERATION_DATA": str(INVENTED),
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        }
        options = {
            "ServerApp.root_dir": folder,
            "ServerApp.port": 0,
            "ServerApp.allow_root": True,
            "ServerApp.open_browser": False,
            "LabApp.extension_manager": "readonly",
            "KernelManager.transport": "ipc",  # ipykernel warns of TCP
        }
        command = [sys.executable, "-m", "jupyterlab", *(f"--{k}={v}" for k, v in options.items())]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self.address = ""
        is_ready = threading.Event()

        def listen() -> None:
            for line in self.process.stderr:
                self.lines.append(line)
                if found := re.search(r"http://127\.0\.0\.1\S*/lab\?token=\w+", line):
                    self.address = found[0].replace("/lab?", f"/lab/tree/{NAME}?")
                    is_ready.set()

        self.listener = threading.Thread(target=listen, daemon=True)
        self.listener.start()
        assert is_ready.wait(PATIENCE / 1000), "".join(self.lines)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.listener.join()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    running = Lab(tmp_path_factory.mktemp("lab"))
    yield running
    running.stop()


class Shown:
    """The notebook in the browser, all its cells run."""

    def __init__(self, page, address: str) -> None:
        self.page, self.complaints = page, []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("websocket", lambda socket: socket.on("framereceived", self._heard))
        page.goto(address)
        page.wait_for_selector("#jp-main-statusbar >> text=| Idle")
        page.click('.lm-MenuBar-itemLabel:text-is("Run")')
        page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
        self.drawn()
        page.locator(".cooperation-explorer").scroll_into_view_if_needed()

    def _heard(self, frame) -> None:
        """Note what the kernel sent as an error or to standard error.

        "No such comm" answers JupyterLab, which asks for widgets before any code has run.
        """
        text = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
        found = re.search(r'"msg_type": ?"error"|"name": ?"stderr"', text)
        if found and "No such comm" not in text:
            self.complaints.append(text)

    def drawn(self) -> None:
        """Wait until all three figures are drawn with their data."""
        self.page.wait_for_function(
            """() => {
              const [a, b, c] = [...document.querySelectorAll('.cooperation-view .js-plotly-plot')];
              return c && a.querySelector('.points path, .trace .point path') && b.querySelector('.hm image')
                && c.querySelectorAll('.point').length === 3;
            }"""
        )

    def sentence(self) -> str:
        return self.page.locator(".sentence").text_content()

    def wait(self, text: str) -> None:
        """Wait until the sentence holds a text, and the figures rest."""
        self.page.wait_for_function(
            "text => document.querySelector('.sentence').textContent.includes(text)", arg=text
        )
        self.page.evaluate("() => new Promise(done => requestIdleCallback(done))")

    def reset(self) -> None:
        if self.sentence() != WHOLE:
            self.page.click('.summary button:text-is("Reset")')
        self.wait(WHOLE)

    def changed(self, before: list[list[int]]) -> None:
        """Wait until the matrix shows other numbers than before."""
        self.page.wait_for_function(
            """([i, before]) => before !== JSON.stringify(
                 document.querySelectorAll('.cooperation-view .js-plotly-plot')[i].data[0].z)""",
            arg=[MATRIX, json.dumps(before, separators=(",", ":"))],
        )

    def theme(self, name: str) -> None:
        """Choose a theme of JupyterLab in its menu."""
        self.page.click('.lm-MenuBar-itemLabel:text-is("Settings")')
        self.page.hover('.lm-Menu-itemLabel:text-is("Theme")')
        self.page.click(f'.lm-Menu-itemLabel:text-is("{name}")')
        self.page.wait_for_selector(f'body[data-jp-theme-name="{name}"]', state="attached")
        self.page.evaluate("() => document.fonts.ready")

    def run_pasted(self, ending: str) -> str:
        """Paste into a new last cell of the notebook, with an ending, run it, and return what it gives."""
        keyboard = self.page.keyboard
        self.page.locator(".jp-Notebook .jp-Cell").last.click(position={"x": 2, "y": 2})
        for key in ("Escape", "b", "Enter", "Control+v"):
            keyboard.press(key)
        keyboard.insert_text(ending)
        keyboard.press("Control+Enter")
        output = self.page.locator(".jp-Notebook .jp-Cell").last.locator(".jp-OutputArea-output")
        return output.text_content().strip()

    def meetings(self) -> list[str]:
        rows = self.page.locator("tr[data-meeting]")
        return rows.evaluate_all("rows => rows.map(row => row.dataset.meeting)")

    def counts(self) -> list[list[int]]:
        """Return the numbers of the matrix, a list a row, without cells outside the view."""
        rows = self.page.evaluate(
            "i => document.querySelectorAll('.cooperation-view .js-plotly-plot')[i].data[0].z",
            MATRIX,
        )
        return [[int(n) for n in row if n is not None] for row in rows]

    def labels(self) -> list[str]:
        """Return the labels of the rows of the matrix, from the top."""
        plot = self.page.locator(".cooperation-view .js-plotly-plot").nth(MATRIX)
        texts = plot.evaluate("plot => plot.layout.yaxis.ticktext")
        return [re.sub("</?b>", "", text).replace("<br>", " ") for text in texts]

    def code(self) -> str:
        return self.page.locator(".summary code").text_content()

    def box(self, figure: int, selector: str = ".nsewdrag", nth: int = 0) -> dict:
        plot = self.page.locator(".cooperation-view .js-plotly-plot").nth(figure)
        plot.scroll_into_view_if_needed()
        return plot.locator(selector).nth(nth).bounding_box()

    def click(self, figure: int, x: float, y: float) -> None:
        """Point at a place until its label shows, as a reader would, and click."""
        plot = self.page.locator(".cooperation-view .js-plotly-plot").nth(figure)
        self.page.mouse.move(x - 4, y - 2)
        self.page.mouse.move(x, y, steps=2)
        plot.locator(".hovertext").first.wait_for()
        self.page.mouse.click(x, y)


@pytest.fixture(scope="module")
def whole(lab, chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield Shown(context.new_page(), lab.address)
    context.close()


@pytest.fixture
def shown(whole, lab):
    """Return the notebook with nothing chosen; neither browser nor kernel may complain in a test."""
    whole.reset()
    yield whole
    assert whole.complaints == []
    assert [line for line in lab.lines if COMPLAINT.search(line)] == []


def expected(record) -> list[str]:
    return helpers.timeline(record)["meeting_id"].tolist()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "kelp-farming"),
        ("kind", "webinar"),
        ("country", "XK"),
        ("organisation", "bureau-of-tidal-power"),
        ("direction", "XB-XA"),
        ("format", "hybrid"),
        ("status", "planned"),
    ],
)
def test_a_tick_narrows_the_table_to_the_meetings_that_its_number_told(
    shown, invented, name, value
):
    line = shown.page.locator(f'.facet.{name} label:has(input[value="{value}"])')
    number = line.locator(".count").text_content()
    line.locator("input").check()
    shown.wait(" of 9 meetings")
    assert shown.meetings() == expected(invented.where(**{name: value}))
    assert len(shown.meetings()) == int(number)


def test_the_years_narrow_from_one_to_another(shown, invented):
    shown.page.select_option('select[aria-label="from year"]', "2032")
    shown.page.select_option('select[aria-label="to year"]', "2033")
    shown.wait("year 2032–2033")
    assert shown.meetings() == expected(invented.where(year=(2032, 2033)))


def test_words_narrow_as_they_are_typed(shown, invented):
    shown.page.locator(".facet.text input").press_sequentially("old pi")
    shown.wait("“old pi”")
    assert shown.meetings() == expected(invented.where(text="old pi"))
    assert shown.page.locator(".facet.text input").input_value() == "old pi"


def test_a_click_on_a_cell_of_the_matrix_narrows_to_its_topic_and_year(shown, invented):
    box = shown.box(MATRIX)
    x, y = box["x"] + box["width"] * (1 / 6), box["y"] + box["height"] * (3 / 8)
    shown.click(MATRIX, x, y)  # the first of three years, the second of four topics
    shown.wait("topic Tidal power; year 2031")
    assert shown.meetings() == expected(invented.where(topic="tidal-power", year=2031))


def test_a_second_click_at_the_same_place_lets_go(shown):
    box = shown.box(MATRIX)
    x, y = box["x"] + box["width"] * (1 / 6), box["y"] + box["height"] * (3 / 8)
    shown.click(MATRIX, x, y)
    shown.wait("topic Tidal power; year 2031")
    assert shown.box(MATRIX)["y"] == box["y"]
    shown.page.mouse.move(x + 30, y)
    shown.click(MATRIX, x, y)
    shown.wait(WHOLE)


def test_drawing_over_the_timeline_narrows_to_a_period(shown, invented):
    box = shown.box(TIMELINE)
    mouse, y = shown.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.6, y)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.7, y + 20, steps=4)
    mouse.move(box["x"] + box["width"] * 0.99, y + 20, steps=4)
    mouse.up()
    shown.wait("began")
    found = shown.meetings()
    assert found == expected(eval(shown.code(), {"cooperation": invented}))
    assert 0 < len(found) < 9


def test_a_click_on_a_bar_narrows_to_the_way_of_sharing(shown, invented):
    box = shown.box(DIRECTION, ".point", 1)
    shown.click(DIRECTION, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown.wait("shared Southholm to Northmere")
    assert shown.meetings() == expected(invented.where(direction="XB-XA"))


def test_a_click_on_a_mark_narrows_to_its_meeting_and_opens_its_card(shown):
    box = shown.box(TIMELINE, ".scatterlayer .point")
    shown.click(TIMELINE, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown.wait("1 of 9 meetings")
    assert shown.page.locator(".card h4").text_content() == "First Sea Group"
    assert shown.meetings() == ["2031-06-03-working-group"]


def test_a_meeting_of_the_table_opens_its_card_by_keyboard_and_escape_closes_it(shown):
    button = shown.page.locator('tr[data-meeting="2033-04-02-study-visit"] button')
    button.focus()
    button.press("Enter")
    shown.page.wait_for_selector('.card h4:text-is("Visit to the old pier")')
    assert shown.sentence() == WHOLE
    shown.page.keyboard.press("Escape")
    shown.page.wait_for_selector(".card", state="hidden")
    assert button.evaluate("button => button === document.activeElement")


def test_no_figure_is_drawn_when_a_card_opens_and_closes_and_one_alone_for_its_option(shown):
    drawn = """async () => {
      for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
      return window.drawn;
    }"""
    shown.page.evaluate(
        """() => {
          window.drawn = [];
          window.addEventListener('resize', () => window.drawn.push('all'));
          document.querySelectorAll('.cooperation-view .js-plotly-plot').forEach(
            (plot, i) => plot.on('plotly_afterplot', () => window.drawn.push(i)));
        }"""
    )
    shown.page.locator("tr[data-meeting] button").first.click()
    shown.page.wait_for_selector(".card h4")
    shown.page.keyboard.press("Escape")
    shown.page.wait_for_selector(".card", state="hidden")
    assert shown.page.evaluate(drawn) == []
    for is_grouped in (True, False):
        before = shown.counts()
        shown.page.get_by_label("group by area").set_checked(is_grouped)
        shown.changed(before)
    assert set(shown.page.evaluate(drawn)) == {MATRIX}


def test_a_control_works_by_keyboard_and_keeps_the_focus(shown):
    box = shown.page.locator('.facet.kind input[value="signing"]')
    box.focus()
    box.press("Space")
    shown.wait("kind signing")
    assert box.evaluate("box => box === document.activeElement")


def test_the_copied_code_gives_what_is_shown(shown, invented):
    page = shown.page
    page.locator('.facet.topic input[value="tidal-power"]').check()
    shown.wait("topic Tidal power")
    page.select_option('select[aria-label="to year"]', "2031")
    shown.wait("year 2031")
    page.click("text=Copy this view as code")
    page.wait_for_selector('.copied:text-is("copied")')
    code = page.evaluate("navigator.clipboard.readText()")
    assert code == 'cooperation.where(topic="tidal-power", year=2031)'
    view = eval(code, {"cooperation": invented})
    assert shown.meetings() == expected(view)
    matrix = helpers.topic_year_matrix(view)
    assert [n for row in shown.counts() for n in row] == matrix[2031].tolist()


def test_the_copied_code_runs_in_a_cell_of_the_notebook(shown, invented):
    shown.page.locator('.facet.kind input[value="webinar"]').check()
    shown.wait("kind webinar")
    shown.page.click("text=Copy this view as code")
    shown.page.wait_for_selector('.copied:text-is("copied")')
    assert shown.run_pasted('.meetings["meeting_id"].tolist()') == str(
        expected(invented.where(kind="webinar"))
    )


def test_reset_lets_go_of_all_conditions_and_of_the_card(shown):
    shown.page.locator('.facet.format input[value="in-person"]').check()
    shown.wait("format in person")
    shown.page.locator('.facet.country input[value="XB"]').check()
    shown.wait("side Southholm")
    shown.page.locator("tr[data-meeting] button").first.click()
    shown.page.wait_for_selector(".card h4")
    shown.page.click('.summary button:text-is("Reset")')
    shown.wait(WHOLE)
    shown.page.wait_for_selector(".card", state="hidden")
    assert shown.page.locator(".facet input:checked").count() == 0
    assert shown.page.locator(".chips button").count() == 0
    assert (shown.code(), len(shown.meetings())) == ("cooperation", 9)


def test_the_matrix_counts_exchanges_or_held_meetings(shown, invented):
    for option, count in (("exchanges", "exchanges"), ("held meetings", "meetings")):
        before = shown.counts()
        shown.page.get_by_label(option, exact=True).check()
        shown.changed(before)
        matrix = helpers.topic_year_matrix(invented, count=count)
        assert shown.counts() == matrix.to_numpy().tolist()


def test_the_rows_of_the_matrix_are_grouped_by_area_and_alone_again(shown, invented):
    alone = shown.counts()
    shown.page.get_by_label("group by area").check()
    shown.changed(alone)
    grouped = shown.counts()
    areas = helpers.coverage(invented)
    labels = [label for label in areas["label"] if isinstance(label, str)]
    assert [label for label in shown.labels() if label in labels] == labels
    assert len(grouped) == len(alone) + len(areas)
    shown.page.get_by_label("group by area").uncheck()
    shown.changed(grouped)
    assert shown.counts() == alone


@pytest.mark.parametrize(
    ("name", "value"), [("text", "nothing like it"), ("kind", "continued-exchange")]
)
def test_the_timeline_keeps_its_days_where_no_meeting_is_known_to_the_day(shown, name, value):
    if name == "text":
        shown.page.locator(".facet.text input").fill(value)
    else:
        shown.page.locator(f'.facet.{name} input[value="{value}"]').check()
    shown.wait(" of 9 meetings")
    plot = shown.page.locator(".cooperation-view .js-plotly-plot").nth(TIMELINE)
    plot.locator(".scatterlayer .point").first.wait_for(state="detached")
    assert plot.evaluate("plot => plot._fullLayout.xaxis.type") == "date"


def test_the_sentence_is_read_out_when_it_changes(shown):
    sentence = shown.page.locator(".sentence")
    assert sentence.get_attribute("aria-live") == "polite"
    assert sentence.get_attribute("role") == "status"


def test_a_condition_is_taken_away_by_its_button_and_back_brings_it_back(shown):
    shown.page.locator('.facet.kind input[value="webinar"]').check()
    shown.wait("kind webinar")
    shown.page.click("text=kind: webinar")
    shown.wait(WHOLE)
    shown.page.click('.summary button:text-is("Back")')
    shown.wait("kind webinar")


@pytest.mark.parametrize("width", [1280, 1920])
def test_it_fits_the_screen_without_sideways_scrolling(shown, width):
    shown.page.set_viewport_size({"width": width, "height": 800})
    shown.page.wait_for_function(
        """() => [...document.querySelectorAll('.cooperation-explorer, .cooperation-view, .jp-WindowedPanel-outer')]
             .every(part => part.scrollWidth <= part.clientWidth)
          && [...document.querySelectorAll('.cooperation-view')].every(view =>
             view.querySelector('.main-svg').getBoundingClientRect().right <= view.getBoundingClientRect().right + 1)"""
    )
    shown.page.set_viewport_size({"width": 1280, "height": 800})


def test_figures_and_controls_follow_the_theme(shown):
    colours = """() => ['.ytick text', '.summary button', '.facet select'].map(part => {
      const style = getComputedStyle(document.querySelector(`.cooperation-explorer ${part}`));
      return part.endsWith('text') ? style.fill : style.color;
    })"""
    light = shown.page.evaluate(colours)
    shown.theme("JupyterLab Dark")
    dark = shown.page.evaluate(colours)
    shown.theme("JupyterLab Light")
    assert light == ["rgba(0, 0, 0, 0.87)"] * 3
    assert dark == ["rgb(255, 255, 255)"] * 3
    assert shown.page.evaluate(colours) == light
