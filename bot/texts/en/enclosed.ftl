# Files that go with a letter.

button-file-off = ✖ { $name }

enclosed-file = 📎 { $name } · { $size }
enclosed-no-text = <i>No text yet. Send it as a message, or send just the files.</i>
enclosed-too-large = I can't attach “{ $name }”: it takes { $size }, and { $box ->
    [none] mail carries
   *[other] the mail server of { $box } takes
 } up to { $most }. Send the client a link to it instead.
enclosed-too-large-somehow = I can't attach “{ $name }”: { $box ->
    [none] mail carries
   *[other] the mail server of { $box } takes
 } up to { $most }. Send the client a link to it instead.
enclosed-no-room = “{ $name }” doesn't fit any more: all files of a letter may take up to { $most } together{ $box ->
    [none] .
   *[other] , the mail server of { $box } takes no more.
 } Send it in another letter.
enclosed-too-many = One letter holds up to { $most } { $most ->
    [one] file
   *[other] files
 }. Send the rest in another letter.
enclosed-not-fetched = I couldn't get “{ $name }” from Telegram. Please send the file again.
enclosed-not-this = This can't go with a letter. Files, photos, videos and voice messages can.
enclosed-gone = I don't have the files of this letter any more. If you need them, send them again.
enclosed-later = Please send the file a bit later: first let's settle who we write to, and from which mailbox.
