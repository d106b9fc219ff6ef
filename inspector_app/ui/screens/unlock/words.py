"""Strings of the unlock page."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "unlock.title": ("解锁", "Unlock"),
    "unlock.who": ("谁在用这台电脑", "Who is using this laptop"),
    "unlock.each": (
        "各用自己的口令。检查要两名执法人员都解锁，第二位到“开始”页再输。",
        (
            "Everybody uses a passphrase of their own. A visit needs two officers unlocked; the "
            "second one follows on the page Open."
        ),
    ),
    "unlock.passphrase": ("{name}的口令", "Passphrase of {name}"),
    "unlock.show": ("显示口令", "Show the passphrase"),
    "unlock.hide": ("遮住口令", "Hide the passphrase"),
    "unlock.do": ("解锁", "Unlock"),
    "unlock.working": ("正在核对口令", "Checking the passphrase"),
    "unlock.empty": (
        "先从名单里选人，再输口令。",
        "Choose a name from the list, then enter the passphrase.",
    ),
    "unlock.no-passphrase": ("还没有输口令。", "No passphrase entered yet."),
    "unlock.nobody": ("这台电脑还没有登记执法人员", "No officer is enrolled on this laptop"),
    "unlock.nobody-how": (
        "由局里开通：在局服务器上登记这台电脑，再用登记码登记两名执法人员。",
        "The bureau does it: it enrols this laptop, then two officers with an enrolment code.",
    ),
    "unlock.promise": ("不联网也能用。", "Works without a network."),
    "unlock.promise-2": (
        "答案和照片只在这台电脑上，加密保存。",
        "Answers and photos stay on this laptop, encrypted.",
    ),
    "unlock.promise-3": (
        "口令错了只会等一会儿，不会删除任何东西。",
        "A wrong passphrase only makes you wait; nothing is ever wiped.",
    ),
    "unlock.language": ("English", "中文"),
    "unlock.larger": ("字大", "Larger"),
    "unlock.smaller": ("字小", "Smaller"),
    "unlock.keys-choose": ("选人", "choose"),
    "unlock.keys-unlock": ("解锁", "unlock"),
    "unlock.training": ("演练口令 {words}", "training passphrase {words}"),
}
