"""The public's pages: no account, no cookie, no script; only what powers.public tells."""
