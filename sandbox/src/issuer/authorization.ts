/** What a program asks for when it sends a person to be asked who he is. */
export interface AuthorizationRequest {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly response_type: string;
  readonly scope: string;
  readonly response_mode?: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly code_challenge?: string;
  readonly code_challenge_method?: string;
}

const names = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
] as const;

const text = { type: 'string', maxLength: 2_048 };

/** For Fastify: whatever is given is one text; what is missing is told by `mistakeIn`. */
export const authorizationFields = Object.fromEntries(names.map((name) => [name, text]));

export interface Mistake {
  readonly error: string;
  readonly sentence: string;
}

/** What the real issuer would refuse on a page of its own, because there is nobody whom it may send the person back to. */
export function mistakeIn(request: Partial<AuthorizationRequest>, clientId: string): Mistake | undefined {
  const { client_id, redirect_uri = '', response_type, scope = '', code_challenge, code_challenge_method } = request;
  if (client_id !== clientId) return { error: 'invalid_client', sentence: `The only client here is ${clientId}.` };
  const target = URL.parse(redirect_uri);
  if (target === null || !/^https?:$/.test(target.protocol) || target.hash !== '')
    return { error: 'redirect_uri_mismatch', sentence: 'redirect_uri is a web address without a fragment.' };
  if (response_type !== 'code' && response_type !== 'code id_token')
    return { error: 'unsupported_response_type', sentence: 'response_type is code.' };
  if (scope === '') return { error: 'invalid_request', sentence: 'scope is missing.' };
  if (code_challenge !== undefined && (code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(code_challenge)))
    return { error: 'invalid_request', sentence: 'code_challenge is a SHA-256 in base64url, and code_challenge_method is S256.' };
  return undefined;
}

/** The request and nothing else that came with it, to be handed from page to page. */
export function fieldsOf(request: AuthorizationRequest): [string, string][] {
  return names.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]] as [string, string]]));
}

export function asks(request: AuthorizationRequest, scope: string): boolean {
  return request.scope.split(' ').includes(scope);
}

/** The address that the program named, with the answer in its query. */
export function answerAt({ redirect_uri, state }: AuthorizationRequest, answer: Readonly<Record<string, string>>): string {
  const url = new URL(redirect_uri);
  for (const [name, value] of Object.entries({ ...(state !== undefined && { state }), ...answer }))
    url.searchParams.set(name, value);
  return url.href;
}
