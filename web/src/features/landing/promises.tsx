import styles from './promises.module.css';

const promises = [
  { title: 'Once means once', words: 'Tap twice, lose the network, try again: the same payment never goes twice.' },
  { title: 'Every kobo has a line', words: 'Each balance is the sum of entries that nobody can edit, not us either.' },
  { title: 'A no in plain words', words: 'When something is refused you read why, what is left, and what lifts the limit.' },
];

export function Promises() {
  return (
    <section className={styles.section} aria-labelledby="promises">
      <h2 id="promises" className={styles.heading}>
        Trust is a thing you can check.
      </h2>
      <dl className={styles.promises}>
        {promises.map(({ title, words }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
