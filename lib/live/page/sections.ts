import { describeAction } from "../../model/mod.ts";
import type { ApprovalDecision } from "../loop/acting/approvals.ts";
import type { Approval } from "../loop/state/state.ts";
import type { LiveView } from "../loop/view.ts";
import { blameGraph } from "./blame_graph.ts";
import { type Html, html, time } from "./html.ts";
import { sloChart } from "./slo_chart.ts";

/** Makes the link that decides an approval; undefined where the page may not decide. */
export type LinkMaker = (approval: Approval, decision: ApprovalDecision) => string | undefined;

/** The latest audit entries that are shown. */
const SHOWN_EVENTS = 60;

/** The parts of the page that change, by the id of their element. */
export function sectionsOf(view: LiveView, linkTo: LinkMaker): Readonly<Record<string, Html>> {
  return {
    status: status(view),
    slo: html`<h2>SLO of ${view.topology.front}</h2>${sloNow(view)}${sloChart(view)}`,
    approvals: approvals(view, linkTo),
    incident: incident(view),
    graph: html`<h2>Blame</h2>${diagnosis(view)}${blameGraph(view.topology, view.diagnosis)}`,
    timeline: timeline(view),
  };
}

function status(
  { mode, agent, source, isStopped, lease, warmUp, troubles, counters, name }: LiveView,
): Html {
  const isWarm = warmUp.seen >= warmUp.needed;
  return html`
    <ul class="facts">
      <li>mode <b>${mode}</b></li>
      <li>agent <b>${agent}</b></li>
      <li>${source}</li>
      <li>${isStopped
        ? html`<span class="bad">kill switch on: nothing is done</span>`
        : html`kill switch <b>off</b>`}</li>
      <li>${lease.isOurs ? "acts as" : "only observes: the owner is"} <b>${lease.owner}</b></li>
      <li>${isWarm
        ? html`<b>${counters.steps}</b> steps`
        : html`learning what is normal: <b>${warmUp.seen}</b> of ${warmUp.needed} healthy steps`}</li>
      <li><b>${counters.actions}</b> actions, <b>${counters.refusals}</b> refusals, <b>${counters
        .incidents}</b> incidents</li>
    </ul>${troubles.length > 0 &&
      html`<ul class="bad" role="alert" aria-label="troubles of ${name}">${
        troubles.map((text) => html`<li>${text}</li>`)
      }</ul>`}
  `;
}

function sloNow({ course, slo }: LiveView): Html {
  const last = course.at(-1);
  if (last === undefined) return html`<p class="muted">no step yet</p>`;
  if (!last.isMeasured) return html`<p class="bad">not measured</p>`;
  const latency = Number.isFinite(last.latencyP95Ms) ? `${Math.round(last.latencyP95Ms)} ms` : "not measured";
  const errors = Number.isFinite(last.errorRate) ? `${(last.errorRate * 100).toFixed(2)} %` : "not measured";
  return html`<p><span class="${last.inBreach ? "bad" : "good"}">${
    last.inBreach ? "violated" : "kept"
  }</span>: p95 ${latency} (limit ${slo.latencyP95Ms} ms), errors ${errors} (limit ${
    slo.errorRate * 100
  } %)</p>`;
}

function incident({ incident: open, orders }: LiveView): Html {
  if (open === null) {
    return html`
      <h2>Incident</h2>
      <p class="muted">none is open</p>
    `;
  }
  return html`
    <h2>Incident ${open.id}</h2>
    <dl>
    <dt>opened</dt><dd>${time(open.openedAtSeconds)} by ${open.openedBy}</dd>
    <dt>attempts</dt><dd>${open.attempts}</dd>
    ${open.escalated !== null && html`
      <dt>people were called</dt>
      <dd class="bad">${open.escalated}</dd>
    `}
    ${orders.map(({ order, receipt, orderedAtSeconds }) =>
      html`
        <dt>${time(orderedAtSeconds)}</dt>
        <dd>${describeAction(order.action)}: ${receipt === null
          ? "under way"
          : `${receipt.outcome}, ${receipt.detail}; to be verified`}</dd>
      `
    )}</dl>
  `;
}

function diagnosis({ diagnosis: found }: LiveView): Html {
  if (found === undefined) return html`<p class="muted">no diagnosis yet</p>`;
  return html`<p><b>${found.suspect}</b>${found.fault && `, ${found.fault}`} (${
    Math.round(found.confidence * 100)
  } %): ${found.rationale}</p>`;
}

function approvals({ approvals: all }: LiveView, linkTo: LinkMaker): Html {
  const waiting = all.filter(({ approvedBy }) => approvedBy === null);
  return html`<h2>Approvals</h2>${waiting.length === 0 && html`<p class="muted">none is waiting</p>`}${
    waiting.map((asked) => {
      const links = (["approve", "reject"] as const).map((decision) =>
        [decision, linkTo(asked, decision)] as const
      );
      return html`<div class="approval"><p><b>${describeAction(asked.action)}</b>: ${asked.reason}</p>
<p class="muted">${asked.plan}; until ${time(asked.untilSeconds)}, no answer is a no</p>
${
        links.map(([decision, link]) =>
          link !== undefined && html`
            <a class="button${decision === "approve" ? " primary" : ""}" id="${decision}-${asked.id}"
              href="${link}">${decision}</a>
          `
        )
      }
${
        links.every(([, link]) => link === undefined) &&
        html`<p>deno task live approve ${asked.id} --config CONFIG</p>`
      }</div>`;
    })
  }`;
}

function timeline({ events }: LiveView): Html {
  const latest = events.slice(-SHOWN_EVENTS).reverse();
  return html`
    <h2>Timeline and audit log</h2>
    <ol class="events" tabindex="0" aria-label="events, the latest first">${latest.map((
      { atSeconds, type, text },
    ) => html`<li>${time(atSeconds)}<span class="muted">${type}</span><span>${text}</span></li>`)}</ol>
  `;
}
