"""A strict Slack on loopback: the embedded default and the only fake of Slack."""
