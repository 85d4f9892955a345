"""The explorer in a real JupyterLab in Chromium, on the invented record."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest

import helpers
from choices import TICKS
from places import INVENTED, ROOT

NAME = "explore.ipynb"
PATIENCE = 60_000  # milliseconds, for a machine with much else to do
WHOLE = "The whole record: 8 meetings, one period of contact and 8 exchanges, 2031–2034."
CLOSED = re.compile(r"(?:WebSocket|Stream)ClosedError")


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
        widgets = "settings/@jupyter-widgets/jupyterlab-manager/plugin.jupyterlab-settings"
        (folder / widgets).parent.mkdir(parents=True)
        (folder / widgets).write_text('{"saveState": true}', encoding="utf-8")
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

    def complaints(self) -> list[str]:
        """Return what was complained of, a traceback as one text.

        A page that is reloaded closes its socket, also where the server is about to write to it.
        """
        told = re.findall(
            r"^Traceback.*\n(?:[ \t].*\n)*.*|.*(?:Warning|IPKernelApp).*|^\[E .*",
            "".join(self.lines),
            re.M,
        )
        return [text for text in told if not CLOSED.search(text.splitlines()[-1])]

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
        """Wait until the explorer is there."""
        self.page.wait_for_selector(".cooperation-explorer .matrix td button")

    def sentence(self) -> str:
        return self.page.locator(".sentence").text_content()

    def wait(self, text: str) -> None:
        """Wait until the sentence holds a text."""
        self.page.wait_for_function(
            "text => document.querySelector('.sentence').textContent.includes(text)", arg=text
        )

    def reset(self) -> None:
        if self.sentence() != WHOLE:
            self.page.click('.summary button:text-is("Reset")')
        self.wait(WHOLE)

    def theme(self, name: str) -> None:
        """Choose a theme of JupyterLab in its menu."""
        self.page.click('.lm-MenuBar-itemLabel:text-is("Settings")')
        self.page.hover('.lm-Menu-itemLabel:text-is("Theme")')
        self.page.click(f'.lm-Menu-itemLabel:text-is("{name}")')
        self.page.wait_for_selector(f'body[data-jp-theme-name="{name}"]', state="attached")
        self.page.evaluate("() => document.fonts.ready")

    def meetings(self) -> list[str]:
        rows = self.page.locator("tr[data-meeting]")
        return rows.evaluate_all("rows => rows.map(row => row.dataset.meeting)")

    def counts(self) -> list[list[int]]:
        """Return the numbers of the matrix, a list a row, without cells outside the view."""
        rows = self.page.locator(".matrix tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.querySelectorAll('button')].map(cell => cell.textContent))"
        )
        return [[int(n) for n in row if n] for row in rows]

    def code(self) -> str:
        return self.page.locator(".summary code").text_content()

    def cell(self, label: str):
        """Return a cell of the matrix by the beginning of its label."""
        return self.page.locator(f'.matrix td button[aria-label^="{label}"]')

    def has_focus(self, locator) -> bool:
        return locator.evaluate("node => node === document.activeElement")

    def python(self, code: str) -> str:
        """Run code in a new last cell of the notebook, and return what it gives."""
        self.page.locator(".jp-Notebook .jp-Cell").last.click(position={"x": 2, "y": 2})
        for key in ("Escape", "b", "Enter"):
            self.page.keyboard.press(key)
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Control+Enter")
        output = self.page.locator(".jp-Notebook .jp-Cell").last.locator(".jp-OutputArea-output")
        return output.last.text_content().strip()

    def cells(self) -> list[str]:
        return self.page.locator(".jp-Notebook .jp-Cell").evaluate_all(
            "cells => cells.map(cell => cell.className.replace(/ jp-mod-[a-zA-Z]+/g, ''))"
        )


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
    assert lab.complaints() == []


def expected(record) -> list[str]:
    return helpers.timeline(record)["meeting_id"].tolist()


@pytest.mark.parametrize(
    ("name", "value"),
    TICKS,
)
def test_a_tick_narrows_the_table_to_the_meetings_that_its_number_told(
    shown, invented, name, value
):
    line = shown.page.locator(f'.facet.{name} label:has(input[value="{value}"])')
    number = line.locator(".count").text_content()
    line.locator("input").check()
    shown.wait(" of 8 meetings")
    assert shown.meetings() == expected(invented.where(**{name: value}))
    assert len(shown.meetings()) == int(number)


def test_the_years_narrow_from_one_to_another(shown, invented):
    shown.page.select_option('select[aria-label="from year"]', "2032")
    shown.page.select_option('select[aria-label="to year"]', "2033")
    shown.wait("year 2032–2033")
    assert shown.meetings() == expected(invented.where(year=(2032, 2033)))


def test_words_narrow_as_they_are_typed_and_are_marked_where_they_are_found(shown, invented):
    shown.page.locator(".facet.text input").press_sequentially("old pi")
    shown.wait("“old pi”")
    assert shown.meetings() == expected(invented.where(text="old pi"))
    assert shown.page.locator(".facet.text input").input_value() == "old pi"
    assert shown.page.locator("tr mark").all_text_contents() == ["old pi"]


def test_a_click_on_a_cell_narrows_to_its_topic_and_year_and_a_second_lets_go(shown, invented):
    cell = shown.cell("Tidal power, 2031: 2 meetings")
    place = "cell => cell.getBoundingClientRect().top - cell.closest('.cooperation-explorer').getBoundingClientRect().top"
    before = cell.evaluate(place)
    cell.click()
    shown.wait("topic Tidal power; year 2031")
    assert shown.meetings() == expected(invented.where(topic="tidal-power", year=2031))
    assert cell.evaluate(place) == before
    cell.click()
    shown.wait(WHOLE)


def test_drawing_over_the_timeline_narrows_to_a_period(shown, invented):
    box = shown.page.locator(".axis").bounding_box()
    mouse, y = shown.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.5, y)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.7, y + 10, steps=4)
    mouse.move(box["x"] + box["width"] * 0.99, y + 10, steps=4)
    mouse.up()
    shown.wait("began")
    found = shown.meetings()
    assert found == expected(eval(shown.code(), {"cooperation": invented}))
    assert 0 < len(found) < 9


def test_a_click_on_a_bar_narrows_to_the_direction_of_sharing(shown, invented):
    shown.page.click(".direction button:has-text('Southholm to Northmere')")
    shown.wait("shared Southholm to Northmere")
    assert shown.meetings() == expected(invented.where(direction="XB-XA"))


def test_a_click_on_a_mark_narrows_to_its_meeting_and_opens_its_card(shown):
    shown.page.locator('.mark[aria-label^="First Sea Group"]').click()
    shown.wait("1 of 8 meetings")
    assert shown.page.locator(".card h3").text_content() == "First Sea Group"
    assert shown.meetings() == ["2031-06-03-working-group"]


def test_a_meeting_of_the_table_opens_its_card_by_keyboard_and_escape_closes_it(shown):
    button = shown.page.locator('tr[data-meeting="2033-04-02-study-visit"] button')
    button.focus()
    button.press("Enter")
    shown.page.wait_for_selector('.card h3:has-text("Visit to the old pier")')
    assert shown.sentence() == WHOLE
    shown.page.keyboard.press("Escape")
    shown.page.wait_for_selector(".card", state="hidden")
    assert shown.has_focus(button)


def test_a_control_works_by_keyboard_and_keeps_the_focus(shown):
    box = shown.page.locator('.facet.kind input[value="signing"]')
    box.focus()
    box.press("Space")
    shown.wait("kind signing")
    assert shown.has_focus(box)


def test_arrows_move_among_marks_and_cells_which_are_one_stop_each(shown):
    first = shown.page.locator(".mark").first
    first.focus()
    shown.page.keyboard.press("ArrowDown")
    assert shown.page.evaluate("document.activeElement.className").startswith("mark")
    assert shown.page.locator('.mark[tabindex="0"]').count() == 1
    shown.cell("Tidal power, 2031").focus()
    shown.page.keyboard.press("ArrowRight")
    assert shown.has_focus(shown.cell("Tidal power, 2032"))
    shown.page.keyboard.press("Enter")
    shown.wait("topic Tidal power; year 2032")
    assert shown.has_focus(shown.cell("Tidal power, 2032"))


def test_the_copied_code_runs_in_a_cell_of_the_notebook(shown, invented):
    shown.page.locator('.facet.kind input[value="webinar"]').check()
    shown.wait("kind webinar")
    shown.page.click("text=Copy this view as code")
    shown.page.wait_for_selector('.done:text-is("copied")')
    code = shown.page.evaluate("navigator.clipboard.readText()")
    assert code == 'cooperation.where(kind="webinar")'
    assert shown.python(code + '.meetings["meeting_id"].tolist()') == str(
        expected(invented.where(kind="webinar"))
    )


def test_reset_lets_go_of_all_conditions_and_of_the_card(shown):
    shown.page.locator('.facet.format input[value="in-person"]').check()
    shown.wait("format in person")
    shown.page.locator('.facet.country input[value="XB"]').check()
    shown.wait("side Southholm")
    shown.page.locator("tr[data-meeting] button").first.click()
    shown.page.wait_for_selector(".card h3")
    shown.page.click('.summary button:text-is("Reset")')
    shown.wait(WHOLE)
    shown.page.wait_for_selector(".card", state="hidden")
    assert shown.page.locator(".facet input:checked").count() == 0
    assert shown.page.locator(".chips button").count() == 0
    assert (shown.code(), len(shown.meetings())) == ("cooperation", 9)


def test_the_matrix_counts_exchanges_or_held_meetings_and_its_rows_stand_under_areas(
    shown, invented
):
    for option, count in (("exchanges", "exchanges"), ("held meetings", "meetings")):
        shown.page.get_by_label(option, exact=True).check()
        matrix = helpers.topic_year_matrix(invented, count=count)
        assert shown.counts() == matrix.to_numpy().tolist()
    shown.page.get_by_label("group by area").check()
    areas = [label for label in helpers.coverage(invented)["label"] if isinstance(label, str)]
    labels = shown.page.locator(".matrix tr.area th").all_text_contents()
    assert labels == [*areas, "Outside the agreement's areas"]
    shown.page.get_by_label("group by area").uncheck()
    assert shown.counts() == helpers.topic_year_matrix(invented).to_numpy().tolist()


def test_a_condition_is_taken_away_by_its_button_and_back_brings_it_back(shown):
    shown.page.locator('.facet.kind input[value="webinar"]').check()
    shown.wait("kind webinar")
    shown.page.click("text=kind: webinar")
    shown.wait(WHOLE)
    assert shown.has_focus(shown.page.locator(".sentence"))
    shown.page.click('.summary button:text-is("Back")')
    shown.wait("kind webinar")


def test_the_sentence_is_read_out_when_it_changes(shown):
    sentence = shown.page.locator(".sentence")
    assert sentence.get_attribute("aria-live") == "polite"
    assert sentence.get_attribute("role") == "status"


@pytest.mark.parametrize("place", ["input[type=checkbox]", "select", ".mark", "td button", ".link"])
def test_letters_typed_in_the_explorer_are_no_commands_of_jupyterlab(shown, place):
    before = shown.cells()
    shown.page.locator(f".cooperation-explorer {place}").first.focus()
    for key in ("x", "b", "a", "d", "d", "m", "y", "Shift+m"):
        shown.page.keyboard.press(key)
    assert shown.cells() == before
    assert shown.page.locator(".cooperation-explorer").count() == 1
    shown.page.click('.summary button:text-is("Reset")') if shown.sentence() != WHOLE else None


def test_control_s_in_the_explorer_still_saves(shown):
    shown.page.locator('.facet.kind input[value="webinar"]').focus()
    with shown.page.expect_response(
        lambda answer: answer.request.method == "PUT" and NAME in answer.url
    ):
        shown.page.keyboard.press("Control+s")


@pytest.mark.parametrize("width", [1280, 1920])
def test_it_fits_the_screen_without_sideways_scrolling(shown, width):
    shown.page.set_viewport_size({"width": width, "height": 800})
    shown.page.wait_for_function(
        """() => [...document.querySelectorAll('.cooperation-explorer, .view, .jp-WindowedPanel-outer')]
             .every(part => part.scrollWidth <= part.clientWidth)"""
    )
    shown.page.set_viewport_size({"width": 1280, "height": 800})


def test_controls_timeline_and_matrix_are_seen_together(shown):
    tops = shown.page.evaluate(
        """() => {
          document.querySelector('.cooperation-explorer').scrollIntoView({ block: 'start' });
          return ['.facets', '.timeline', '.matrix tbody tr:last-child'].map(
            part => document.querySelector(`.cooperation-explorer ${part}`).getBoundingClientRect().top);
        }"""
    )
    assert all(top < 740 for top in tops)


def test_it_follows_the_theme(shown):
    colours = """() => ['.matrix th', '.summary button', '.facet select'].map(
      part => getComputedStyle(document.querySelector(`.cooperation-explorer ${part}`)).color)"""
    light = shown.page.evaluate(colours)
    shown.theme("JupyterLab Dark")
    dark = shown.page.evaluate(colours)
    shown.theme("JupyterLab Light")
    assert light[1:] == ["rgba(0, 0, 0, 0.87)"] * 2 and dark[1:] == ["rgb(255, 255, 255)"] * 2
    assert light[0] != dark[0] and shown.page.evaluate(colours) == light


def test_a_page_reloaded_with_its_kernel_keeps_the_choice(shown):
    shown.page.locator('.facet.kind input[value="webinar"]').first.check()
    shown.wait("kind webinar")
    shown.page.keyboard.press("Control+s")
    shown.page.reload()
    shown.drawn()
    shown.wait("kind webinar")
    shown.reset()


def test_saved_with_its_state_it_opens_live_without_the_kernel_that_made_it(shown):
    page = shown.page
    page.locator('.facet.kind input[value="webinar"]').first.check()
    shown.wait("kind webinar")
    with page.expect_response(lambda answer: answer.request.method == "PUT" and NAME in answer.url):
        page.keyboard.press("Control+s")
    page.evaluate(
        """async () => {
          const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
          const headers = { Authorization: `token ${config.token}` };
          const address = `${config.baseUrl}api/sessions`;
          for (const { id } of await (await fetch(address, { headers })).json())
            await fetch(`${address}/${id}`, { method: 'DELETE', headers });
        }"""
    )
    page.reload()
    shown.drawn()
    shown.wait("kind webinar")
    page.locator('.facet.kind input[value="signing"]').first.check()
    shown.wait("kind signing or webinar")
    assert shown.meetings()[:2] == ["2031-05-signing", "2031-09-webinar"]
    shown.reset()


def test_python_reads_and_sets_the_choice_and_two_explorers_do_not_meet(shown, invented):
    shown.python("import helpers; explorer = helpers.explore(helpers.load()); explorer")
    second = shown.page.locator(".cooperation-explorer").nth(1)
    second.locator('.facet.kind input[value="webinar"]').check()
    second.locator(".chips button").wait_for()
    assert shown.page.locator(".sentence").first.text_content() == WHOLE
    second.get_by_label("exchanges", exact=True).check()
    assert shown.page.get_by_label("held meetings", exact=True).first.is_checked()
    assert shown.python("explorer.choice, explorer.code") == (
        "({'kind': ['webinar']}, 'cooperation.where(kind=\"webinar\")')"
    )
    shown.python("explorer.choose(kind=None, topic='kelp-farming'); explorer.view.held.shape[0]")
    assert second.locator(".chips").text_content() == "topic: Kelp farming ×"
    assert second.locator("tr[data-meeting]").count() == len(
        invented.where(topic="kelp-farming").meetings
    )
