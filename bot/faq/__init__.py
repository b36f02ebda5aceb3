"""Support answers: what is known, and which of it a question is about. It reads its own files, no more."""
