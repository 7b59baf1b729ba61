"""Every word that a person reads: Slack blocks, terminal, JSON."""
