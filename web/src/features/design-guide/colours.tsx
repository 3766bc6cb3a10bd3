import { Section } from './section.tsx';
import styles from './design-guide.module.css';

const scales = [
  { name: 'adire', use: 'Adire, the indigo cloth: trust, text, the main action by day.' },
  { name: 'sun', use: 'Sun, the yellow of the danfo: whose turn it is, the main action by night.' },
  { name: 'leaf', use: 'Leaf: money that came in, things that went well.' },
  { name: 'clay', use: 'Clay: what went wrong. Money that goes out is not wrong, so it stays plain.' },
];

export function Colours() {
  return (
    <Section
      title="Colour"
      rule="Four families. Text keeps at least 4.5 to 1, amounts 7 to 1, in both schemes; a test holds us to it."
    >
      {scales.map(({ name, use }) => (
        <div key={name} className={styles.scale}>
          <p>{use}</p>
          <div aria-hidden>
            {Array.from({ length: 10 }, (_, shade) => (
              <span key={shade} style={{ background: `var(--akawo-${name}-${shade})` }} />
            ))}
          </div>
        </div>
      ))}
    </Section>
  );
}
