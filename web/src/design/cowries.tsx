interface CowriesProps {
  readonly className?: string | undefined;
  readonly size?: number | string;
  /** What becomes of the first seat: bright for whoever collects now, empty where nobody sits, or like the others. */
  readonly first?: 'bright' | 'empty' | 'plain';
}

const otherSeats = [60, 120, 180, 240, 300];
const seat = { cx: 24, cy: 9.5, rx: 5.2, ry: 8.2 };

/** Six cowries in a circle, as savers sit: the mark of Akawo. It is drawn in the colour of the text around it. */
export function Cowries({ className, size, first = 'bright' }: CowriesProps) {
  return (
    <svg viewBox="0 0 48 48" width={size} height={size} className={className} fill="currentColor" aria-hidden>
      {otherSeats.map((turn) => (
        <ellipse key={turn} {...seat} transform={`rotate(${turn} 24 24)`} />
      ))}
      {first === 'plain' ? <ellipse {...seat} /> : null}
      {first === 'bright' ? <ellipse {...seat} fill="var(--akawo-mark, var(--akawo-sun-5))" /> : null}
      {first === 'empty' ? (
        <ellipse {...seat} rx={4.6} ry={7.6} fill="none" stroke="currentColor" strokeWidth={1.2} strokeDasharray="2.4 2.2" />
      ) : null}
    </svg>
  );
}
