import { UnStyledButton } from "@graphiql/react";
import { useEffect, useState, useSyncExternalStore } from "react";

import { endpoint } from "./fetcher.js";
import { become, identity, onIdentity } from "./identity.js";

const TITLE = "Demo roles · 演示身份";
const DOOR = new URL("session/demo", endpoint);

const labelOf = ({ role, line, district }) => [role, line, district].filter(Boolean).join(" · ");

async function tryRole({ role, line, district }) {
  const answer = await fetch(DOOR, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ role, line, district }),
  });
  const { accessToken } = await answer.json();
  become({ label: labelOf({ role, line, district }), token: accessToken });
}

/** The roles that can be tried; none where there is no demo. */
export async function demoRoles() {
  const answer = await fetch(DOOR);
  return (await answer.json()).roles;
}

export const useIdentity = () => useSyncExternalStore(onIdentity, identity);

function Roles() {
  const now = useIdentity();
  const [roles, setRoles] = useState([]);
  useEffect(() => void demoRoles().then(setRoles), []);
  return (
    <section aria-label={TITLE}>
      <div className="examples-header">{TITLE}</div>
      <p className="examples-purpose">
        Ask as any post of the demo would: none of this exists in production. 以演示岗位的身份查询，正式环境中没有此功能。
      </p>
      <ul className="examples-list">
        <li>
          <UnStyledButton type="button" className="examples-item" aria-pressed={!now} onClick={() => become(null)}>
            <span className="examples-title">Not signed in · 未登录</span>
          </UnStyledButton>
        </li>
        {roles.map((role) => (
          <li key={labelOf(role)}>
            <UnStyledButton
              type="button"
              className="examples-item"
              aria-pressed={now?.label === labelOf(role)}
              onClick={() => tryRole(role)}
            >
              <span className="examples-title">{labelOf(role)}</span>
              <span className="examples-purpose">
                {role.titleZh} {role.post ?? ""}
              </span>
            </UnStyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RolesIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
      <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 20a8 8 0 0 1 16 0" />
    </svg>
  );
}

export const ROLES_PLUGIN = { title: TITLE, icon: RolesIcon, content: Roles };

/** Beside the name of the page, so that nobody forgets as whom they look. */
export function Identity() {
  const now = useIdentity();
  return now && <span className="identity">demo: {now.label}</span>;
}
