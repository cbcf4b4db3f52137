"""What every layer may use: clock, HTTP, schemas, errors, log. Knows nothing of posts or platforms."""
