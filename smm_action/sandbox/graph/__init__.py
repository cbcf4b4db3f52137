"""What Meta's simulated platforms share: error answers, the choice of fields, and the official parameter lists."""
