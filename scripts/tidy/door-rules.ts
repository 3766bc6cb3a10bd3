import { modules, openTo, packageDoors, platformLeaves } from './doors.ts';

/** How deep a module may nest its folders; the tidy test refuses more, because the rules below are written per depth. */
export const deepestFolder = 3;

interface Pattern {
  readonly group: string[];
  readonly message: string;
}

interface Override {
  readonly files: string[];
  readonly rules: { readonly 'no-restricted-imports': ['error', { readonly patterns: Pattern[] }] };
}

/** The doors in the linter's words. A later override replaces an earlier one whole, so each carries all that holds for its files. */
export function doorOverrides(): Override[] {
  return [...packages(), ...modules.flatMap(moduleOverrides), ...platformOverrides(), ...floorOverrides()];
}

function packages(): Override[] {
  return Object.entries(packageDoors).map(([name, open]) => override([`${name}/**/*.{ts,tsx}`], packageRules(name, open)));
}

function packageRules(name: string, open: readonly string[]): Pattern[] {
  const others = [...Object.keys(packageDoors), 'scripts'].filter((other) => other !== name);
  return [
    {
      group: ['@akawo/*', ...open.map((door) => `!${door}`)],
      message: `${name} may import ${open.length === 0 ? 'none of our other packages' : open.join(' and ')}.`,
    },
    { group: others.map((other) => `../**/${other}/**`), message: 'Another package is entered by its name, never by a path.' },
  ];
}

function moduleOverrides(module: (typeof modules)[number]): Override[] {
  return fenced(`server/src/${module}`, openTo(module), `${module} may enter ${openTo(module).join(', ')}.`);
}

function platformOverrides(): Override[] {
  const message = 'The platform knows no module above it.';
  return [
    ...fenced('server/src/platform', ['#platform/*'], message),
    ...fenced('server/src/platform/*', ['#platform/*'], message, platformLeaves),
  ];
}

/** `main`, `assemble` and their like build everything, but they too come in by the doors. */
function floorOverrides(): Override[] {
  const rules: Pattern[] = [
    { group: ['#test'], message: 'The harness serves tests only.' },
    ...packageRules('server', packageDoors.server),
    {
      group: [...modules, 'platform'].flatMap((folder) => [`./${folder}/**`, `../**/${folder}/**`]),
      message: 'Enter by the door: #wallet, #platform/http.',
    },
  ];
  return [override(['server/src/*.ts', 'server/src/cli/**/*.ts'], rules)];
}

/** One override per depth: what leaves the folder depends on how deep the importing file lies. */
function fenced(folder: string, open: readonly string[], message: string, leaves: readonly string[] = []): Override[] {
  return Array.from({ length: deepestFolder }, (_, depth) => {
    const within = `${folder}/${'*/'.repeat(depth)}`;
    const up = '../'.repeat(depth);
    const outside = {
      group: [`${up}../**`, ...leaves.map((leaf) => `!${up}${leaf}`)],
      message: 'A relative path stays inside its module.',
    };
    const closed = (also: string[]) => ({ group: ['#*', '#*/**', ...[...open, ...also].map((door) => `!${door}`)], message });
    const rules = (also: string[]) => [...packageRules('server', packageDoors.server), closed(also), outside];
    const trials = depth === 0 ? [] : [`${folder}/${'*/'.repeat(depth - 1)}test/*.ts`];
    const tests = [`${within}*.test.ts`, `${within}trial.ts`, `${within}*.trial.ts`, ...trials];
    return [override([`${within}*.ts`], rules([])), override(tests, rules(['#test']))];
  }).flat();
}

function override(files: string[], patterns: Pattern[]): Override {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}
