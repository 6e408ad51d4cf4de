"""The calendar: which days are worked, and which crew of a continuous site is on shift."""

import datetime as dt
from dataclasses import dataclass

__all__ = ["WEEKDAYS", "Calendar"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days from `start` on. Time is a date; the model counts days from 0."""

    start: dt.date
    end: dt.date
    rest_days: tuple[str, ...] = ("sat", "sun")
    holidays: tuple[dt.date, ...] = ()
    rotation: tuple[int, ...] = (1, 1, 0, 0)
    """Whether a crew of a continuous site is on shift, on each day of its turn."""

    @property
    def days(self) -> int:
        """Number of days from start to end, both included."""
        return (self.end - self.start).days + 1

    def date(self, day: int) -> dt.date:
        """The date of day 0, 1, 2 ..."""
        return self.start + dt.timedelta(days=day)

    def working(self, day: int) -> bool:
        """Whether sites on day shifts work on that day."""
        date = self.date(day)
        return WEEKDAYS[date.weekday()] not in self.rest_days and date not in self.holidays

    @property
    def crews(self) -> int:
        """Number of crews of a continuous site: one a step of the rotation."""
        return len(self.rotation)

    def on_shift(self, crew: int, day: int) -> bool:
        """Whether this crew of a continuous site is on shift; the turn hangs on the date alone."""
        turn = (self.date(day).toordinal() + crew) % len(self.rotation)
        return self.rotation[turn] == 1

    @property
    def shifts_a_year_day(self) -> float:
        """Shifts a worker on day shifts works in a year of 52 weeks, less the usual holidays."""
        return 52.0 * (7 - len(self.rest_days)) - 9.0

    @property
    def shifts_a_year_continuous(self) -> float:
        """Shifts a worker of a continuous site works in a year."""
        return 365.0 * sum(self.rotation) / len(self.rotation)
