"""What `make run` shows without a Telegram token: a chat in the browser, a demo mailbox, clients who write.

The rooms, cheapest first:
- `entities`, `markup`, `params`, `answers`: what Telegram's Bot API accepts and how it refuses;
- `chats`: people, their chats with the bot, its updates; also the tests' stand-in for Telegram;
- `methods`, `bot_api`: the Bot API over HTTP;
- `letters`, `kept_mail`, `door`, `demo_imap`, `demo_smtp`, `clients`, `demo_mail`: mailboxes, who writes to
  them, and what can go wrong with them;
- `page`: what the browser shows; `serve`: all of it, ready to use.

The bot behind it does not know where it is: it speaks HTTP, IMAP and SMTP to other addresses.
"""
