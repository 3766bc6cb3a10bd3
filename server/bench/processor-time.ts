import { globSync, readFileSync } from 'node:fs';

/** Of the kernel's accounts: a tick is a hundredth of a second wherever Linux runs. */
const ticksPerSecond = 100;

/** Seconds that a process has used so far, its threads and the children that it has buried included. Linux only; elsewhere not a number. */
export function secondsOf(pid: number): number {
  const fields = statOf(pid);
  if (fields === undefined) return Number.NaN;
  return [13, 14, 15, 16].reduce((sum, field) => sum + Number(fields[field]), 0) / ticksPerSecond;
}

/** Of a process and of those whom it started and who are there still: a database with its connections. */
export function secondsOfFamily(pid: number): number {
  const children = globSync('/proc/[0-9]*/stat').flatMap((path) => {
    const child = Number(path.split('/')[2]);
    return Number(statOf(child)?.[3]) === pid ? [child] : [];
  });
  return [pid, ...children].reduce((sum, one) => sum + (secondsOf(one) || 0), 0);
}

/** Counted from the process id, as the manual counts; the name may contain anything and stands in brackets. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return [String(pid), '', ...text.slice(text.lastIndexOf(')') + 2).split(' ')];
  } catch {
    // It has ended, or this is no Linux.
    return undefined;
  }
}
