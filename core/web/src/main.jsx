import "./styles.js";
import "./workers.js";

import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { EditorOptions } from "./editor_options.js";
import { EXAMPLES_PLUGIN } from "./examples_plugin.jsx";
import { fetcher } from "./fetcher.js";
import { demoRoles, Identity, ROLES_PLUGIN } from "./roles_plugin.jsx";
import { welcome } from "./welcome.js";

const isDemo = (await demoRoles().catch(() => [])).length > 0;
const PLUGINS = [EXAMPLES_PLUGIN, ...(isDemo ? [ROLES_PLUGIN] : []), explorerPlugin(), HISTORY_PLUGIN];

welcome(localStorage);

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={PLUGINS}
    defaultEditorToolsVisibility
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      lastmeter <Identity />
    </GraphiQL.Logo>
    <EditorOptions />
  </GraphiQL>,
);
