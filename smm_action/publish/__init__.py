"""The only stage that changes the world: claims, sends, records, and settles what was left in doubt."""
