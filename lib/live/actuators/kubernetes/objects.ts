import { z } from "zod";

const labels = z.record(z.string(), z.string());

const metadata = z.looseObject({
  name: z.string(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  generation: z.int().optional(),
  creationTimestamp: z.string().optional(),
  annotations: labels.optional(),
  labels: labels.optional(),
  ownerReferences: z.array(z.looseObject({ uid: z.string(), controller: z.boolean().optional() })).optional(),
});

/** `autoscaling/v1` Scale: the subresource of whatever has replicas. */
export const SCALE = z.looseObject({
  metadata,
  // Absent for 0.
  spec: z.looseObject({ replicas: z.int().min(0).default(0) }).default({ replicas: 0 }),
});

/** What selects pods; expressions are not needed of a deployment of one's own, and refused. */
const selector = z.looseObject({
  matchLabels: labels.optional(),
  matchExpressions: z.array(z.unknown()).optional(),
});

/** A pod template. Everything in it is kept as it is. */
const template = z.looseObject({
  metadata: z.looseObject({ labels: labels.optional(), annotations: labels.optional() }).optional(),
  spec: z.looseObject({}),
});

/** `apps/v1` Deployment. */
export const DEPLOYMENT = z.looseObject({
  metadata,
  spec: z.looseObject({ selector, template, paused: z.boolean().optional() }),
});

/** A Deployment as far as it is read. */
export type Deployment = z.output<typeof DEPLOYMENT>;

/** A list of `apps/v1` ReplicaSets. */
export const REPLICA_SETS = z.looseObject({
  items: z.array(z.looseObject({ metadata, spec: z.looseObject({ template: template.optional() }) })),
});

/** A list of `v1` Pods. */
export const PODS = z.looseObject({
  items: z.array(z.looseObject({
    metadata: metadata.extend({ deletionTimestamp: z.string().optional() }),
    status: z.looseObject({
      phase: z.string().optional(),
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
      containerStatuses: z.array(z.looseObject({ restartCount: z.int().optional() })).optional(),
    }).optional(),
  })),
});

/** A `v1` Pod as far as it is read. */
export type Pod = z.output<typeof PODS>["items"][number];

/** `authorization.k8s.io/v1` SelfSubjectAccessReview with its answer. */
export const ACCESS_REVIEW = z.looseObject({
  status: z.looseObject({ allowed: z.boolean(), reason: z.string().optional() }),
});

/** Any object, where the answer itself is not needed. */
export const ANY_OBJECT = z.looseObject({});
