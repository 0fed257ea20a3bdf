"""What fires, and when: rules looked at one instant after the other. Pure: in goes what is known, out come records."""
