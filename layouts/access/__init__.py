"""The pages of access: signing in, one's account, people, screens, the audit log. Plain HTML forms, no script needed."""
