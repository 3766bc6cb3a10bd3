/** What stands before the first route at `/docs`. */
export const apiIntroduction = `
The open wallet and payments platform. Everything under \`/api/v1\` speaks JSON with \`snake_case\` names.

**Money** is a whole number of minor units (kobo, pesewa, cent) beside a \`currency\`. Never a fraction: \`150000\` is ₦1,500.00.

**Who is asking**: \`Authorization: Bearer …\` for people, \`X-API-Key: …\` for programs, never both.

**Once means once**: every POST that can move money needs an \`Idempotency-Key\`. The same key and body give the first answer again, byte for byte, with
\`Idempotent-Replayed: true\`. A key never executes twice, at any age, and a failure of ours never uses one up.

**Refusals** are \`application/problem+json\`. \`code\` is the word to switch on, \`type\` leads to a page about it, \`errors\` names the places in the input, and
\`request_id\` is what to quote when you write to us.

**Lists** take \`limit\` and \`cursor\` and answer with \`next_cursor\`. **Limits** answer 429 with \`Retry-After\`; good answers carry \`RateLimit-*\` too.
`.trim();
