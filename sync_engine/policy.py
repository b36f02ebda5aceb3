"""Every product number, once: enforcement and the texts shown to people both read this table.

Sizes are octets, spans are `timedelta`. Settings may replace some of them (`Policy(**overrides)`), tests
build small ones: `Policy(import_letters=3)`.
"""

from dataclasses import dataclass
from datetime import timedelta

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The promises of docs/product rules C1-H4; the id of the rule stands beside each number."""

    # Import and sync
    import_letters: int = 500  # S1: letters of the first import, Inbox and Sent together
    import_days: int = 30  # Words, Window: opens this long before connecting
    sync_minutes: tuple[int, int] = (10, 20)  # S2: pause between two checks
    unwatched_inbox_minutes: int = 14  # S2: an Inbox that is not watched live is checked at least so often
    new_letter_minutes: int = 15  # S3: from arrival to notice
    reconcile_every: timedelta = timedelta(hours=24)  # all UIDs of a mailbox are held against the server's
    # Watching
    idle: bool = True  # whether mailboxes are watched live at all
    watched_most: int | None = None  # by a process; the others are checked; None: all that can be
    logins_per_minute: int = 6  # a mailbox; servers lock those that sign in too often
    idle_renewal: timedelta = timedelta(minutes=9)  # RFC 2177 §3 allows 29, many NAT boxes and servers do not
    stable_link: timedelta = timedelta(minutes=5)  # a connection that lived shorter counts as a failure
    watches_begun_per_second: int = 20  # after a start, so that no server meets all mailboxes at once
    # Connecting
    recognition_limit: timedelta = timedelta(seconds=12)  # C1: for all that is looked up about an address
    look_up_limit: timedelta = timedelta(seconds=4)  # C1: for each kind of look-up
    refused_sign_ins_per_hour: int = 5  # C4: a person and an address
    token_margin: timedelta = timedelta(minutes=5)  # C2: an access token is renewed so long before its end
    consent_warning: timedelta = timedelta(days=2)  # C2: its owner hears so long before a consent ends
    aliases: int = 20  # further addresses of a mailbox; a message holds so many buttons well
    invite_valid: timedelta = timedelta(days=7)
    invites_kept: timedelta = timedelta(days=30)  # after they were used, or over
    erased_after_removal: timedelta = timedelta(days=30)  # personal mailboxes of a person (rule H4)
    messages_erasable: timedelta = timedelta(hours=48)  # how long Telegram lets a bot delete its messages
    claim_valid: timedelta = timedelta(minutes=30)  # H4: the first administrator's link
    guest_questions_per_hour: int = 20  # H4
    guest_presses_per_hour: int = 100  # H4: in the menu of topics, where an answer takes three
    link_valid: timedelta = timedelta(minutes=10)  # one-time pages for passwords and consents
    links_per_hour: int = 20  # a person
    link_remembered: timedelta = timedelta(days=1)  # so long after its time a page can say that it is over
    uses_kept: timedelta = timedelta(hours=1)  # C4, H4: limits are by the hour, so no use counts longer
    # Support
    question_kept: int = 700  # characters of a question that are kept: as many as are read (`bot.faq.clean`)
    questions_kept: timedelta = timedelta(days=30)  # H1: for votes and for administrators
    questions_of_person: int = 50  # kept at most, beside those passed on
    questions_passed_per_hour: int = 5  # H1: a person, to administrators
    question_answer: int = 3000  # characters of an administrator's answer; the question is quoted above it
    # Letters
    file_sent: int = 50 * MIB  # S9: what Telegram takes of a bot
    cc_limit: int = 1  # L3
    burst_letters: int = (
        4  # L1: from this many client letters of one mailbox within the span one message takes over
    )
    burst_span: timedelta = timedelta(seconds=60)  # L1
    burst_edit: timedelta = timedelta(seconds=3)  # L1: between two edits of one message
    burst_longest: timedelta = timedelta(minutes=15)  # then another message: an edit makes no sound
    quiet_hours: tuple[int, int] = (22, 8)  # what is offered first, by the team's clock
    morning: int = 8  # the hour until which "until tomorrow" is, for those without quiet hours
    catch_up_letters: int = 3  # S4: more late letters than this come as one summary
    sign_in_wait: timedelta = timedelta(seconds=8)  # S9: a person waits so long for a file's turn, unasked
    # Letters of ours
    undo_span: timedelta = timedelta(seconds=10)  # L3: so long a letter waits to be taken back
    send_tries_end: timedelta = timedelta(hours=24)  # a server that says "later" is not tried any longer
    file_pause: timedelta = timedelta(seconds=5)  # a provider gets so long to file a sent letter by itself
    file_tries: int = 12  # then the copy in Sent is given up
    letter_size: int = 20 * MIB  # with its files, as they go by mail: what most services take
    letter_size_asked: timedelta = timedelta(days=1)  # how often a server is asked for its own limit
    letter_size_missed: timedelta = timedelta(minutes=10)  # and again after it did not say
    letter_size_wait: timedelta = timedelta(seconds=4)  # a file somebody sent waits no longer for that
    letter_files: int = 10  # as many as an album of Telegram holds
    files_kept: timedelta = timedelta(
        days=7
    )  # of a letter nobody sent or put right meanwhile; that letter, too
    opened_kept: timedelta = timedelta(days=90)  # a reply to a message answers the letter opened in it
    file_size: int = 20 * 1000 * 1000  # what a bot may fetch from Telegram (Bot API, getFile)
    # Upkeep
    tidied_every: timedelta = timedelta(hours=1)  # what was for a moment only is deleted so often
    # /metrics: seconds from a letter's arrival, about the promise of S3 (900) and far beyond
    arrival_buckets: tuple[int, ...] = (1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 21600, 86400)
    heartbeat_fresh: timedelta = timedelta(seconds=30)  # the engine looks for work every few seconds
    sample_every: timedelta = timedelta(minutes=5)  # H3: a point of the administrator's chart
    samples_kept: timedelta = timedelta(days=3)
    chart_span: timedelta = timedelta(hours=24)
    late_after: timedelta = timedelta(minutes=12)  # S3: administrators are warned; the promise still holds
    overdue: timedelta = timedelta(seconds=25)  # and a check of that mailbox is this much behind
    late_grace: timedelta = timedelta(minutes=3)  # after a start checks may be behind so long
    outage_told: timedelta = timedelta(minutes=2)  # of Telegram or the database; a shorter one is not told
    clock_jump: timedelta = timedelta(minutes=2)  # of the machine's clock, to be told of
    disk_low: int = 500 * MIB  # free, beside the database
    disk_enough: int = 750 * MIB
    disk_full: int = 16 * MIB  # with less, letters may find no place any more
    disk_free_again: int = 32 * MIB
    ask_owner_every: timedelta = timedelta(hours=1)  # H3: an owner is asked to sign in so often at most
    # Several workers (PostgreSQL)
    worker_beat: timedelta = timedelta(seconds=3)  # how often a worker says that it lives
    worker_silence: timedelta = timedelta(seconds=15)  # then others take over what it watches
    worker_stuck: timedelta = timedelta(seconds=60)  # with a loop or connections that died: it ends itself
    worker_told: timedelta = timedelta(minutes=1)  # administrators hear of its silence: a restart takes less
    worker_missed: timedelta = timedelta(days=1)  # then one that fell silent was taken away for good
    worker_moves: int = 50  # mailboxes a worker hands over to a new one at a time, every few seconds
    # Memory (invariant 11)
    whole_letter: int = 1 * MIB  # fetched in one piece up to here, in slices above
    slice_size: int = 256 * KIB
    report_kept: int = 128 * KIB  # of a large letter's beginning, which may be a delivery report
    chunk_bytes: int = 4 * MIB  # letters fetched, parsed and committed together
    chunk_letters: int = 200
    text_kept: int = 256 * KIB  # characters of a letter's text that are stored
    preview_kept: int = 400  # characters
    # A server's clock may be ahead of ours so far before INTERNALDATE counts as from the future
    clock_tolerance: timedelta = timedelta(days=1)
    # Holes (invariant 6)
    hole_tries: int = 5
    hole_pause: timedelta = timedelta(minutes=10)

    def facts(self) -> dict[str, int]:
        """Numbers a text may name, by the name of its placeholder."""
        low, high = self.sync_minutes
        return {
            "import_letters": self.import_letters,
            "import_days": self.import_days,
            "sync_from": low,
            "sync_to": high,
            "new_letter_minutes": self.new_letter_minutes,
            "refused_sign_ins": self.refused_sign_ins_per_hour,
            "cc_limit": self.cc_limit,
            "undo_seconds": int(self.undo_span.total_seconds()),
            "file_megabytes": self.file_size // 1_000_000,
            "invite_days": self.invite_valid.days,
            "claim_minutes": int(self.claim_valid.total_seconds() // 60),
            "link_minutes": int(self.link_valid.total_seconds() // 60),
        }


POLICY = Policy()
