"""What can be wrong with settings, where it stands, and how it is said."""
