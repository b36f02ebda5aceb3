"""Servers as people met them. What is marked "assumed" stands for something nobody wrote down."""

from tests.fakes.imap_server.character import Character, Place, Refusal, Trickle

HONEST = Character()

# Capabilities, delimiter and special use in LIST without SPECIAL-USE: Eden-PHP/Mail #63 (2018),
# nextcloud/mail #972 (2020). Capabilities told untagged after LOGIN: modern-email/defects #18 (2024).
# IDLE cut at random: Mailspring-Sync SyncWorker.cpp, mjs/imapclient #234 (6 to 45 minutes; here scaled down).
# Backend error: afterlogic/webmail-lite-8 #74 (2020). Two blanks: awalon #15. Words for a refused login:
# Foundry376/Mailspring #2111. Words for too many logins: mscdex/node-imap #782 (2019); their code is assumed.
YANDEX = Character(
    capabilities=(
        *("IMAP4rev1", "CHILDREN", "UNSELECT", "LITERAL+", "NAMESPACE", "XLIST", "BINARY", "UIDPLUS"),
        *("ENABLE", "ID", "AUTH=PLAIN", "AUTH=XOAUTH2", "IDLE", "MOVE"),
    ),
    folders=(
        *(Place("INBOX"), Place("Исходящие"), Place("Отправленные", "\\Sent")),
        *(Place("Спам", "\\Junk"), Place("Удаленные", "\\Trash"), Place("Черновики", "\\Drafts")),
    ),
    delimiter="|",
    untagged_capability=True,
    wrong_password="NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled",
    logins=60,
    too_many_logins="NO LOGIN Access to your account has been temporarily restricted",
    bad_syntax="BAD Command syntax error. sc=oUKM15T7x8c1_imap-production",
    refusals=(Refusal("UID SEARCH", "NO [UNAVAILABLE] UID SEARCH Backend error. sc=oUKM15T7x8c1", every=7),),
    idle_seconds=(0.05, 0.5),
)

# Capabilities and words for an unknown command: chatmail/core #1868 (2020). SEARCH: jstedfast/MailKit #446
# (2017), #1234 (2021), ikvk/imap_tools #108 and #113 (2021; SINCE and SUBJECT refused with [CANNOT]).
# App password: thunderbird-android #9069. Special use in LIST, as XLIST suggests, is assumed.
MAIL_RU = Character(
    capabilities=("IMAP4rev1", "ID", "XLIST", "UIDPLUS", "UNSELECT", "MOVE", "LIST-STATUS", "AUTH=PLAIN"),
    folders=(
        *(Place("INBOX"), Place("Отправленные", "\\Sent"), Place("Черновики", "\\Drafts")),
        *(Place("Спам", "\\Junk"), Place("Корзина", "\\Trash"), Place("INBOX/Рассылки")),
    ),
    untagged_capability=True,
    ordinary_password=(
        "NO [AUTHENTICATIONFAILED] NEOBHODIM parol prilozheniya "
        "https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED"
    ),
    unknown_command="BAD [CLIENTBUG] Unrecognised command",
    search_keys=frozenset({"UID"}),
)

# IDLE must be renewed within 55 s: postalsys/emailengine imap-client.js (2026); here scaled down. The name of
# Sent is general knowledge, the capabilities are assumed.
RAMBLER = Character(
    capabilities=("IMAP4rev1", "AUTH=PLAIN", "UIDPLUS", "IDLE", "NAMESPACE", "CHILDREN", "UNSELECT"),
    folders=(Place("INBOX"), Place("SentBox", "\\Sent"), Place("Trash", "\\Trash")),
    tells_use=False,
    idle_seconds=(0.3, 0.3),
)

# Fifteen links: support.google.com/a/answer/1071518; the words: zone-eu/wildduck #35 (2017). Untagged
# capabilities: modern-email/defects #18 (2024). HIGHESTMODSEQ ahead of what it shows: nylas/sync-engine
# generic.py; a test does that by `Box.hold(ahead="modseq")`. The capabilities are general knowledge.
GMAIL = Character(
    capabilities=(
        *("IMAP4rev1", "UNSELECT", "IDLE", "NAMESPACE", "QUOTA", "ID", "XLIST", "CHILDREN", "X-GM-EXT-1"),
        *("UIDPLUS", "ENABLE", "MOVE", "CONDSTORE", "ESEARCH", "UTF8=ACCEPT", "LIST-EXTENDED"),
        *("LIST-STATUS", "LITERAL-", "SPECIAL-USE", "SASL-IR", "AUTH=PLAIN", "AUTH=XOAUTH2"),
    ),
    folders=(
        *(Place("INBOX"), Place("[Gmail]", selectable=False), Place("[Gmail]/Вся почта", "\\All")),
        *(Place("[Gmail]/Отправленные", "\\Sent"), Place("[Gmail]/Корзина", "\\Trash")),
        *(Place("[Gmail]/Спам", "\\Junk"), Place("[Gmail]/Черновики", "\\Drafts")),
    ),
    untagged_capability=True,
    ordinary_password=(
        "NO [ALERT] Application-specific password required: "
        "https://support.google.com/accounts/answer/185833 (Failure)"
    ),
    connections=15,
    too_many_connections="NO [ALERT] Too many simultaneous connections. (Failure)",
)

# Capabilities, HIGHESTMODSEQ without CONDSTORE and "Inbox": jstedfast/MailKit #358 (2016); IDLE came later
# (EmailEngine breaks it within 3 minutes). SEARCH tells 1,000 letters: s1t5/mail-archiver #490. Answers out
# of order: EmailEngine mailbox.js. Limit: its documentation; where and how often are assumed.
YAHOO = Character(
    capabilities=(
        *("IMAP4rev1", "ID", "MOVE", "NAMESPACE", "X-ID-ACLID", "UIDPLUS", "LITERAL+", "CHILDREN", "IDLE"),
        *("XAPPLEPUSHSERVICE", "XYMHIGHESTMODSEQ", "AUTH=PLAIN", "AUTH=LOGIN", "AUTH=XOAUTH2"),
    ),
    folders=(Place("Inbox", "\\Inbox"), Place("Sent", "\\Sent"), Place("Trash", "\\Trash")),
    untagged_capability=True,
    refusals=(Refusal("EXAMINE", "NO [LIMIT] EXAMINE Rate limit hit.", every=23),),
    idle_seconds=(0.2, 0.4),
    search_limit=1000,
    backwards=True,
    tells_modseq=True,
)

# Capabilities: nextcloud/mail #3401 (2021). RFC822 gives nothing: modern-email/defects #36, zammad #4589.
# The local part signs in: Thunderbird's ISPDB, me.com.xml.
ICLOUD = Character(
    capabilities=(
        *("XAPPLEPUSHSERVICE", "IMAP4", "IMAP4rev1", "CONDSTORE", "ENABLE", "NAMESPACE", "UIDPLUS"),
        *("CHILDREN", "BINARY", "UNSELECT", "SASL-IR", "ID", "IDLE", "LIST-STATUS", "AUTH=PLAIN"),
    ),
    folders=(Place("INBOX"), Place("Sent Messages", "\\Sent"), Place("Deleted Messages", "\\Trash")),
    tells_use=False,
    login="local",
    empty_rfc822=True,
)

# Nothing beyond RFC 3501, which does not oblige a server to tell UIDNEXT (§6.3.1 lets EXAMINE leave it out).
PLAIN = Character(
    capabilities=("IMAP4rev1", "AUTH=PLAIN"),
    folders=(Place("INBOX"), Place("INBOX.Sent", "\\Sent"), Place("INBOX.Trash", "\\Trash")),
    delimiter=".",
    tells_use=False,
    tells_uidnext=False,
)

SLOW = Character(trickle=Trickle(octets=97, seconds=0.0005))
