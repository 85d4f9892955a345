import base64

import nbformat
import pytest

from helpers.site import outputs, pages

v4 = nbformat.v4


def shown(*made) -> list[dict]:
    return outputs.shown(made)


def display(**data) -> nbformat.NotebookNode:
    kinds = {
        name.replace("_", "/").replace("/svg", "/svg+xml"): told for name, told in data.items()
    }
    return v4.new_output("display_data", kinds)


def stream(name: str, text: str) -> nbformat.NotebookNode:
    return v4.new_output("stream", name=name, text=text)


def test_what_a_cell_prints_is_shown_and_what_goes_to_standard_error_is_marked():
    parts = shown(stream("stdout", "one\n"), stream("stdout", "two\n"), stream("stderr", "oh\n"))
    assert [(part["text"], part["is_error"]) for part in parts] == [
        ("one\ntwo", False),
        ("oh", True),
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;https://example.org\x07link\x1b]8;;\x07", "link"),
        ("  0%\r 50%\r100%\n", "100%"),
        ("one\r\ntwo", "one\ntwo"),
        ("bell\x07 and nul\x00", "bell and nul"),
    ],
)
def test_orders_to_a_terminal_are_carried_out_or_left_out(text, left):
    assert shown(stream("stdout", text))[0]["text"] == left


def test_an_image_is_shown_as_data_and_with_the_words_that_it_has():
    image = display(image_png="iVBO\nRw==\n", text_plain="<PIL.Image.Image>")
    image.metadata["image/png"] = {"alt": "A pier", "width": 300}
    (part,) = shown(image)
    assert part == {"image": "data:image/png;base64,iVBORw==", "alt": "A pier", "width": 300}


def test_a_drawing_in_svg_is_an_image_and_no_part_of_the_page():
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    (part,) = shown(display(image_svg=drawing, text_plain="<SVG>"))
    head, packed = part["image"].split(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(packed).decode() == drawing


def test_markdown_becomes_html_and_html_within_it_stays_text():
    (part,) = shown(display(text_markdown="**so** <script>alert(1)</script> [x](javascript:y)"))
    assert "<strong>so</strong> &lt;script&gt;" in part["html"]
    assert "javascript:" not in part["html"]


def test_latex_and_json_are_shown_as_text():
    (formula,) = shown(display(text_latex="$x < y$", text_plain="<Latex>"))
    (data,) = shown(
        v4.new_output("display_data", {"application/json": {"a": ["<b>"]}, "text/plain": "<JSON>"})
    )
    assert formula["text"] == "$x < y$"
    assert data["text"] == '{\n "a": [\n  "<b>"\n ]\n}'


def test_html_with_a_script_is_not_shown_but_the_next_best_is():
    script = "<div id='a'></div><script>alert(1)</script>"
    (part,) = shown(display(text_html=script, image_png="iVBORw=="))
    assert part["image"] == "data:image/png;base64,iVBORw=="
    (part,) = shown(display(text_html=script, text_plain="<IPython.core.display.HTML object>"))
    assert part["text"] == "What this cell shows needs a script, and is left out."


def test_an_error_that_the_notebook_allows_is_shown():
    error = v4.new_output("error", ename="ValueError", evalue="no", traceback=["\x1b[31mlong"])
    assert shown(error) == [{"text": "ValueError: no", "is_error": True}]


def notebook(*cells) -> nbformat.NotebookNode:
    return v4.new_notebook(cells=list(cells))


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        ([], ""),
        ([v4.new_code_cell("")], ""),
        ([v4.new_markdown_cell("")], ""),
        ([v4.new_markdown_cell("No heading, #1 or other.")], ""),
        ([v4.new_code_cell("import helpers"), v4.new_markdown_cell("# Later")], "Later"),
        ([v4.new_markdown_cell("Words first.\n\n## Then a heading ##")], "Then a heading"),
        ([v4.new_markdown_cell("```\n# a comment\n```\n# A heading")], "A heading"),
    ],
)
def test_the_title_is_the_first_heading_of_the_first_prose(cells, title):
    assert pages.heading(notebook(*cells)) == title


def test_a_figure_of_the_readers_own_is_drawn_without_finding_and_table(invented):
    bundle = {"data": [{"type": "bar", "x": [1], "y": [2]}], "layout": {"width": 700, "meta": "x"}}
    part = pages.figure(bundle, 1, invented)
    assert (part["finding"], part["rows"], part["height"], part["csv"]) == ("", [], 450, "")
    assert part["figure"]["data"] == bundle["data"]
    assert part["figure"]["layout"] == {"meta": "x", "height": 450, "autosize": True}


def test_no_key_is_read_out_of_a_figure_of_the_readers_own(invented):
    packed = {"dtype": "f8", "bdata": "AAAA"}
    bundle = {"data": [{"type": "bar", "customdata": packed}], "layout": {}}
    assert pages.figure(bundle, 1, invented)["keys"] == {}
