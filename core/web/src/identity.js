// Who the page asks as: nobody who has signed in, or a role of the demo, for as long as the tab is open.
const KEPT = "lastmeter:role";
const listeners = new Set();

let current = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");

/** `{ label, token }`, or null. */
export const identity = () => current;

export function become(next) {
  current = next;
  if (next) sessionStorage.setItem(KEPT, JSON.stringify(next));
  else sessionStorage.removeItem(KEPT);
  for (const listener of listeners) listener();
}

export function onIdentity(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is sent with every request, unless the headers editor says otherwise. */
export const authorization = () => (current ? { authorization: `Bearer ${current.token}` } : {});
