"""A Slack bot that reads pasted Gemini API errors and answers with the cause, the evidence and the remedy."""
