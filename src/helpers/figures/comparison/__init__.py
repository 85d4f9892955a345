"""Several records side by side."""

from .matrix import compare

__all__ = ["compare"]
