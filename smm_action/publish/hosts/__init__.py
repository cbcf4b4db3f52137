"""Public addresses for media, where a platform fetches files instead of taking bytes."""
