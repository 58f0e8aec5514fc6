import { describeAction } from "../../model/mod.ts";
import type { Approval } from "../loop/state/state.ts";
import type { LiveView } from "../loop/view.ts";
import type { ApprovalClaim } from "./approval_link.ts";
import { type Html, html, time } from "./html.ts";

const head = (title: string, script: boolean): Html =>
  html`
    <!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/live.css"><link rel="icon" href="data:,">${script &&
        html`<script src="/live.js" defer></script>`}</head>
      <body>
  `;

/** The page, with its sections as they are now. */
export function pageOf(view: LiveView, sections: Readonly<Record<string, Html>>): string {
  const { status, ...others } = sections;
  return html`
    ${head(`${view.name}: ${view.mode}`, true)}
    <header>
      <h1>${view.name} <small id="connection" class="muted" role="status">as of the loading</small></h1>
    </header>
    <section id="status">${status}</section>
    <main>${Object.entries(others).map(([id, section]) =>
      html`<section id="${id}">${section}</section>`
    )}</main>
    </body></html>
  `.html;
}

/** The form that asks whether a decision is meant. */
export function confirmationOf(
  approval: Approval,
  claim: ApprovalClaim,
  { signature, token }: { readonly signature: string; readonly token: string },
): string {
  const { decision } = claim;
  const hidden = { id: claim.id, decision, expires: String(claim.expires), signature, token };
  return html`
    ${head(`${decision} ${describeAction(approval.action)}?`, false)}
    <h1>${decision === "approve" ? "Carry out" : "Reject"} ${describeAction(approval.action)}?</h1>
    <dl>
      <dt>incident</dt>
      <dd>${approval.incident}</dd>
      <dt>why</dt>
      <dd>${approval.reason}</dd>
      <dt>what is done</dt>
      <dd>${approval.plan}</dd>
      <dt>until</dt>
      <dd>${time(approval.untilSeconds)}</dd>
    </dl>
    <form method="post" action="/approve">
    ${Object.entries(hidden).map(([name, value]) =>
      html`<input type="hidden" name="${name}" value="${value}">`
    )}
    <label>Your name <input name="by" required maxlength="100" autocomplete="name" autofocus></label>
    <button class="button primary" id="confirm">${decision}</button><a class="button" href="/">back</a>
    </form></body></html>
  `.html;
}

/** A page that says something. */
export function messageOf(title: string, text: string): string {
  return html`${
    head(title, false)
  }<h1>${title}</h1><p>${text}</p><p><a href="/">to the page</a></p></body></html>`.html;
}
