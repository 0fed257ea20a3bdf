"""The settings of requests in files: which ones, and what their columns mean."""

from __future__ import annotations

from pydantic import Field

from data_sources._csv.file_options import CsvFiles
from data_sources._tickets.mapping import TicketMapping
from wallboard.settings import Pace


class Options(TicketMapping, CsvFiles):
    """A city's open-data file, or a folder of them. A file of the folder that cannot be read (other columns, packed, empty,
    no permission, a pipe, a link out of the folder) is set aside by name until it changes, and the others are read. So is
    a line of more than 1,000,000 bytes, a row of more than 500 lines and a value of more than 1,000 characters."""

    at_once_mb: Pace[float] = Field(default=16, gt=0, description="megabytes of a file that are read at once")
