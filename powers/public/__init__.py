"""What the public may see of powers and charts, and the one thing it may do: hand in a comment.

Everything shown comes from frozen versions of opened postings; riskcontrol.disclosure sees no more
than these modules.
"""
