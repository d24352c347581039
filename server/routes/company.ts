/** `/api/company`: what claims of the company's issuer give. Operators change it; rules of the environment stay as they are. */

import { randomId } from '@tagloom/collab';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Company } from '../auth/company.ts';
import { Problem } from '../problem.ts';
import type { AuditEntry } from '../store/store.ts';
import { RoleField } from './members.ts';
import { jsonBody, operatorOnly, type RouteContext } from './request.ts';

export const NewRule = z.strictObject({
  claim: z.string().trim().min(1).max(200),
  value: z.string().trim().min(1).max(200),
  org: z.string().trim().min(1).max(60).default('main'),
  role: RoleField,
});

export function companyRoutes(context: RouteContext): Hono {
  const { store } = context.core;
  const routes = new Hono();

  routes.get('/rules', async (c) => {
    await operatorOnly(c, context);
    const company = companyOf(context);
    const made = (await store.claimRules()).map((rule) => ({ ...rule, isFixed: false }));
    const fixed = company.fixedRules.map((rule, index) => ({ id: `env-${index}`, ...rule, isFixed: true }));
    return c.json({ issuer: company.issuer, rules: [...fixed, ...made] });
  });

  routes.post('/rules', async (c) => {
    const { user } = await operatorOnly(c, context);
    const rule = { id: randomId(10), ...(await jsonBody(c, NewRule)) };
    const isFixed = companyOf(context).fixedRules.some(
      ({ claim, value, org }) => claim === rule.claim && value === rule.value && org === rule.org,
    );
    const detail = `${rule.claim}=${rule.value}: ${rule.role} in ${rule.org}`;
    if (isFixed || !(await store.addClaimRule(rule, auditOf(user.id, 'company.rule', detail))))
      throw new Problem('RULE_EXISTS', `There is a rule for ${rule.claim}=${rule.value} already.`, {
        status: 409,
      });
    return c.json({ ...rule, isFixed: false }, 201);
  });

  routes.delete('/rules/:rule', async (c) => {
    const { user } = await operatorOnly(c, context);
    companyOf(context);
    const id = c.req.param('rule');
    if (!(await store.removeClaimRule(id, auditOf(user.id, 'company.rule.remove', id))))
      throw new Problem('RULE_UNKNOWN', 'There is no such rule, or it stands in the environment.', {
        status: 404,
      });
    return c.body(null, 204);
  });

  return routes;
}

function companyOf({ core }: RouteContext): Company {
  if (!core.company) throw new Problem('OIDC_OFF', 'This server has no company sign-in.', { status: 404 });
  return core.company;
}

function auditOf(person: string, action: string, detail: string): AuditEntry {
  return { at: Date.now(), person, project: null, action, detail };
}
