import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

const OPTIONS = {
  // Monaco boxes full-width punctuation as if it meant to deceive; in Chinese text it is at home.
  unicodeHighlight: { ambiguousCharacters: false },
  wordWrap: "on",
};

/** GraphiQL has no property for the options of its editors: a child of it sets them. */
export function EditorOptions() {
  const editors = useGraphiQL((state) => [
    state.queryEditor,
    state.variableEditor,
    state.headerEditor,
    state.responseEditor,
  ]);
  useEffect(() => editors.forEach((editor) => editor?.updateOptions(OPTIONS)), editors);
  return null;
}
