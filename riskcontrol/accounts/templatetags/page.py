"""What every page's frame needs, the staff's and the public's."""

from django import template

register = template.Library()


@register.simple_block_tag
def told(content: str) -> str:
    """Render once what a frame says twice: `{% told as words %}…{% endtold %}`, then `{{ words }}`."""
    return content
