"""The web console: pages for people, rendered by the server. No rule of the policy lives here."""
