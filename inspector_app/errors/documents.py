"""Error codes of one area. The printed documents: fonts, glyphs, layout, re-rendering."""

from inspector_app.errors.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="documents.glyph-missing",
        zh="没有字体能打印“{character}”（{codepoint}），出现在“{place}”中。",
        en="No font can print “{character}” ({codepoint}), which stands in “{place}”.",
        fix_zh="请改用可打印的字，生僻字可加注拼音或另行说明。",
        fix_en="Replace the character; a rare name can be given with a note beside it.",
        http_status=422,
    ),
    Entry(
        code="documents.font-missing",
        zh="字体文件 {file} 不存在或无法读取。",
        en="The font file {file} is missing or cannot be read.",
        fix_zh="请重新安装程序；已保存的检查数据不受影响。",
        fix_en="Install the program again; saved inspections are not affected.",
        http_status=500,
        exit_code=2,
    ),
    Entry(
        code="documents.text-too-long",
        zh="“{field}”太长，签名栏放不下（最多约 {limit} 字）。",
        en="“{field}” is too long for the signature block (about {limit} characters fit).",
        fix_zh="请缩短这段文字，详细经过可写入检查情况。",
        fix_en="Shorten it; the full course of events can go into the body of the record.",
        http_status=422,
    ),
    Entry(
        code="documents.picture-unreadable",
        zh="照片 {name} 的缩略图已损坏，无法放入文书。",
        en="The thumbnail of photo {name} is damaged and cannot be printed.",
        fix_zh="请由原图重新生成缩略图后再试。",
        fix_en="Make the thumbnail again from the original and retry.",
        http_status=422,
    ),
    Entry(
        code="documents.pdf-unreadable",
        zh="这个文件不是可读取的 PDF，或已损坏。",
        en="This file is not a readable PDF, or it is damaged.",
        fix_zh="请重新取得文件，或改用 .insp 文件核验。",
        fix_en="Get the file again, or verify the .insp file instead.",
        exit_code=2,
    ),
    Entry(
        code="documents.pdf-too-large",
        zh="文件有 {size} 字节，超过 {limit} 字节的上限。",
        en="The file has {size} bytes, above the limit of {limit}.",
        fix_zh="本程序生成的文书不会这么大，请核实文件来源。",
        fix_en="Documents of this program are never that large: check where the file comes from.",
        http_status=413,
        exit_code=2,
    ),
    Entry(
        code="documents.no-package",
        zh="这个 PDF 里没有封存记录（{name}）。",
        en="This PDF carries no sealed record ({name}).",
        fix_zh="草稿和扫描件不带封存记录，请使用封存后导出的 PDF 或 .insp 文件。",
        fix_en="Drafts and scans carry none; use the PDF made after sealing, or the .insp file.",
        exit_code=2,
    ),
    Entry(
        code="documents.no-such-page",
        zh="文书共 {pages} 页，没有第 {page} 页。",
        en="The document has {pages} pages; there is no page {page}.",
        fix_zh="请选择 1 至 {pages} 之间的页码。",
        fix_en="Choose a page from 1 to {pages}.",
        http_status=404,
    ),
)
