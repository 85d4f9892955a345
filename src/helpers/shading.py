"""A frame of counts whose cells are shaded where it is shown."""

from __future__ import annotations

import html

import pandas as pd

SHADE = "0,114,178"  # the blue of the palette


class Matrix(pd.DataFrame):
    """A DataFrame of counts with a column `label`; all that is done with it gives plain DataFrames.

    Examples
    --------
    >>> matrix = Matrix({"label": ["<Tides>"], 2031: [2]})
    >>> type(matrix.copy()) is pd.DataFrame, "&lt;Tides&gt;" in matrix._repr_html_()
    (True, True)
    """

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        years = [column for column in self.columns if column != "label"]
        rows = self.head(pd.get_option("display.max_rows"))
        most = max(1, int(self[years].to_numpy().max(initial=0)))
        head = "".join(f"<th scope=col>{html.escape(str(name))}</th>" for name in ["topic", *years])
        body = "".join(
            f"<tr><th scope=row style='text-align:left'>{html.escape(str(label))}</th>"
            + "".join(
                f"<td style='text-align:center;background:rgba({SHADE},{0.05 + 0.5 * n / most:.2f})'>{n}</td>"
                for n in counts
            )
            + "</tr>"
            for label, counts in zip(rows["label"], rows[years].to_numpy().tolist(), strict=True)
        )
        more = (
            f"<caption>The first {len(rows)} of {len(self)} topics</caption>"
            if len(rows) < len(self)
            else ""
        )
        return (
            f"<table class=matrix>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
