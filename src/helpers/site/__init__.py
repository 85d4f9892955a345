"""Notebooks and a record → pages that open anywhere."""

from .browser import BrowserError
from .notebooks import NotebookError
from .pages import write_site
from .pdf import write_pdfs
from .pictures import PNG, drawable_figures

__all__ = [
    "BrowserError",
    "NotebookError",
    "PNG",
    "drawable_figures",
    "write_pdfs",
    "write_site",
]
