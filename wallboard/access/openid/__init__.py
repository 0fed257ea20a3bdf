"""Signing in with the city's own accounts by OpenID Connect: authorization code, PKCE, and every check of what comes back."""
