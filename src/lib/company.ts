/** Rules about claims of the company's issuer, as verbs over HTTP. Failures are `ApiError`. */

import { type Answer, type Body, call } from './call.ts';

const RULES = '/api/company/rules';

export type CompanyRules = Answer<'get', typeof RULES>;
export type ClaimRule = CompanyRules['rules'][number];

export function readRules(): Promise<CompanyRules> {
  return call('get', RULES, {});
}

export async function addRule(json: Body<'post', typeof RULES>): Promise<void> {
  await call('post', RULES, { json });
}

export async function removeRule(rule: string): Promise<void> {
  await call('delete', `${RULES}/{rule}`, { rule });
}
