"""Who did what when: append-only, hash-chained entries, one stream for each subject."""
