"""The tables of the foundation, one topic a file."""

from .calendar import CalendarAnnouncement, CalendarDay
from .files import StoredFile
from .limits import RateWindow
from .outbox import Fact
from .revisions import Revision

__all__ = ["CalendarAnnouncement", "CalendarDay", "Fact", "RateWindow", "Revision", "StoredFile"]
