"""The rules of the gas line, by noun: users, visits, hazards, projects, campaigns."""
