"""Strings of the settings page."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "settings.title": ("设置", "Settings"),
    "settings.note": ("改了马上生效", "takes effect at once"),
    "settings.language": ("语言", "Language"),
    "settings.language-how": (
        "窗口的文字；笔录和文书总是中文。",
        "Words of the window; records and documents are always Chinese.",
    ),
    "settings.size": ("字号", "Text size"),
    "settings.size-how": (
        "按钮和间距一起变大；也可用 Ctrl 加号、减号。",
        "Buttons and spaces grow with it; Ctrl plus and minus do the same.",
    ),
    "settings.scheme": ("颜色", "Colours"),
    "settings.scheme-how": (
        "状态总有形状和文字，不只靠颜色。",
        "A state always has a shape and a word, never colour alone.",
    ),
    "settings.scheme.light": ("浅色", "Light"),
    "settings.scheme.dark": ("深色", "Dark"),
    "settings.scheme.contrast": ("高对比", "High contrast"),
    "settings.still": ("动画", "Motion"),
    "settings.still-how": (
        "转圈和滑动；关掉后一律不动。",
        "The busy ring and slides; off means none.",
    ),
    "settings.moving": ("保留", "Keep"),
    "settings.no-motion": ("关掉", "Off"),
    "settings.keys-next": ("下一项", "next setting"),
    "settings.keys-choose": ("选", "choose"),
    "settings.forms": ("检查表", "Checklists"),
    "settings.preview": ("试填", "Try it out"),
    "settings.about": ("关于", "About"),
    "settings.version": ("版本 {version}", "Version {version}"),
    "settings.folder": ("数据文件夹 {folder}", "Data folder {folder}"),
}
