# Answers to questions in the chat. The answers themselves lie beside the knowledge: bot/faq.

support-own-none = You have no connected mailbox yet.
support-own-more = { $count ->
    [one] { $count } more mailbox is in the list.
   *[other] { $count } more mailboxes are in the list.
 }
support-own-refused = 🔑 <b>{ $address }</b> does not let me in now.
support-own-refused-moved = I see no move. If the mail did move, disconnect the mailbox and connect it again.
support-own-microsoft-refused = ⛔ <b>{ $address }</b> is a Microsoft mailbox, and it no longer lets me in. A new password will not help.
support-own-microsoft-works = ✅ <b>{ $address }</b> is a Microsoft mailbox, too, but it was allowed here, and it works: checked { $ago }.
support-own-moved = 🚚 <b>{ $address }</b> moved to another mail service.
support-own-moved-microsoft = If the new service is Microsoft, it cannot be connected again at present.
support-own-unreachable = 📡 <b>{ $address }</b>: no connection to the mail now.
support-own-not-the-password = It is not about the password.
support-own-paused = ⏸ <b>{ $address }</b> is paused, so no new letters come from it.
support-own-stumbled = 🔁 <b>{ $address }</b>: checked { $ago }.
support-own-importing = ⏳ <b>{ $address }</b>: { $total ->
    [0] the first import has just begun, I am counting the letters.
   *[other] the first import is still running, { $done } of { $total } done{ $left ->
        [none] .
       *[other] , { $left } left.
    }
 }
support-own-waiting = ⏳ <b>{ $address }</b>: checked { $ago }, { $count ->
    [one] { $count } letter
   *[other] { $count } letters
 } still to come{ $left ->
    [none] .
   *[other] , { $left } left.
 }
support-own-checked = ✅ <b>{ $address }</b>: checked { $ago }{ $held ->
    [0] , everything is here.
   *[other] .
 }
support-own-reading-only = ✉️ <b>{ $address }</b>: I receive its letters, but cannot send any yet.
support-own-send-again = Send the password once more, and I will try again.
support-own-next = The next check is { $at }.
support-own-loaded = ✅ <b>{ $address }</b>: { $letters ->
    [0] there were no letters since { $since }.
    [one] everything since { $since } is here, { $letters } letter.
   *[other] everything since { $since } is here, { $letters } letters.
 }
support-own-follows = 📂 <b>{ $address }</b>: I follow the Inbox and “{ $sent }”, checked { $ago }.
support-own-kept-out = 🔕 <b>{ $address }</b>: { $count ->
    [one] { $count } letter
   *[other] { $count } letters
 } came without a notice ({ $kinds }).
support-own-none-kept = ✅ <b>{ $address }</b>: there are no such letters in it so far. Checked { $ago }.
support-own-in-place = ✅ <b>{ $address }</b>: I see no move, the mail is where it was. Checked { $ago }.
support-own-to-erase = 🗑 <b>{ $address }</b>: { $letters ->
    [0] no letters of it are here, only its password will be erased.
    [one] if you disconnect it, { $letters } letter is erased here.
   *[other] if you disconnect it, { $letters } letters are erased here.
 }
support-own-admin-disconnects = Only an administrator can disconnect it.
button-kept-out-of = Not announced: { $address }
button-quarantine-of = Quarantine: { $address }
button-disconnect-of = Disconnect { $address }
support-page = The mail service's page
support-did-you-mean = I am not sure I understood. Is it one of these?
support-unknown = I have no answer to that. See the list of topics; if it is not there, ask an administrator.
support-unknown-alone = I have no answer to that. See the list of topics.
topics =
    <b>Questions and answers</b>

    What is it about? You can also simply ask in your own words.
topics-connecting = Connecting a mailbox
topics-signing-in = Signing in, passwords
topics-when = When letters come
topics-which = Which letters come
topics-writing = Writing to clients
topics-team = Team, moving, disconnecting
topics-of = <b>{ $heading }</b>
button-topics = Questions and answers
button-topics-back = ‹ Questions and answers
button-topics-group = ‹ { $heading }
button-trace = The letter: { $client }
