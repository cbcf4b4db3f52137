"""Look at media by their bytes and take out what must not be sent; pixels are never decoded here."""
