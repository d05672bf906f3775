import { EXAMPLES } from "./examples.js";
import { EXAMPLES_PLUGIN } from "./examples_plugin.jsx";

/**
 * On a first visit, give GraphiQL the first example to remember, and an open examples panel.
 * As properties of the component they would come back on every visit, or come without the variables.
 */
export function welcome(memory) {
  if (memory.getItem("graphiql:tabState")) return;
  memory.setItem("graphiql:query", EXAMPLES[0].query);
  memory.setItem("graphiql:variables", EXAMPLES[0].variables);
  memory.setItem("graphiql:visiblePlugin", EXAMPLES_PLUGIN.title);
}
