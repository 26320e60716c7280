"""Parquet files, read with pyarrow."""

import io
from typing import TYPE_CHECKING

from promptrec.data.archives.unpack import FEW_BYTES, MOST_BYTES, MOST_RATIO
from promptrec.data.formats.objects import table_of_objects
from promptrec.data.reading.given import Given
from promptrec.data.reading.huge import MOST_CELLS, MOST_COLUMNS, too_wide
from promptrec.errors import DataError
from promptrec.words.table import sentence

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MAGIC = b"PAR1"
FEW_CELLS, MOST_IN_A_BYTE = 2_000_000, 20  # cells that any file may hold, and for each byte
FEW_CELLS, MOST_IN_A_BYTE = 2_000_000, 20  # cells that any file may hold, and for each byte
BATCH = 1_000  # rows that are read at once


def read_parquet(file: str, content: bytes) -> Given:
    """The table of a Parquet file. DataError for a damaged or too large one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        opened = pq.ParquetFile(io.BytesIO(content))
        check_size(file, opened.metadata, len(content))
        found = read_whole(file, opened)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError("sentence.file_damaged", file=file, kind="Parquet") from error
    kept = [name for name in found.column_names if not name.startswith("__index_level_")]
    rows = plain(found.select(kept)).to_pylist()
    return table_of_objects(file, rows, sentence("sentence.form_parquet"))


def check_size(file: str, told: "pq.FileMetaData", size: int) -> None:
    """DataError for more bytes or cells than memory holds, and for more than a file can hold."""
    packed = sum(told.row_group(at).total_byte_size for at in range(told.num_row_groups))
    if packed > MOST_BYTES:
        raise DataError("sentence.zip_large", file=file, most=f"{MOST_BYTES:,}")
    cells = told.num_rows * max(1, told.num_columns)
    if told.num_columns > MOST_COLUMNS:
        raise DataError("sentence.at_header", file=file, what=too_wide())
    if cells > MOST_CELLS:
        raise DataError("sentence.many_cells", file=file, most=f"{MOST_CELLS:,}")
    if packed > FEW_BYTES + MOST_RATIO * size or cells > FEW_CELLS + MOST_IN_A_BYTE * size:
        raise DataError("sentence.zip_bomb", file=file, most=MOST_RATIO)


def read_whole(file: str, opened: "pq.ParquetFile") -> "pa.Table":
    """The table, counted while it is read: one long text may stand in every row."""
    import pyarrow as pa

    batches, total = [], 0
    for batch in opened.iter_batches(batch_size=BATCH):
        total += batch.nbytes
        if total > MOST_BYTES:
            raise DataError("sentence.zip_large", file=file, most=f"{MOST_BYTES:,}")
        batches.append(batch)
    return pa.Table.from_batches(batches, schema=opened.schema_arrow)


def plain(table: "pa.Table") -> "pa.Table":
    """Moments as text, small floats as they were written: what Python would cut or stretch."""
    import pyarrow as pa

    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    for at, field in enumerate(table.schema):
        column = table.column(at)
        if pa.types.is_timestamp(field.type):
            column = moments(column, zoned=field.type.tz is not None)
        elif pa.types.is_float32(field.type) or pa.types.is_float16(field.type):
            texts = [None if one is None else float(str(one)) for one in short_floats(column)]
            column = pa.chunked_array([pa.array(texts, pa.float64())])
        table = table.set_column(at, field.name, column)
    return table


def moments(column: "pa.ChunkedArray", *, zoned: bool) -> "pa.ChunkedArray":
    """Moments of any unit as ISO text, with all their digits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    bare = pc.cast(column, pa.timestamp(column.type.unit))  # UTC where there was a zone
    texts = pc.strftime(bare, format="%Y-%m-%d %H:%M:%S")
    if zoned:
        texts = pc.binary_join_element_wise(texts, "Z", "")
    return texts


def short_floats(column: "pa.ChunkedArray") -> list[object]:
    """Floats of few bits, each as its shortest text says: 4.1, not 4.099999904632568."""
    return [each for chunk in column.chunks for each in chunk.to_numpy(zero_copy_only=False)]
