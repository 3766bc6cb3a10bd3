import { Button } from '@mantine/core';
import { Snippet } from '../../design/index.ts';
import styles from './for-developers.module.css';

const { origin } = window.location;

const transfer = `curl ${origin}/api/v1/transfers \\
  -H "X-API-Key: $AKAWO_KEY" \\
  -H "Idempotency-Key: rent-november" \\
  -H "Content-Type: application/json" \\
  -d '{"amount": 500000, "email": "ada@example.com"}'`;

export function ForDevelopers() {
  return (
    <section className={styles.section} aria-labelledby="developers">
      <div className={styles.words}>
        <h2 id="developers">Five lines move five thousand naira.</h2>
        <p>
          Amounts are whole kobo. The idempotency key makes a retry harmless. The answer is final, or says plainly why not, with a
          code your program can switch on.
        </p>
        <div className={styles.ways}>
          <Button component="a" href="/docs" className={styles.docs}>
            Read the API docs
          </Button>
          <a href="/openapi.json">OpenAPI document</a>
        </div>
      </div>
      <div className={styles.snippets}>
        <Snippet title="Send money" code={transfer} />
        <Snippet title="Is it up?" code={`curl ${origin}/health/ready`} />
      </div>
    </section>
  );
}
