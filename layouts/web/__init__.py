"""HTTP: the gate, routes and their rules, answers, cookies, the server, files, Dash behind the gate. Knows no wall."""
