import "./styles.js";
import "./workers.js";

import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { EditorOptions } from "./editor_options.js";
import { EXAMPLES_PLUGIN } from "./examples_plugin.jsx";
import { fetcher } from "./fetcher.js";
import { welcome } from "./welcome.js";

const PLUGINS = [EXAMPLES_PLUGIN, explorerPlugin(), HISTORY_PLUGIN];

welcome(localStorage);

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={PLUGINS}
    defaultEditorToolsVisibility
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>lastmeter</GraphiQL.Logo>
    <EditorOptions />
  </GraphiQL>,
);
