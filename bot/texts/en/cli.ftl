# The command line. Plain text; one sentence a line where it can be.

cli-sandbox =
    The sandbox is ready. Open { $url } in a browser. Ctrl-C ends it.
cli-claim =
    Nobody is an administrator yet. Open this within { $claim_minutes } minutes to become the first one:
      { $link }
cli-invite = One person can join with it as { $role ->
    [admin] an administrator
   *[member] a member
 } within { $invite_days } days.
cli-invite-without-name = Telegram does not answer now, so the link has no bot name in it. Send the line above to the bot instead.
cli-user-added = { $id } is in as { $role ->
    [admin] an administrator
   *[member] a member
 }.
cli-user-removed = { $id } is out.
cli-mailbox-added = { $address } is connected. A running engine begins within seconds.
cli-mailbox-added-reading = { $address } is connected for reading. Answers cannot be sent from it.
cli-password-changed = The new password of { $address } works and is kept.
cli-paused = { $address } is paused.
cli-resumed = { $address } is checked again.
cli-removed = { $address } is disconnected and its letters are erased here.
cli-no-mailboxes = No mailbox is connected.
cli-no-letters = No letters.
cli-column-address = Mailbox
cli-column-mode = Kind
cli-column-state = State
cli-column-server = On server
cli-column-here = Here
cli-column-quarantined = Quarantined
cli-column-backlog = Waiting
cli-column-checked = Checked
cli-mode-personal = personal
cli-mode-corporate = corporate
cli-state-importing = importing
cli-state-ok = fine
cli-state-paused = paused
cli-state-auth-failed = sign-in refused
cli-state-unreachable = no answer
cli-state-moved = moved
cli-synced = { $letters ->
    [0] Nothing new.
    [one] { $letters } letter stored.
   *[other] { $letters } letters stored.
 }{ $quarantined ->
    [0] { "" }
   *[other] { " " }Quarantined: { $quarantined }.
 }
cli-folder-inbox = Inbox
cli-folder-sent = Sent
cli-audit-folder = { $role }: on the server { $server }, here { $here }, quarantined { $quarantined }, waiting { $waiting }, missing { $missing }.
cli-audit-complete = Complete: nothing is missing.
cli-audit-incomplete = Not complete.
cli-notices-waiting = { $notices ->
    [0] No notice is waiting.
    [one] { $notices } notice is waiting.
   *[other] { $notices } notices are waiting.
 }
cli-database = Database: { $where }
cli-migrate-made = There was none here: a new, empty one was made.
cli-migrate-nothing = The database is up to date.
cli-migrated = { $count ->
    [one] { $count } migration done.
   *[other] { $count } migrations done.
 }
cli-backup = The copy is in { $path }. The keys are not in it: keep them elsewhere.
cli-rotated = { $count ->
    [one] { $count } password is sealed with the newest key.
   *[other] { $count } passwords are sealed with the newest key.
 }

trouble-no-token = There is no bot token, so there is no bot to run.
    .hint = Set POSTROOM_BOT_TOKEN, or try the sandbox: postroom run --sandbox
trouble-sandbox-beside-token = The sandbox does not run beside a real bot token.
    .hint = Unset POSTROOM_BOT_TOKEN, or run without --sandbox.
trouble-webhook-no-address = A webhook needs an address under which Telegram finds Postroom.
    .hint = Set POSTROOM_PUBLIC_URL, or run without --webhook.
trouble-database-outdated = The database is of an older version.
    .hint = Make a backup, then run: postroom migrate
trouble-data-dir-unusable = The data folder { $path } cannot be used: { $what }.
    .hint = Check POSTROOM_DATA_DIR and who may use that folder.
trouble-database-unusable = The database cannot be used: { $what }.
    .hint = Check POSTROOM_DATABASE_URL, and that the server runs. To learn more: postroom doctor
trouble-file-unusable = The file { $path } cannot be used: { $what }.
    .hint = Check the path and who may use it.
trouble-system-refused = The system refused: { $what }.
trouble-no-database = There is no database yet.
trouble-file-exists = { $path } is there already.
    .hint = Name a file that does not exist.
trouble-backup-postgres = PostgreSQL is backed up with its own tools.
    .hint = Use pg_dump.
trouble-key-missing = A stored password cannot be opened with any of the keys.
    .hint = Put secret.key back in its place, or add the key it was sealed with to POSTROOM_SECRET_KEYS.
trouble-keys-of-settings = The keys are set in POSTROOM_SECRET_KEYS.
    .hint = Put the new key first there, restart Postroom, and say it again without --new.
trouble-sandbox-not-loopback = The sandbox listens on this machine only.
    .hint = Set POSTROOM_HTTP_LISTEN to 127.0.0.1 and a port.
trouble-port-taken = Port { $port } is taken.
    .hint = Set POSTROOM_HTTP_LISTEN to another one.
trouble-no-password = No password came on stdin.
trouble-admin-of-settings = This administrator comes from POSTROOM_ADMINS.
    .hint = Take the id out of the setting first.
trouble-setting-invalid = The setting POSTROOM_{ $name } cannot be used: { $wanted }.

doctor-name-settings = settings
doctor-name-key = key
doctor-name-database = database
doctor-name-migrations = migrations
doctor-name-telegram = Telegram
doctor-name-webhook = webhook
doctor-name-dns = DNS
doctor-name-clock = clock
doctor-name-disk = disk
doctor-timezone = Times shown and quiet hours go by { $zone } (POSTROOM_TIMEZONE).
doctor-no-token = There is no bot token.
    .mend = Get one from @BotFather and set POSTROOM_BOT_TOKEN; the sandbox needs none.
doctor-webhook-elsewhere = Telegram takes the bot's messages to another address: { $host }.
    .mend = If that is meant, all is well; if not, restart Postroom, and it takes them back.
doctor-webhook-fails = Telegram cannot bring messages to the bot: { $what }.
    .mend = Check that POSTROOM_PUBLIC_URL can be reached from outside and that your web server passes /telegram/ on (deploy/nginx.conf).
doctor-setting-invalid = The setting POSTROOM_{ $name } cannot be used: { $wanted }.
    .mend = Correct it or unset it: every setting has a default.
doctor-key-unusable = A key in POSTROOM_SECRET_KEYS cannot be used.
    .mend = A key is 32 octets in URL-safe base64; unset the setting and one is made for you.
doctor-key-missing = A stored password was sealed with a key that is not here.
    .mend = Put secret.key back in its place, or add the old key to POSTROOM_SECRET_KEYS, after the newest.
doctor-key-open = Others may read the file of the keys.
    .mend = Close it: chmod 600 secret.key in the data folder.
doctor-data-dir = The data folder cannot be used.
    .mend = Check POSTROOM_DATA_DIR and who may write there.
doctor-database = The database does not answer.
    .mend = Check POSTROOM_DATABASE_URL, and that the server runs.
doctor-migrations = The database is of an older version.
    .mend = Make a backup, then run: postroom migrate
doctor-telegram = Telegram does not answer.
    .mend = Check the network; where Telegram is blocked, set POSTROOM_TELEGRAM_PROXY.
doctor-token = Telegram does not know this bot token.
    .mend = Copy the token from @BotFather again.
doctor-dns = Names of servers cannot be looked up.
    .mend = Check the DNS servers of this machine.
doctor-clock = The clock of this machine is wrong.
    .mend = Switch on time synchronisation (NTP).
doctor-disk = The disk is almost full.
    .mend = Make room on the disk of { $folder }.
trouble-owner-removed = The owner of the personal mailbox { $address } is not in the team any more: it stays paused.
    .hint = Let the owner in again (postroom user add), or disconnect the mailbox (postroom mailbox remove).
