"""The command line: `inspector [COMMAND]`; without a command it opens the window.

The only modules that know both the desktop and the bureau are this one and the `commands` it loads.
A command's module is imported when it is named, so that `inspector check` never waits for Qt.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from inspector_app import __version__
from inspector_app.errors import BugError, KnownError
from inspector_app.language import system_language

COMMANDS = {
    "desktop": "open the window · 打开窗口",
    "demo": "the whole main job without a screen · 不用屏幕走完全程",
    "check": "explain the mistakes of a checklist workbook · 检查检查表",
    "forms": "templates, preview, blank forms, differences · 模板、预览、空白表、比较",
    "answer": "answer a checklist step by step, as JSON · 按步骤作答",
    "verify": "verify a sealed record or its PDF · 验证封存记录",
    "draw": "draw units and officers, and verify a draw · 双随机抽取与核验",
    "law": "search and read the law catalogue · 查法规",
    "ledger": "import, export and search the ledger · 台账导入、导出、查找",
    "bureau": "the bureau's central server · 局中心服务器",
}
EXIT_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; known errors are told, never traced."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # a C locale must not turn a Chinese sentence into a UnicodeEncodeError
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    named = next((word for word in words if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="inspector",
        description="On-site inspection records that stand · 站得住的现场检查记录",
    )
    parser.add_argument("--version", action="version", version=f"inspector {__version__}")
    sub = parser.add_subparsers(dest="command", metavar="COMMAND")
    if named in COMMANDS:
        module = _load(named)
        module.add_parser(sub)
    else:
        for name, words_of in COMMANDS.items():
            sub.add_parser(name, help=words_of)
        if not words:
            words = ["desktop"]
            sub.choices.pop("desktop", None)
            module = _load("desktop")
            module.add_parser(sub)
    options = parser.parse_args(words)
    if options.command is None:
        parser.print_help()
        return EXIT_USAGE
    try:
        status: int = _load(options.command).run(options)
    except KnownError as error:
        tell(error)
        return error.entry.exit_code
    except BrokenPipeError:
        # the reader went away (`| head`): nothing left to say, and no second error at shutdown
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # what no room below has told better: a read-only folder, a file in a folder's place
        if error.filename is None:
            raise
        known = KnownError(
            "store.file", path=error.filename, detail=error.strerror or type(error).__name__
        )
        tell(known)
        return known.entry.exit_code
    return status


def tell(error: KnownError | BugError) -> None:
    """Print what happened and what to do, in the language of the terminal first."""
    languages = ("zh", "en") if system_language() == "zh" else ("en", "zh")
    for language in languages:
        sys.stderr.write(f"{error.sentence(language)} {error.remedy(language)}\n")
    sys.stderr.write(f"[{error.code}]\n")


def _load(name: str) -> ModuleType:
    return importlib.import_module(f"inspector_app.commands.{name}")


if __name__ == "__main__":
    sys.exit(main())
