# Answers to questions in the chat. The answers themselves lie beside the knowledge: bot/faq.

support-own-refused = 🔑 <b>{ $address }</b> does not let me in now: the sign-in fails.
support-own-moved = 🚚 <b>{ $address }</b> moved to another mail service and has to be connected anew.
support-own-unreachable = 📡 <b>{ $address }</b> does not answer now. As soon as it does, I fetch all that came.
support-own-paused = ⏸ <b>{ $address }</b> is paused, so no letters come from it.
support-own-importing = ⏳ <b>{ $address }</b>: the first import is still running, { $done } of { $total }{ $left ->
    [none] .
   *[other] , { $left } left.
 }
support-own-waiting = ⏳ <b>{ $address }</b>: checked { $ago }, { $count ->
    [one] { $count } letter
   *[other] { $count } letters
 } still to come{ $left ->
    [none] .
   *[other] , { $left } left.
 }
support-own-checked = ✅ <b>{ $address }</b>: checked { $ago }, everything is here.
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
