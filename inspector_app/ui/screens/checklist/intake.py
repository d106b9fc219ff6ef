"""Takes photographs in for one item: files, folders, drops, the clipboard; counted, cancellable.

Used by the checklist page. Files go to `services.evidence` one by one in a worker; what came in
stays when one stops half-way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject
from PySide6.QtGui import QImage

from inspector_app.domain.evidence import EvidenceSource
from inspector_app.domain.identifiers import InspectionId
from inspector_app.errors import InspectorError

from inspector_app.ui.desk import Desk
from inspector_app.ui.tasks import Cancel, Report

PICTURES = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".gif")
)


class Intake(QObject):
    """One page's intake."""

    def __init__(
        self,
        desk: Desk,
        inspection: InspectionId,
        parent: QObject,
        on_counts: Callable[[int, int], None],
        on_done: Callable[[int], None],
    ) -> None:
        """Make an idle intake.

        Args:
            on_counts: Called with done and total while it works.
            on_done: Called with how many came in.
        """
        super().__init__(parent)
        self._desk, self._inspection = desk, inspection
        self._on_counts, self._on_done = on_counts, on_done
        self._cancel: Cancel | None = None

    @property
    def busy(self) -> bool:
        """Whether photographs are being taken in."""
        return self._cancel is not None

    def cancel(self) -> None:
        """Stop before the next file."""
        if self._cancel is not None:
            self._cancel.set()

    def take_files(self, paths: Sequence[Path], item: str, source: EvidenceSource) -> None:
        """Take files in, in the order given; folders give their pictures by name."""
        files = [file for path in paths for file in _files(path)]
        if not files or self.busy:
            return
        cancel = self._cancel = Cancel()
        person = self._desk.workspace.unlocked[0].person_id
        evidence, inspection = self._desk.workspace.evidence, self._inspection

        def work(report: Report) -> tuple[int, InspectorError | None]:
            done, problem = 0, None
            for n, file in enumerate(files):
                if cancel.is_set():
                    break
                report((n, len(files)))
                try:
                    evidence.add_file(inspection, file, item, source, person)
                except InspectorError as error:
                    problem = error  # one bad file must not stop the others
                else:
                    done += 1
            return done, problem

        self._desk.tasks.run(self, work, self._finish, self._fail, self._count)

    def take_mime(self, data: QMimeData, item: str, source: EvidenceSource) -> bool:
        """Take in what was dropped or pasted; tell whether there was a picture."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.take_files(paths, item, source)
            return True
        if not data.hasImage():
            return False
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            self._take_image(image, item, source)
            return True
        return False

    def _take_image(self, image: QImage, item: str, source: EvidenceSource) -> None:
        if self.busy:
            return
        self._cancel = Cancel()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt a str
        data = bytes(buffer.data().data())
        person = self._desk.workspace.unlocked[0].person_id
        evidence, inspection = self._desk.workspace.evidence, self._inspection

        def work(report: Report) -> tuple[int, InspectorError | None]:
            report((0, 1))
            evidence.add_bytes(inspection, data, item, source, person)
            return 1, None

        self._desk.tasks.run(self, work, self._finish, self._fail, self._count)

    def _count(self, counts: tuple[int, int]) -> None:
        self._on_counts(*counts)

    def _finish(self, result: tuple[int, InspectorError | None]) -> None:
        self._cancel = None
        done, problem = result
        if problem is not None:
            self._desk.bus.problem.emit(problem)
        self._on_done(done)

    def _fail(self, error: InspectorError) -> None:
        self._cancel = None
        self._desk.bus.problem.emit(error)
        self._on_done(0)


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return (path,)
    inside = (file for file in path.rglob("*") if file.suffix.lower() in PICTURES)
    return sorted(file for file in inside if file.is_file())
