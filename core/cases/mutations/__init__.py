"""What clients do with cases: one mutation for each action of `core/cases/transitions.py`."""

from core.cases.mutations.afterwards import AfterwardsMutations
from core.cases.mutations.checking import CheckingMutations
from core.cases.mutations.filing import FilingMutations
from core.cases.mutations.handling import HandlingMutations
from core.cases.mutations.linking import LinkingMutations

CASE_MUTATIONS = [FilingMutations, HandlingMutations, CheckingMutations, LinkingMutations, AfterwardsMutations]
"""In the order in which a case meets them."""
