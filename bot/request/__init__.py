"""The pasted call, read into a Request."""
