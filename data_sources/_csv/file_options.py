"""Which files, and how they are written: the settings that all kinds of delimited files share."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator

from wallboard.settings import Pace, SourceBase, Where


class CsvFiles(SourceBase):
    """A file, or a folder of them."""

    path: Where[Path] = Field(description="a file, or a folder that is watched for new and changed files")
    pattern: Where[str] = Field(default="*.csv", description="which files of the folder")
    delimiter: str = Field(default=",", min_length=1, max_length=1, description="character between the fields")
    encoding: str = Field(
        default="auto", description="auto (UTF-8, lines that are not: Windows-1252, Latin-1) or a name such as latin-1"
    )
    settle_s: Pace[float] = Field(
        default=10, ge=0, description="seconds without a change after which a file is complete"
    )

    @field_validator("encoding")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            fits = name == "auto" or ",\n".encode(name) == b",\n"
        except (LookupError, UnicodeError):
            raise ValueError(f'"{name}" is no encoding; write auto, utf-8, cp1252 or latin-1') from None
        if not fits:
            raise ValueError(f'"{name}" has no lines of its own; save the files as UTF-8')
        return name

    @field_validator("delimiter")
    @classmethod
    def _between_fields(cls, sign: str) -> str:
        if sign in '"\r\n\0':
            raise ValueError('a quote or a line break cannot stand between fields; write "," or ";"')
        return sign

    @field_validator("pattern")
    @classmethod
    def _within_the_folder(cls, pattern: str) -> str:
        if not pattern.strip() or pattern.startswith("/") or ".." in Path(pattern).parts:
            raise ValueError(f'"{pattern}" is no pattern of names in the folder; write one such as "*.csv"')
        return pattern
