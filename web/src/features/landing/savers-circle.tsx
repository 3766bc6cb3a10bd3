import styles from './savers-circle.module.css';

const savers = ['Ad', 'Bọ', 'Ch', 'Dá', 'Ẹn', 'Fa', 'Ng', 'Tu'];
const collected = 3;
const middle = 160;
const reach = 116;

/** Eight savers in turn: three have collected, the bright one collects now, the others wait their turn. */
export function SaversCircle() {
  return (
    <svg viewBox="0 0 320 320" className={styles.circle} aria-hidden>
      <circle cx={middle} cy={middle} r="156" className={styles.ground} />
      <circle cx={middle} cy={middle} r={reach} className={styles.track} />
      <circle
        cx={middle}
        cy={middle}
        r={reach}
        className={styles.done}
        pathLength={savers.length}
        strokeDasharray={savers.length}
        strokeDashoffset={savers.length - collected}
        transform={`rotate(-90 ${middle} ${middle})`}
      />
      {savers.map((name, seat) => {
        const angle = (seat / savers.length) * 2 * Math.PI - Math.PI / 2;
        const turn = seat < collected ? 'collected' : seat === collected ? 'now' : 'waiting';
        return (
          <g key={name} data-turn={turn} className={styles.saver}>
            <circle cx={middle + reach * Math.cos(angle)} cy={middle + reach * Math.sin(angle)} r={turn === 'now' ? 34 : 26} />
            <text x={middle + reach * Math.cos(angle)} y={middle + reach * Math.sin(angle)} dy="0.35em">
              {name}
            </text>
          </g>
        );
      })}
      <text x={middle} y={middle - 16} className={styles.label}>
        Dáre collects
      </text>
      <text x={middle} y={middle + 18} className={styles.pot}>
        ₦80,000
      </text>
      <text x={middle} y={middle + 42} className={styles.label}>
        on Friday
      </text>
    </svg>
  );
}
