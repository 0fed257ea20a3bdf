"""The settings file and the environment over it: read, watched, and told what is wrong in them."""
