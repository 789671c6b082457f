"""Pages about people, units and roles, and the door of an empty installation."""

from .entering import csrf_failure

__all__ = ["csrf_failure"]
