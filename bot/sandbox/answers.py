"""How the Bot API says no: a code, a description in Telegram's words, perhaps a pause in seconds."""

from typing import Literal

Lost = Literal["dropped", "unanswered"]
DROPPED: Lost = "dropped"  # the line is cut before anything was done
UNANSWERED: Lost = "unanswered"  # it was done, and the line is cut instead of the answer


class Refused(Exception):
    """The Bot API refused a call."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def to_api(self) -> dict[str, object]:
        answer: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(why: str) -> Refused:
    return Refused(400, f"Bad Request: {why}")


def too_many_requests(retry_after: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def unauthorized() -> Refused:
    return Refused(401, "Unauthorized")


def not_found() -> Refused:
    return Refused(404, "Not Found")


def blocked() -> Refused:
    return Refused(403, "Forbidden: bot was blocked by the user")


def never_started() -> Refused:
    return Refused(403, "Forbidden: bot can't initiate conversation with a user")


def other_poll() -> Refused:
    return Refused(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def webhook_is_set() -> Refused:
    return Refused(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
        "webhook first",
    )


def bad_gateway() -> Refused:
    return Refused(502, "Bad Gateway")
