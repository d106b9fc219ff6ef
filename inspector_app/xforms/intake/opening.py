"""Finds and reads the file a form stands in: never a device, a pipe, or more than the limit.

`open_source`, `load_form` and the linter call it. Must never open what is not a regular file: a
named pipe would wait for ever.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from inspector_app.errors import KnownError
from inspector_app.xforms.intake.detect import MAX_FILE_BYTES, too_large, unreadable

_FIRST = (".xlsx", ".xlsm", ".xls")
_SECOND = (".md", ".csv", ".xml")
_LOOK_AT = 200
_MARKS = ("| survey", "|survey", "| 检查表", "|检查表", "| 问卷", "|问卷")
_BINARY = getattr(os, "O_BINARY", 0)


def find_form(source: Path) -> Path:
    """Return the form file: the path itself, or the one form of a folder.

    A folder may hold media, lists and pictures beside the form. Workbooks go before text files;
    of several the one named like the folder, `form.*` or `检查表.*` is taken.

    Raises:
        KnownError: `form.unreadable` when a folder holds no form or several.
    """
    try:
        if not source.is_dir():
            return source
        files = sorted(path for path in source.iterdir() if not path.name.startswith((".", "~$")))
    except OSError as error:
        raise _cannot_open(source.name, error) from error
    for suffixes in (_FIRST, _SECOND):
        found = [path for path in files[:_LOOK_AT] if path.suffix.lower() in suffixes]
        if suffixes is _SECOND:
            found = [path for path in found if _holds_a_form(path)]
        named = [path for path in found if path.stem in (source.name, "form", "检查表")]
        if len(found) == 1 or len(named) == 1:
            return named[0] if len(named) == 1 else found[0]
        if found:
            names = "、".join(path.name for path in found[:5])
            raise unreadable(
                source.name, f"文件夹中有多个检查表（{names}），请指定其中一个",
                f"the folder holds several forms ({names.replace('、', ', ')}); name one of them",
            )  # fmt: skip
    raise unreadable(source.name, "文件夹中没有检查表", "the folder holds no form")


def read_file(source: Path, shown: str, most: int = MAX_FILE_BYTES) -> bytes:
    """Return a regular file's bytes, `most` at the utmost.

    Raises:
        KnownError: `form.unreadable`, `form.too-large`.
    """
    try:
        # without O_NONBLOCK opening a pipe nobody writes to would wait for ever
        handle = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    except (OSError, ValueError) as error:
        raise _cannot_open(shown, error) from error
    try:
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise unreadable(
                    shown, "不是普通文件（管道、设备或文件夹）",
                    "it is no regular file but a pipe, device or folder",
                )  # fmt: skip
            if state.st_size > most:
                raise too_large(shown, "size", state.st_size, most)
            data = file.read(most + 1)
    except OSError as error:
        raise _cannot_open(shown, error) from error
    if len(data) > most:
        raise too_large(shown, "size", len(data), most)
    return data


def _cannot_open(shown: str, error: Exception) -> KnownError:
    if isinstance(error, FileNotFoundError):
        return unreadable(shown, "找不到文件", "there is no such file")
    if isinstance(error, PermissionError):
        return unreadable(shown, "没有读取权限", "there is no permission to read it")
    if isinstance(error, IsADirectoryError):
        return unreadable(shown, "这是文件夹", "it is a folder")
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return unreadable(shown, "符号链接循环", "its symbolic links run in a circle")
    return unreadable(shown, "文件打不开", "the file cannot be opened")


def _holds_a_form(path: Path) -> bool:
    """Tell a form from a list or a note by its beginning."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(65_536)
    except OSError:
        return False
    text = head.decode("utf-8-sig", "replace")
    lowered = text.lower()
    if path.suffix.lower() == ".xml":
        return "http://www.w3.org/2002/xforms" in text and "<model" in text
    if path.suffix.lower() == ".md":
        return any(line.strip().startswith(_MARKS) for line in lowered.splitlines())
    return any(line.startswith(("survey", '"survey', "检查表", "问卷")) for line in
               lowered.splitlines())  # fmt: skip
