import { Section } from './section.tsx';
import styles from './design-guide.module.css';

const steps = ['display', 'title', 'heading', 'lead'] as const;

export function Type() {
  return (
    <Section title="Type" rule="Inter, in few sizes, never below 14 px. It has ₦ and every letter of Yorùbá, Igbo and Hausa.">
      {steps.map((step) => (
        <p key={step} className={styles.specimen} style={{ fontSize: `var(--akawo-text-${step})` }} data-step={step}>
          Ẹ káàbọ̀, ndị ahịa
        </p>
      ))}
      <p>Body text is 17 px on 1.55, and reads in every market: ƙasuwa, ọjà, ahịa, ṣọ́ọ̀bù.</p>
    </Section>
  );
}
