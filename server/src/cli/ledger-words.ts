import { rules, type Finding, type LedgerReport, type ProofVerdict } from '#ledger';

const mostShown = 100;
const number = new Intl.NumberFormat('en-NG');

/** The report in words for a person; the first line is the answer. */
export function describeReport(report: LedgerReport): string {
  const { findings, findingCount, blocks, postings, entries, accounts, holds, heads, unsealed, seconds } = report;
  const speed = seconds > 0 ? Math.round(entries / seconds) : entries;
  const counts = [
    `${count(postings, 'posting')} with ${count(entries, 'entry', 'entries')} in ${count(accounts, 'account')}`,
    `${count(holds, 'hold')}, ${count(blocks, 'block')}, ${count(heads, 'signed head')}`,
  ].join(', ');
  return [
    findingCount === 0 ? 'The ledger is right.' : `The ledger is WRONG in ${count(findingCount, 'place')}.`,
    ...findings.slice(0, mostShown).map((finding) => `- ${describeFinding(finding)}`),
    ...(findingCount > mostShown ? [`- and ${number.format(findingCount - mostShown)} more`] : []),
    `Checked: ${counts}, in ${seconds.toFixed(1)} s (${number.format(speed)} entries a second).`,
    unsealed === 0
      ? 'Every posting is sealed.'
      : `${count(unsealed, 'posting')} at the end ${unsealed === 1 ? 'is' : 'are'} not sealed yet: right in themselves, but not under a seal.`,
    ...(heads === 0 ? ['No signed head was found, so whether the end of the ledger is missing cannot be told.'] : []),
  ].join('\n');
}

function describeFinding({ rule, expected, found, ...where }: Finding): string {
  const places = Object.entries(where).map(([name, value]) => `${placeNames[name] ?? name} ${String(value)}`);
  const difference = expected === undefined ? [] : [`should be ${String(expected)}, is ${String(found)}`];
  return [rules[rule], ...places, ...difference].join('; ');
}

const placeNames: Readonly<Record<string, string>> = {
  sequence: 'entry number',
  afterBlock: 'somewhere after block',
  block: 'block',
};

export function describeProof(verdict: ProofVerdict): string {
  if (!verdict.proven) return `This proves nothing: ${verdict.because}.`;
  const { posting, block, signedAt } = verdict;
  return [
    `Proven: the posting is in block ${block} of the ledger, whose state was signed at ${timeOf(signedAt)}.`,
    `${posting.kind} ${posting.reference} (${posting.id}), recorded at ${timeOf(posting.recorded_at)}`,
    ...posting.entries.map(({ account_id, account_kind, owner, amount, held, currency, posted_after }) => {
      const whose = owner === null ? account_kind : `${account_kind} of ${owner}`;
      const moved = held === 0 ? `${amount}` : `${amount}, held ${held}`;
      return `- ${whose} (${account_id}): ${moved}, then ${posted_after} minor units of ${currency}`;
    }),
  ].join('\n');
}

function timeOf(microseconds: string): string {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(microseconds) * 1_000n).toString();
}

export function progressLine({ postings, entries }: Readonly<Record<'postings' | 'entries', number>>): string {
  return `\r${number.format(postings)} postings, ${number.format(entries)} entries `;
}

function count(amount: number, one: string, many = `${one}s`): string {
  return `${number.format(amount)} ${amount === 1 ? one : many}`;
}
