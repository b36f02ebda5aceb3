"""The web pages: one small HTTP server for what does not belong into a chat."""
