"""What a person pasted, read into a Report. Pure: imports nothing of ours."""
