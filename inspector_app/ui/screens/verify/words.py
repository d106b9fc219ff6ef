"""Strings of the verify page; those of facts and reasons live in `records.wording`."""

from __future__ import annotations

from inspector_app.ui.i18n import Words

WORDS: Words = {
    "verify.title": ("验证", "Verify"),
    "verify.subtitle": (
        "不联网也能验；每个结论分开看",
        "Works offline; every fact stands by itself",
    ),
    "verify.choose": ("选文件", "Choose files"),
    "verify.kinds": ("封存记录或 PDF (*.insp *.pdf)", "Sealed records and PDFs (*.insp *.pdf)"),
    "verify.drop": ("再拖文件到这里", "Drop more files here"),
    "verify.none": ("还没有选文件", "No file yet"),
    "verify.none-how": (
        "把 .insp 封存文件或打印用的 PDF 拖到这里，或按“选文件”。文件只读，不会改动，也不会上传。",
        "Drop an .insp file or the PDF for printing here, or choose one. It is only read.",
    ),
    "verify.working": ("正在验证 {name}", "Verifying {name}"),
    "verify.file-insp": (
        "{size}，{when} 封存（自述）；封存文件",
        "{size}, sealed {when} by its own statement; sealed file",
    ),
    "verify.file-pdf": (
        "{size}，{when} 封存（自述）；PDF 里带着封存记录",
        "{size}, sealed {when} by its own statement; the PDF carries the record",
    ),
    "verify.file-broken": ("{size}；打不开里面的记录", "{size}; the record in it cannot be opened"),
    "verify.file-none": ("不是封存记录", "Not a sealed record"),
    "verify.of": ("{n}/{total}", "{n} of {total}"),
    "verify.before": ("上一个文件", "The file before"),
    "verify.after": ("下一个文件", "The file after"),
    "verify.no-total": (
        "没有“真”或“假”的总结论。以封存记录为准，纸面只是它的一张图。",
        "There is no single true or false. The sealed record counts; paper is a picture of it.",
    ),
    "verify.uses": ("可以用来", "Fit for"),
    "verify.use.rely": ("采信", "relying"),
    "verify.use.intake": ("入库", "intake"),
    "verify.use.print": ("打印", "printing"),
    "verify.use.publish": ("公开", "publishing"),
    "verify.use.forget": ("清理副本", "forgetting"),
    "verify.signers": ("谁签的", "Who signed"),
    "verify.no-signers": ("打不开，不知道", "Not known: it cannot be opened"),
    "verify.role.officer": ("执法人员", "Officer"),
    "verify.role.device": ("设备", "Device"),
    "verify.root": ("根证书", "Root"),
    "verify.root-enrolment": (
        "{name}，本机登记时确认的",
        "{name}, confirmed when this laptop was enrolled",
    ),
    "verify.root-beside": (
        "{name}，只是放在文件旁边：请用别的途径核对指纹",
        "{name}, only lying beside the file: compare the fingerprint another way",
    ),
    "verify.root-other": ("{name}（{place}）", "{name} ({place})"),
    "verify.root-none": (
        "没有可信的根证书，证书是否可信无法判断。",
        "No trusted root: whether the certificates hold cannot be told.",
    ),
    "verify.pages": ("封存记录的真实页面", "The true pages of the sealed record"),
    "verify.pages-true": ("真实页面", "True pages"),
    "verify.pages-file": ("这个文件上印的", "As in this file"),
    "verify.pages-differ": (
        "第 {pages} 页与封存记录不同",
        "Page {pages} differs from the sealed record",
    ),
    "verify.pages-same": ("与文件上印的一致", "the same as in the file"),
    "verify.pages-none": (
        "从这个文件画不出真实页面：内容有改动，或没有带全。",
        "The true pages cannot be drawn from this file: it was altered or is not complete.",
    ),
    "verify.page": ("第 {n} 页，共 {total} 页", "Page {n} of {total}"),
    "verify.who": (
        "谁改的、何时改的，从文件看不出来。请保留这个文件，报告负责人。",
        "Who changed it and when cannot be seen from the file. Keep it and report it.",
    ),
    "verify.keys-fact": ("逐个看", "fact by fact"),
    "verify.keys-toggle": ("换看页面", "other pages"),
}
