"""What has been read, with which outcome."""
