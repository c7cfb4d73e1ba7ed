"""Transport and filing of mail: how it comes in, which case it belongs to. Owns no table."""
