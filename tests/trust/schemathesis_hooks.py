"""How schemathesis makes values of our scalars: what they are, and near misses.

LASTMETER_PROFILE=development lastmeter serve &
SCHEMATHESIS_HOOKS=tests/trust/schemathesis_hooks.py uvx schemathesis run http://127.0.0.1:8000/graphql
"""

from __future__ import annotations

import schemathesis  # type: ignore[import-not-found]
from hypothesis import strategies as st
from schemathesis.graphql import nodes  # type: ignore[import-not-found]

SCALARS = {
    "Month": st.dates().map(lambda day: f"{day:%Y-%m}") | st.text(max_size=8),
    "ServiceLineKey": st.sampled_from(["sanitation", "enforcement", "gas", "heating", "tea"]) | st.text(max_size=8),
}
for name, values in SCALARS.items():
    schemathesis.graphql.scalar(name, values.map(nodes.String))
