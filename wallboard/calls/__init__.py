"""What happened to calls, in the words of any phone system, and how it becomes queue visits."""
