/** The company's own sign-in: authorization code flow with PKCE, and access tokens of its issuer (OpenID Connect Core, RFC 9068). */

import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import type { OidcConfig } from '../oidcconfig.ts';
import { Problem } from '../problem.ts';
import { expired, invalid } from './tokens.ts';

/** What a browser keeps between leaving for the issuer and coming back. */
export interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Claims about one person at one issuer. */
export interface CompanyClaims extends JWTPayload {
  readonly iss: string;
  readonly sub: string;
}

export interface Oidc {
  readonly issuer: string;
  /** Where the browser goes, and what it keeps. Throws ISSUER_UNAVAILABLE (503). */
  start(redirectUri: string): Promise<{ readonly url: string; readonly flow: Flow }>;
  /** Who came back. Throws OIDC_FAILED (401) or ISSUER_UNAVAILABLE (503). */
  finish(callback: URL, flow: Flow, redirectUri: string): Promise<CompanyClaims>;
  /** Checks an access token for us. Throws TOKEN_EXPIRED, TOKEN_INVALID (401) or ISSUER_UNAVAILABLE (503). */
  verify(token: string): Promise<CompanyClaims>;
}

/** Signatures with a key pair alone: a shared secret in a key set would let any client sign. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const SCOPE = 'openid profile email';
const ANSWER_MS = 5_000;
/** The issuer's own description is read anew after this time. */
const METADATA_MS = 3_600_000;
/** Claims that only ID tokens have. */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];

interface Known {
  readonly server: oauth.AuthorizationServer;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
  readonly at: number;
}

export function createOidc(config: OidcConfig, now: () => number = Date.now): Oidc {
  const issuer = new URL(config.issuer);
  const client: oauth.Client = { client_id: config.clientId };
  const options = () => ({
    signal: AbortSignal.timeout(ANSWER_MS),
    [oauth.allowInsecureRequests]: issuer.protocol === 'http:',
  });
  let reading: Promise<Known> | null = null;

  const read = async (): Promise<Known> => {
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, options()),
    );
    if (!server.jwks_uri) throw new Error('The issuer names no key set.');
    const keys = createRemoteJWKSet(new URL(server.jwks_uri), { timeoutDuration: ANSWER_MS });
    return { server, keys, at: now() };
  };

  const known = async (): Promise<Known> => {
    try {
      if (reading && now() - (await reading).at > METADATA_MS) reading = null;
      reading ??= read();
      return await reading;
    } catch (error) {
      reading = null;
      throw unavailable(error);
    }
  };

  const authentication = ({ token_endpoint_auth_methods_supported: methods }: oauth.AuthorizationServer) => {
    if (config.clientSecret === null) return oauth.None();
    const isBasic = !methods || methods.includes('client_secret_basic');
    return (isBasic ? oauth.ClientSecretBasic : oauth.ClientSecretPost)(config.clientSecret);
  };

  /** Exchanges the code; the ID token's signature is checked too, whatever way it came. */
  const exchange = async (callback: URL, flow: Flow, redirectUri: string): Promise<CompanyClaims> => {
    const { server, keys } = await known();
    const parameters = oauth.validateAuthResponse(server, client, callback, flow.state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication(server),
      parameters,
      redirectUri,
      flow.verifier,
      options(),
    );
    const checks = { expectedNonce: flow.nonce, requireIdToken: true };
    const answer = await oauth.processAuthorizationCodeResponse(server, client, response, checks);
    const { payload } = await jwtVerify(answer.id_token ?? '', keys, {
      issuer: server.issuer,
      audience: config.clientId,
      algorithms: ALGORITHMS,
    });
    const more = await userInfo(server, answer.access_token, String(payload.sub));
    return { ...more, ...payload, iss: server.issuer, sub: String(payload.sub) };
  };

  /** Many issuers keep names and groups out of the ID token. */
  const userInfo = async (
    server: oauth.AuthorizationServer,
    token: string,
    subject: string,
  ): Promise<object> => {
    if (!server.userinfo_endpoint) return {};
    const response = await oauth.userInfoRequest(server, client, token, options());
    return oauth.processUserInfoResponse(server, client, subject, response);
  };

  return {
    issuer: config.issuer,
    start: async (redirectUri) => {
      const { server } = await known();
      if (!server.authorization_endpoint) throw unavailable(new Error('no authorization endpoint'));
      const flow = {
        state: oauth.generateRandomState(),
        nonce: oauth.generateRandomNonce(),
        verifier: oauth.generateRandomCodeVerifier(),
      };
      const url = new URL(server.authorization_endpoint);
      const parameters = {
        client_id: config.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: SCOPE,
        code_challenge: await oauth.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        state: flow.state,
        nonce: flow.nonce,
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return { url: url.href, flow };
    },
    finish: async (callback, flow, redirectUri) => {
      try {
        return await exchange(callback, flow, redirectUri);
      } catch (error) {
        if (error instanceof Problem) throw error;
        const why = error instanceof Error ? error.message : String(error);
        throw new Problem('OIDC_FAILED', `The company's sign-in did not prove who you are: ${why}`, {
          status: 401,
        });
      }
    },
    verify: async (token) => {
      if (config.audience === null) throw invalid();
      const { server, keys } = await known();
      const { payload } = await jwtVerify(token, keys, {
        issuer: server.issuer,
        audience: config.audience,
        algorithms: ALGORITHMS,
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'exp'],
      }).catch((error: unknown) => {
        if (error instanceof errors.JWTExpired) throw expired();
        if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
          throw unavailable(error);
        throw invalid();
      });
      // An ID token says who signed in to some page; it is no permission to call us.
      if (ID_TOKEN_CLAIMS.some((claim) => claim in payload)) throw invalid();
      return { ...payload, iss: server.issuer, sub: String(payload.sub) };
    },
  };
}

function unavailable(cause: unknown): Problem {
  const problem = new Problem('ISSUER_UNAVAILABLE', "The company's sign-in does not answer; try again.", {
    status: 503,
  });
  problem.cause = cause;
  return problem;
}
