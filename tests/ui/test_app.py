"""What nobody caught is told without its message; the system's language decides the first start."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable

import pytest

from inspector_app.language import system_language
from inspector_app.services.workspace import Workspace

from inspector_app.ui.app import App, install_hooks


def test_a_mistake_of_ours_is_told_and_the_log_holds_no_message(
    workspace: Workspace,
    open_window: Callable[..., App],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    app = open_window()
    install_hooks(app)
    with pytest.raises(ValueError, match="北侧门") as caught:
        int("答案：北侧门")
    with caplog.at_level(logging.CRITICAL, "inspector"):
        sys.excepthook(ValueError, caught.value, caught.tb)
    assert app.window.status.toast.text
    assert "ValueError at test_app.py" in caplog.text
    assert "北侧门" not in caplog.text


@pytest.mark.parametrize(
    ("name", "language"),
    [("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en"), ("C.UTF-8", "zh"), ("de_DE.UTF-8", "zh")],
)
def test_the_window_speaks_chinese_unless_the_system_plainly_speaks_english(
    monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    for key in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("LANG", name)
    assert system_language() == language
