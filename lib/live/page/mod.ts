/**
 * The page of the live loop: what it sees and does, approvals by signed links, health. One page from the server, without a build step.
 * @module
 */
export { type ApprovalClaim, approvalPath, type SignaturePurpose, signClaim } from "./approval_link.ts";
export { type PageOptions, type PageServer, servePage } from "./server.ts";
