"""One Parquet file → its cells as text, as a CSV file of the same table would hold them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from .delimited import Table, has_columns, teller
from .problems import Group

ENDING = ".parquet"


def table(resource: dict, file: str, data: bytes, groups: list[Group]) -> Table | None:
    """Return one table as text, or None where the file is no Parquet or lacks its columns.

    Parameters
    ----------
    resource : dict
        What is declared of the table.
    file : str
        The file's name as messages show it.
    data : bytes
        The file.
    groups : list of Group
        Where problems are added.

    Notes
    -----
    What is missing is an empty cell. Rows are numbered from 2 on, as those of a CSV file.
    """
    import pyarrow.parquet

    try:
        read = pyarrow.parquet.read_table(pa.BufferReader(data))
        texts = [_texts(column) for column in read.columns]
    except (pa.ArrowException, OSError) as error:
        what = f"cannot be read as Parquet: {str(error).splitlines()[0][:200]}"
        rule = "a Parquet file of texts, numbers and dates, none of them nested"
        teller(resource, file, groups)("encoding", what, rule, "write it anew")
        return None
    if not has_columns(read.column_names, resource, file, groups):
        return None
    cells = pa.table(dict(zip(read.column_names, texts, strict=True)))
    return Table(resource["name"], file, resource, cells, np.arange(2, read.num_rows + 2))


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return values as text: true and false, days and numbers as a CSV file has them."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type) or pa.types.is_date64(column.type):
        column = column.cast(pa.date32())
    return pa.compute.fill_null(column.cast(pa.string()), "")
