"""The rules of the heating line, a module for each noun: seasons, readings, visits, calls, remediations and their proof."""
