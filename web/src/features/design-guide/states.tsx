import { AkawoProblem, AkawoUnreachable } from '@akawo/sdk';
import { Cowries, Logo, Problem, Status, Waiting } from '../../design/index.ts';
import { Section } from './section.tsx';
import styles from './design-guide.module.css';

const refusal = new AkawoProblem({
  code: 'insufficient_funds',
  title: 'There is not enough money in the wallet.',
  status: 422,
  detail: 'You can spend ₦1,200.00.',
  requestId: '0199f3d0-6a1e-7c44-9d50-2f1f6c1b7a10',
  errors: [],
  answer: undefined,
});
const offline = new AkawoUnreachable('network', undefined);

export function States() {
  return (
    <Section title="States" rule="Say what happened, what it means for the money, and what to do now.">
      <div className={styles.row}>
        <Status tone="good">Arrived</Status>
        <Status tone="busy">On its way</Status>
        <Status tone="warn">Needs you</Status>
        <Status tone="bad">Did not go through</Status>
      </div>
      <Problem error={refusal} />
      <Problem error={offline} retry={() => window.location.reload()} />
      <Waiting what="An example of a wait." lines={3} />
      <div className={styles.row}>
        <Logo size={56} />
        <Cowries size={56} />
      </div>
    </Section>
  );
}
