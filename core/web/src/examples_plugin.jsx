import { UnStyledButton, useGraphiQL, useGraphiQLActions } from "@graphiql/react";

import { EXAMPLES } from "./examples.js";

const TITLE = "Examples · 示例";

/** What opens an example; null while the editors still load. */
function useOpenInNewTab() {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  if (!queryEditor || !variableEditor) return null;
  return ({ query, variables }) => {
    addTab();
    // The new tab is the active one, and takes what its editors hold.
    queryEditor.setValue(query);
    variableEditor.setValue(variables);
  };
}

function Example({ example, onOpen }) {
  return (
    <li>
      <UnStyledButton type="button" className="examples-item" disabled={!onOpen} onClick={() => onOpen(example)}>
        <span className="examples-title">{example.titleEn}</span>{" "}
        <span className="examples-title">{example.titleZh}</span>{" "}
        {example.writes && <span className="examples-writes">writes · 会写入</span>}
        <span className="examples-purpose">{example.purpose}</span>
      </UnStyledButton>
    </li>
  );
}

function Examples() {
  const open = useOpenInNewTab();
  return (
    <section aria-label={TITLE}>
      <div className="examples-header">{TITLE}</div>
      <ul className="examples-list">
        {EXAMPLES.map((example) => (
          <Example key={example.titleEn} example={example} onOpen={open} />
        ))}
      </ul>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <path d="M4 6h.01M4 12h.01M4 18h.01M9 6h11M9 12h11M9 18h7" />
    </svg>
  );
}

export const EXAMPLES_PLUGIN = { title: TITLE, icon: ExamplesIcon, content: Examples };
