# What many screens share: buttons, times, sizes, the commands in the menu.

button-home = ‹ Start
button-help = Help
button-settings = Settings
button-status = Status
button-mailboxes = Mailboxes
button-connect = ➕ Connect a mailbox
button-cancel = Cancel
button-refresh = Refresh

command-start = start over
command-connect = connect a mailbox
command-status = how the mailboxes are doing
command-mailboxes = my mailboxes
command-settings = language, notices, quiet hours
command-help = what is where
command-cancel = cancel what you started

time-now = just now
time-minutes-ago = { $minutes ->
    [one] { $minutes } minute ago
   *[other] { $minutes } minutes ago
 }
time-hours-ago = { $hours ->
    [one] { $hours } hour ago
   *[other] { $hours } hours ago
 }
span-minutes = { $minutes ->
    [one] a minute
   *[other] { $minutes } minutes
 }
span-hours = { $hours ->
    [one] an hour
   *[other] { $hours } hours
 }
span-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
time-left-moments = less than a minute
time-left-minutes = { $minutes ->
    [one] about a minute
   *[other] about { $minutes } minutes
 }
time-left-hours = { $hours ->
    [one] about an hour
   *[other] about { $hours } hours
 }
time-today = at { $clock }
time-yesterday = yesterday at { $clock }
time-tomorrow = tomorrow at { $clock }
time-date = on { $day } at { $clock }
time-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }

size-bytes = { $count } B
size-kilobytes = { $count } KB
size-megabytes = { $count } MB
