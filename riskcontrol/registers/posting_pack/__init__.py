"""What a unit without a site of its own hands out: poster, notice, return form, one page, the chart."""
