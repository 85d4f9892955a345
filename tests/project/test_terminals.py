"""A terminal or file of any encoding: no command ends in a traceback, and JSON stays JSON."""

import io
import json
import os
import shutil
import subprocess
import sys

import pytest

import helpers
from helpers import __main__
from helpers.editing.interview import Interview, showable
from places import INVENTED, ROOT

ENCODINGS = ("cp932", "ascii", "latin-1")
COMMANDS = (
    *("check", "matrix", "timeline", "add", "change", "workbook", "import", "mend", "tidy"),
    *("diff", "site", "pdf"),
)
TEXT = "Café 港 – 😀"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Return a function that runs a command in an encoding, and gives code, output and errors."""
    folder = tmp_path / "record"
    shutil.copytree(INVENTED, folder)
    for file, old in (
        ("datapackage.json", "Northmere–Southholm"),
        ("meetings.csv", "First Sea Group"),
        ("topics.csv", "Kelp farming"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, TEXT, 1), encoding="utf-8")

    def run(encoding: str, *words: str) -> tuple[int, str, str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            try:
                code = __main__.main([word.format(folder) for word in words])
            except SystemExit as left:  # as argparse does after --help and a wrong word
                code = left.code
        for stream in streams:
            stream.flush()
        return code, *(stream.buffer.getvalue().decode(encoding) for stream in streams)

    run.folder = folder
    return run


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_a_terminal_cannot_show_is_an_escape(told, encoding):
    (told.folder / "topics.csv").rename(told.folder / "themes.csv")
    for words in (("check", "{}"), ("timeline", "{}"), ("diff", str(INVENTED), "{}")):
        code, out, err = told(encoding, *words)
        assert code == 1 and (out + err).startswith("1 problem in the data")
        assert "record/topics.csv: is missing." in out + err
    for words in (
        ("matrix", "{}/Café 港 – 😀"),
        ("Café 港 – 😀",),
        ("add", "{}", "--from", "{}/Café 港 – 😀"),
    ):
        code, out, err = told(encoding, *words)
        assert (code, out) == (2, "") and "\\U0001f600" in err and "Traceback" not in err
    (told.folder / "themes.csv").rename(told.folder / "topics.csv")
    for words in (("check", "{}"), ("timeline", "{}"), ("matrix", "{}", "--format", "markdown")):
        code, out, err = told(encoding, *words)
        assert (code, err) == (0, "") and "\\U0001f600" in out
    assert "\\U0001f600" in told(encoding, "diff", str(INVENTED), "{}")[1]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_help_of_every_command_is_shown(told, encoding):
    for words in ((), *((command,) for command in COMMANDS)):
        code, out, err = told(encoding, *words, "--help")
        assert (code, err) == (0, "") and out.startswith("usage: python -m helpers")
    assert all(command in told(encoding, "--help")[1] for command in COMMANDS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("matrix", "{}", "--format", "json"),
        ("timeline", "{}", "--format", "json"),
        ("add", "{}", "--schema"),
        ("diff", str(INVENTED), "{}", "--json"),
        ("check", "{}", "--json"),
    ],
)
def test_json_is_the_same_in_every_encoding(told, words):
    if words[0] == "check":
        text = (told.folder / "topics.csv").read_text(encoding="utf-8")
        text = text.replace("food-from-the-sea", TEXT)
        (told.folder / "topics.csv").write_text(text, encoding="utf-8")
    _, whole, _ = told("utf-8", *words)
    assert TEXT in whole
    for encoding in ENCODINGS:
        _, out, err = told(encoding, *words)
        assert err == "" and out.isascii() and json.loads(out) == json.loads(whole)


@pytest.mark.slow
def test_a_command_of_its_own_tells_the_summary():
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "check", str(INVENTED)],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": ENCODINGS[0]},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Northmere") and b"No problem found." in done.stdout


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_prompt_shows_an_escape_too(monkeypatch, encoding):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert showable("Kelp 😀") == "Kelp \\U0001f600"


def test_an_answer_that_is_not_text_in_the_terminals_encoding_is_asked_anew():
    said = []
    answers = iter(["Caf\udce9", "Café"])
    interview = Interview(INVENTED, lambda *asked: next(answers), said.append)
    assert interview.cell("meetings", "title", "") == "Café"
    assert len(said) == 1 and "bytes that are not text" in said[0]


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path, monkeypatch, capsys):
    shutil.copytree(INVENTED, tmp_path / "record")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert len(helpers.load("~/record").meetings) == 9
    assert len(helpers.load("~/record/datapackage.json").meetings) == 9
    monkeypatch.setenv("COOPERATION_DATA", "~/record")
    assert len(helpers.load().meetings) == 9
    (tmp_path / "meeting.json").write_text("[]", encoding="utf-8")
    for words, code in (
        (["check", "~/record"], 0),
        (["diff", "~/record", "~/record"], 0),
        (["add", "--from", "~/meeting.json"], 1),
    ):
        assert __main__.main(words) == code, capsys.readouterr()
    with pytest.raises(helpers.DataError, match="is missing"):
        helpers.load("~nobody-of-this-name/record")
