"""What stands in law: receipts, remedy notices, resolutions, notifications with their proof, and the paper of each."""
