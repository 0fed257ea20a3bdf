"""Open311 GeoReport v2: the requests of a server that many cities have, with the extensions and quirks seen in the wild.

Declared here, and read by `_georeport/source.py`: settings are read without NumPy.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from data_sources._georeport.options import Options
from wallboard.source import Source, SourceKind


def open_source(name: str, site: str, zone: ZoneInfo, options: Options) -> Source:
    from data_sources._georeport.source import Open311  # with NumPy, for which only who opens one waits

    return Open311(name, site, zone, options)


KIND = SourceKind(name="open311", carries="tickets", options=Options, open=open_source)
