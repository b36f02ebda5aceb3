"""How the bot speaks to one person at one moment: their language, their clock, the numbers in force.

What a voice says is HTML for a chat. Every fact is escaped on its way in, except `say.Markup`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot import say
from bot.say import Fact, Markup
from bot.views import html
from storage.records import Language
from sync_engine import errors
from sync_engine.policy import Policy

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def _escaped(fact: str) -> str:
    return fact if isinstance(fact, Markup) else html.escape(fact)


@dataclass(frozen=True, slots=True)
class Voice:
    language: Language
    policy: Policy
    timezone: tzinfo
    now: datetime

    def __call__(self, key: str, **facts: Fact) -> Markup:
        """The text `key` as HTML. Raises LookupError for a missing key or fact."""
        return Markup(say.render(self.language, key, {**self.policy.facts(), **facts}, _escaped))

    def has(self, key: str) -> bool:
        return say.has(self.language, key)

    def label(self, key: str, **facts: Fact) -> str:
        """The text `key` as plain text, for a button."""
        return say.render(self.language, key, {**self.policy.facts(), **facts}, str)

    def trouble(self, error: errors.MailError | str) -> Markup:
        """What went wrong, in a sentence; `error` may be a code as a mailbox keeps it."""
        return self(say.error_key(error), **say.error_facts(error))

    def way_out(self, error: errors.MailError | str, provider: str | None = None) -> Markup:
        """What to do about it, at this provider; empty where there is nothing to be said."""
        key = say.hint_key(error, provider)
        return self(key, **say.error_facts(error)) if key else Markup()

    def ago(self, moment: datetime) -> str:
        """How long ago something was: relative within a day, then the date."""
        passed = self.now - moment
        if passed < _MINUTE:
            return self.label("time-now")
        if passed < _HOUR:
            return self.label("time-minutes-ago", minutes=passed // _MINUTE)
        if passed < 6 * _HOUR:
            return self.label("time-hours-ago", hours=passed // _HOUR)
        return self.at(moment)

    def span(self, passed: timedelta) -> str:
        """How long something took, in the unit a person would use; never less than a minute."""
        if passed < _HOUR:
            return self.label("span-minutes", minutes=max(1, passed // _MINUTE))
        if passed < 2 * _DAY:
            return self.label("span-hours", hours=passed // _HOUR)
        return self.label("span-days", days=passed // _DAY)

    def left(self, time: timedelta | None) -> str:
        """How long something will still take, roughly and rather more; "none" where nobody knows, for texts
        to leave it out."""
        if time is None:
            return "none"
        if time < _MINUTE:
            return self.label("time-left-moments")
        minutes = -(-time // _MINUTE)
        if minutes < _HOUR // _MINUTE:
            return self.label("time-left-minutes", minutes=minutes)
        return self.label("time-left-hours", hours=-(-time // _HOUR))

    def at(self, moment: datetime) -> str:
        """The moment by the team's clock: "14:20", "yesterday at 14:20" or with its date."""
        there, today = moment.astimezone(self.timezone), self.now.astimezone(self.timezone).date()
        clock = f"{there:%H:%M}"
        if there.date() == today:
            return self.label("time-today", clock=clock)
        if there.date() == today - timedelta(days=1):
            return self.label("time-yesterday", clock=clock)
        if there.date() == today + timedelta(days=1):
            return self.label("time-tomorrow", clock=clock)
        return self.label("time-date", day=self.day(moment), clock=clock)

    def day(self, moment: datetime) -> str:
        """The date by the team's clock, with its year where that is not this one's."""
        there, today = moment.astimezone(self.timezone).date(), self.now.astimezone(self.timezone).date()
        year = str(there.year) if there.year != today.year else ""
        return self.label("time-day", day=there.day, month=there.month, year=year).strip()
