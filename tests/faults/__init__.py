"""Everything is killed with -9 at random moments while people write: nothing acknowledged is lost, nothing is filed twice."""
