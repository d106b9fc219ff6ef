"""Photos and files of a visit: intake, small copies, words about them.

`Evidence` is the service; `make_thumbnail` is used wherever a picture has to be made small.
"""

from inspector_app.services.evidence.pictures import Thumbnail, make_thumbnail
from inspector_app.services.evidence.service import Evidence

__all__ = ["Evidence", "Thumbnail", "make_thumbnail"]
