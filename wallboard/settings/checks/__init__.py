"""What single values cannot tell: what is wrong with settings each of which is right."""
