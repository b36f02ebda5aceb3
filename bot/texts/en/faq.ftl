# Answers to questions. The answers themselves lie with the knowledge: bot/faq.

cli-faq-unknown = I have no answer to that.
cli-faq-perhaps = Perhaps you mean:
cli-faq-also = Close to this:
