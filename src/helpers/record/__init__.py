"""A folder of CSV files → a checked, typed `Cooperation`."""

from .checks import check
from .checks.columns import check_columns
from .checks.needed import (
    AGREEMENT,
    FORMS,
    HELD,
    INTENTION,
    KEPT,
    NEEDED,
    OPTIONAL_TABLES,
    OUTCOMES,
    REPORTED,
    dated,
    is_held,
    must_be_filled,
    references,
)
from .checks.rules import id_start
from .column_types import parts_of_date
from .cooperation import Cooperation, require_record
from .csv_files import BASE_SHEET, BASE_TITLE, HOW_TO_SHEET, LIST_SHEET, Table
from .declaration import Declaration, Field, TableDeclaration
from .encodings import encoding_of
from .files import (
    DECLARATION,
    Files,
    NotWrittenError,
    Replaced,
    change_files,
    content_of,
    default_folder,
    digest_of,
    is_inside,
    not_written,
    project_folder,
    read_files,
    replace_file,
    sync_folders,
    write_file,
)
from .hierarchy import topmost
from .json_files import differences, place, read_json
from .load import load, load_checked, own, typed
from .package import Package, declared_in, folder_of, is_plain_csv, package_of, read_package
from .problems import CHECKS, REMARKS, DataError, Group, Problem, Problems, say
from .remarks import is_planned_and_past, remarks, remarks_on
from .revisions import Edition, NotFoundError, editions, load_pair, load_revision
from .suggest import nearest, require
from .where import (
    RANGES,
    directions_of,
    normal_condition,
    require_condition,
)

__all__ = [
    "AGREEMENT",
    "BASE_SHEET",
    "BASE_TITLE",
    "CHECKS",
    "Cooperation",
    "DECLARATION",
    "DataError",
    "Declaration",
    "Edition",
    "FORMS",
    "Field",
    "Files",
    "Group",
    "HELD",
    "HOW_TO_SHEET",
    "INTENTION",
    "KEPT",
    "LIST_SHEET",
    "NEEDED",
    "NotFoundError",
    "NotWrittenError",
    "OPTIONAL_TABLES",
    "OUTCOMES",
    "Package",
    "Problem",
    "Problems",
    "RANGES",
    "REMARKS",
    "REPORTED",
    "Replaced",
    "Table",
    "TableDeclaration",
    "change_files",
    "check",
    "check_columns",
    "content_of",
    "dated",
    "declared_in",
    "default_folder",
    "differences",
    "digest_of",
    "directions_of",
    "editions",
    "encoding_of",
    "folder_of",
    "id_start",
    "is_held",
    "is_inside",
    "is_plain_csv",
    "is_planned_and_past",
    "load",
    "load_checked",
    "load_pair",
    "load_revision",
    "must_be_filled",
    "nearest",
    "normal_condition",
    "not_written",
    "own",
    "package_of",
    "parts_of_date",
    "project_folder",
    "place",
    "read_files",
    "read_json",
    "read_package",
    "references",
    "remarks",
    "remarks_on",
    "replace_file",
    "require",
    "require_condition",
    "require_record",
    "say",
    "sync_folders",
    "topmost",
    "typed",
    "write_file",
]
