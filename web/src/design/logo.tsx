import { Cowries } from './cowries.tsx';
import styles from './logo.module.css';

export function Logo({ size = 36 }: { size?: number }) {
  return (
    <span className={styles.logo} style={{ fontSize: size * 0.72 }}>
      <Cowries size={size} />
      akawo
    </span>
  );
}
