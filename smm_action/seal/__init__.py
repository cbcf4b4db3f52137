"""What is due becomes sealed deliveries, without secrets: texts rendered, media cleaned, link cards fetched."""
