"""What is kept: cases, people and their settings."""
