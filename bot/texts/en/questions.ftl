# Votes under answers, questions to administrators, and the list of what the bot does not know.

button-helped = 👍 Helped
button-helped-chosen = ✅ Helped
button-missed = 👎 Didn't help
button-missed-chosen = ✅ Didn't help
button-ask-admin = Ask an administrator
button-answer-question = Answer
button-questions = Unanswered questions

question-passed = ✅ I passed it to the administrators. The answer will come here.
    <blockquote>{ $text }</blockquote>
question-answered-before = You have had the answer to this one already.
question-too-often = You passed on { $count } { $count ->
    [one] question
   *[other] questions
 } within an hour. The next one can go { $at }.
question-nobody = There is no administrator but you, so there is nobody to pass it to.
question-gone = I no longer have this question. Please ask it again.

question-card = ❓ <b>{ $name }</b> asks:
    <blockquote>{ $text }</blockquote>
    Reply to this message and I will pass it on.
question-card-answered = ❓ <b>{ $name }</b> asks:
    <blockquote>{ $text }</blockquote>
    ✅ <b>{ $by }</b> answers:

    { $answer }
question-ask-answer = What shall I answer? Write it in one message. <b>{ $name }</b> asks:
    <blockquote>{ $text }</blockquote>
question-text-only = I can only pass on text. Please put it into words.
question-too-long = That is too long: I cannot pass on more than { $most } { $most ->
    [one] character
   *[other] characters
 }.
question-answer-taken = ✅ I am passing your answer to { $name }.
question-answer-unheard = ✅ Noted. { $name } cannot be reached now: I will pass it on as soon as they write again.
question-answered-already = <b>{ $by }</b> has answered this one already:

    { $answer }
question-told = 💬 <b>{ $by }</b> answers your question:
    <blockquote>{ $text }</blockquote>
    { $answer }

questions = <b>What was asked in { $days } { $days ->
    [one] day
   *[other] days
}</b>

    In all: { $asked } · 👍 { $helped } · 👎 { $missed } · unanswered { $unanswered }
questions-none = All that was asked found its answer.
questions-line-unanswered = { $number }. { $text } · { $at }
questions-line-missed = { $number }. 👎 { $text } · { $at }
    <i>answered: { $topic }</i>
