"""What the browser shows: the chat with the bot beside the clients' mail."""
