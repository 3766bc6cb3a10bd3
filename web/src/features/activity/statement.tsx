import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconArrowLeft, IconFileText, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { Page, Problem } from '../../design/index.ts';
import { dayOf } from './days.ts';
import { fetchStatement, saveFile, type StatementFormat } from './files.ts';
import { type Period, usualPeriods } from './periods.ts';
import styles from './statement.module.css';

const formats = {
  pdf: { words: 'Download as PDF', Sign: IconFileText },
  csv: { words: 'Download as a table (CSV)', Sign: IconTable },
} as const satisfies Record<StatementFormat, object>;

/** A statement to hand to a bank, or to calculate with. */
export function Statement() {
  const [today] = useState(() => dayOf(new Date()));
  const periods = usualPeriods(today);
  const [period, setPeriod] = useState<Period>(periods[0].period);
  const download = useMutation({
    mutationFn: async (format: StatementFormat) => saveFile(await fetchStatement(format, period)),
  });
  const isBackward = period.from > period.to;
  const isComplete = period.from !== '' && period.to !== '' && !isBackward;
  return (
    <Page title="Statement" width="narrow">
      <div className={styles.statement}>
        <Link to="/activity" className={styles.back}>
          <IconArrowLeft size="1.3rem" aria-hidden />
          Activity
        </Link>
        <h1>Statement</h1>
        <p>Everything in and out, with the balance at the beginning and at the end.</p>
        <fieldset className={styles.usual} aria-label="Usual periods">
          {periods.map(({ words, period: usual }) => (
            <button
              key={words}
              type="button"
              aria-pressed={usual.from === period.from && usual.to === period.to}
              onClick={() => setPeriod(usual)}
            >
              {words}
            </button>
          ))}
        </fieldset>
        <div className={styles.dates}>
          <TextInput
            label="From"
            type="date"
            max={today}
            value={period.from}
            onChange={({ currentTarget }) => setPeriod({ ...period, from: currentTarget.value })}
          />
          <TextInput
            label="To"
            type="date"
            max={today}
            value={period.to}
            error={isBackward ? 'This is before the beginning.' : undefined}
            onChange={({ currentTarget }) => setPeriod({ ...period, to: currentTarget.value })}
          />
        </div>
        <div className={styles.ways}>
          {(Object.keys(formats) as StatementFormat[]).map((format) => {
            const { words, Sign } = formats[format];
            return (
              <Button
                key={format}
                fullWidth
                variant={format === 'pdf' ? 'filled' : 'default'}
                leftSection={<Sign size="1.4rem" aria-hidden />}
                disabled={!isComplete || (download.isPending && download.variables !== format)}
                loading={download.isPending && download.variables === format}
                onClick={() => download.mutate(format)}
              >
                {words}
              </Button>
            );
          })}
        </div>
        <output>{download.isSuccess ? 'The statement is in your downloads.' : null}</output>
        {download.error === null ? null : <Problem error={download.error} />}
      </div>
    </Page>
  );
}
