"""A request sent again to Gemini with a person's own key, and what came of it."""
