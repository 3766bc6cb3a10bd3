export interface Steps {
  /** One line with its time; `note` says meanwhile what is going on, and what the work answers closes the line. */
  step<T>(name: string, work: (note: (text: string) => void) => Promise<T>, close: (result: T) => string): Promise<T>;
  /** A line of its own, above the step that is under way. */
  say(line: string): void;
}

/** On a terminal the line of a step changes while it works; elsewhere each step leaves exactly one line, when it ends. */
export function createSteps(output: NodeJS.WriteStream = process.stdout): Steps {
  let current: string | undefined;
  const redraw = () => {
    if (output.isTTY) output.write(`\r\x1b[2K${(current ?? '').slice(0, output.columns - 1)}`);
  };
  const say = (line: string) => {
    if (output.isTTY) output.write('\r\x1b[2K');
    output.write(`${line}\n`);
    if (current !== undefined) redraw();
  };
  return {
    say,
    async step(name, work, close) {
      const since = performance.now();
      const seconds = () => `${((performance.now() - since) / 1000).toFixed(1)} s`;
      const line = (text: string) => `  ${name.padEnd(10)} ${seconds().padStart(7)}   ${text}`;
      let text = '…';
      const draw = () => {
        current = line(text);
        redraw();
      };
      const ticking = setInterval(draw, 100);
      try {
        draw();
        const result = await work((news) => {
          text = news;
          draw();
        });
        current = undefined;
        say(line(close(result)));
        return result;
      } finally {
        clearInterval(ticking);
        current = undefined;
        redraw();
      }
    },
  };
}
