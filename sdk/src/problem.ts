export interface FieldProblem {
  /** Where in the request: `/body/amount`, `/query/limit`. */
  readonly path: string;
  readonly message: string;
}

interface ProblemParts {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly errors: readonly FieldProblem[];
  readonly answer: unknown;
}

/** The API answered, and refused. Programs switch on `code`; people read `title` and `detail`. */
export class AkawoProblem extends Error {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string | undefined;
  /** What to quote when asking for help: it leads to every log line of this request. */
  readonly request_id: string | undefined;
  readonly errors: readonly FieldProblem[];
  /** The whole parsed body, for the few refusals that carry more than a problem document, such as `limit_exceeded`. */
  readonly answer: unknown;

  constructor(parts: ProblemParts) {
    super(parts.detail === undefined ? parts.title : `${parts.title} ${parts.detail}`);
    this.name = 'AkawoProblem';
    this.code = parts.code;
    this.title = parts.title;
    this.status = parts.status;
    this.detail = parts.detail;
    this.request_id = parts.requestId;
    this.errors = parts.errors;
    this.answer = parts.answer;
  }
}

/** Turns whatever came back, a problem document or a proxy's HTML page, into one kind of error. */
export function problemFrom(response: Response, answer: unknown): AkawoProblem {
  const document = isRecord(answer) ? answer : {};
  return new AkawoProblem({
    code: text(document['code']) ?? 'unexpected_answer',
    title: text(document['title']) ?? `The server answered ${response.status} without saying why.`,
    status: response.status,
    detail: text(document['detail']),
    requestId: text(document['request_id']) ?? response.headers.get('x-request-id') ?? undefined,
    errors: Array.isArray(document['errors']) ? document['errors'].filter(isFieldProblem) : [],
    answer,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['message'] === 'string';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
