import { describeAction } from "../../model/mod.ts";
import type { ApprovalDecision } from "../loop/acting/approvals.ts";
import type { Approval } from "../loop/state/state.ts";
import type { LiveView } from "../loop/view.ts";
import { blameGraph } from "./blame_graph.ts";
import { type Html, html, shortTime, time } from "./html.ts";
import { sloChart } from "./slo_chart.ts";
import { shareText } from "../../model/shown/share_text.ts";
import { percentText } from "../../diagnose/mod.ts";

/** Makes the link that decides an approval; undefined where the page may not decide. */
export type LinkMaker = (approval: Approval, decision: ApprovalDecision) => string | undefined;

/** The latest audit entries that are shown. */
const SHOWN_EVENTS = 60;

/** How approvals are decided. */
export interface Deciding {
  /** Links on the page. */
  readonly linkTo: LinkMaker;
  /** How an approval is decided from elsewhere, in words, by its name. */
  readonly decideText?: (id: string) => string;
}

/** The parts of the page that change, by the id of their element. */
export function sectionsOf(view: LiveView, deciding: Deciding): Readonly<Record<string, Html>> {
  return {
    status: status(view),
    slo: html`<h2>SLO of ${view.topology.front}</h2>${sloNow(view)}${sloChart(view)}`,
    approvals: approvals(view, deciding),
    incident: incident(view),
    graph: html`<h2>Suspected service</h2>${diagnosis(view)}${blameGraph(view.topology, view.diagnosis)}`,
    timeline: timeline(view),
  };
}

const isWarm = ({ warmUp }: LiveView) => warmUp.seen >= warmUp.needed;

/** How far the agent has learnt what is normal, and what that waits for. */
function learning({ warmUp: { seen, needed }, course, topology, stepSeconds }: LiveView): Html {
  const last = course.at(-1);
  const isHealthy = last === undefined || last.isMeasured && !last.inBreach;
  const seconds = Math.ceil((needed - seen) * stepSeconds);
  return html`learning what is normal: <b>${seen}</b> of ${needed} healthy steps, ${
    isHealthy
      ? `${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} to go`
      : html`<span class="bad">waiting until the SLO of ${topology.front} is ${
        last.isMeasured ? "kept" : "measured"
      }</span>`
  }; nothing is diagnosed or proposed before`;
}

function status(view: LiveView): Html {
  const { mode, agent, source, isStopped, lease, troubles, counters, name } = view;
  return html`
    <ul class="facts">
      <li>mode <b>${mode}</b></li>
      <li>agent <b>${agent}</b></li>
      <li>${source}</li>
      <li>${isStopped
        ? html`<span class="bad">kill switch on: nothing is done</span>`
        : html`kill switch <b>off</b>`}</li>
      <li>${lease.isOurs ? "acts as" : "only observes: the owner is"} <b>${lease.owner}</b></li>
      <li>${isWarm(view) ? html`<b>${counters.steps}</b> steps` : learning(view)}</li>
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
  const errors = Number.isFinite(last.errorRate) ? shareText(last.errorRate, 2) : "not measured";
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
    <dt>opened</dt><dd>${time(open.openedAtSeconds)}: ${open.openedBy}</dd>
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

function diagnosis(view: LiveView): Html {
  const { diagnosis: found } = view;
  if (view.incident === null) return html`<p class="muted">none: no incident is open</p>`;
  if (!isWarm(view)) {
    return html`<p class="muted">none yet: the agent has not learnt what is normal</p>`;
  }
  if (found === undefined) return html`<p class="muted">none yet</p>`;
  return html`<p><b>${found.suspect}</b>${found.fault && `, ${found.fault}`} (${
    percentText(found.confidence)
  }): ${found.rationale}</p>`;
}

function approvals({ approvals: all }: LiveView, { linkTo, decideText }: Deciding): Html {
  const waiting = all.filter(({ approvedBy }) => approvedBy === null);
  const approved = all.filter(({ approvedBy }) => approvedBy !== null);
  return html`<h2>Approvals</h2>${waiting.length === 0 && html`<p class="muted">none is waiting</p>`}${
    waiting.map((asked) => {
      const links = (["approve", "reject"] as const).map((decision) =>
        [decision, linkTo(asked, decision)] as const
      );
      const how = decideText?.(asked.id);
      return html`
        <div class="approval"><p><b>${describeAction(asked.action)}</b></p><dl>
        <dt>why</dt><dd>${asked.reason}</dd>
        <dt>what is done</dt><dd>${asked.plan}</dd>
        <dt>until</dt><dd>${time(asked.untilSeconds)}; no answer is a no</dd>
        <dt>name</dt><dd><code>${asked.id}</code></dd></dl>
        ${links.map(([decision, link]) =>
          link !== undefined && html`
            <a class="button${decision === "approve" ? " primary" : ""}" id="${decision}-${asked.id}"
              href="${link}">${decision}</a>
          `
        )}
        ${how === undefined
          ? links.every(([, link]) => link === undefined) &&
            html`<p class="muted">deno task live approve ${asked.id} --config CONFIG</p>`
          : html`<p class="muted how">${how}</p>`}</div>
      `;
    })
  }${
    approved.map(({ action, approvedBy }) =>
      html`<p>${describeAction(action)} is approved by ${approvedBy!} and waits for its turn</p>`
    )
  }`;
}

function timeline({ events, nowSeconds }: LiveView): Html {
  const latest = events.slice(-SHOWN_EVENTS).reverse();
  return html`
    <h2>Timeline and audit log <small class="muted">times in UTC, the latest first</small></h2>
    <ol class="events" tabindex="0" aria-label="events, the latest first">${latest.map((
      { atSeconds, type, text },
    ) =>
      html`<li>${shortTime(atSeconds, nowSeconds)}<span class="muted">${type}</span><span>${text}</span></li>`
    )}</ol>
  `;
}
