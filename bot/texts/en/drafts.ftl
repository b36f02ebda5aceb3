# Letters put aside, and cards that are out of date.

button-to-letter = Back to the letter
draft-aside = I put the letter to <b>{ $to }</b> aside. It is kept for { $days } { $days ->
    [one] day
   *[other] days
 }.
draft-outdated = This card is out of date: the letter has changed since.
draft-gone = This letter is no longer here: it was sent or thrown away.
told-several = There are several letters here. Please open the one you are answering.
button-told-list = Show the letters
undo-in-pause = The letter won't go. I'll show it in a moment: Telegram asks for a pause.
undo-too-late = It can't be taken back any more: the letter is leaving.
