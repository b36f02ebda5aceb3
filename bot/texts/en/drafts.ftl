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
