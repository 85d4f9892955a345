"""One question on a terminal: what is known is offered, what is typed comes back."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping

Ask = Callable[[str, str, Mapping[str, str], str], str]


def asker() -> Ask:
    """Return what puts a question on a terminal: with completion, a hint below, a first answer."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app
    from prompt_toolkit.completion import WordCompleter

    session: PromptSession = PromptSession()

    def ask(question: str, hint: str, choices: Mapping[str, str], first: str) -> str:
        def show_choices() -> None:
            if choices and not first:
                get_app().current_buffer.start_completion()

        return session.prompt(
            f"{showable(question)}: ",
            default=first,
            completer=WordCompleter(
                list(choices),
                ignore_case=True,
                meta_dict={name: showable(text) for name, text in choices.items()},
                sentence=True,
                match_middle=True,
            ),
            bottom_toolbar=wrapped(showable(hint)),
            pre_run=show_choices,
        )

    return ask


def showable(text: str) -> str:
    """Return a text with an escape for what the terminal's encoding does not have."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def wrapped(text: str) -> str:
    """Return a text in lines that a terminal need not break."""
    width = shutil.get_terminal_size().columns - 1
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent="        " if line[:1] == " " else "")
        for line in text.split("\n")
    )
