"""What is going on now, folded from events: visits and agents, open tickets."""
