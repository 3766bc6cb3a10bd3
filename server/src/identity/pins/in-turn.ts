/** Does one after the other what belongs to one name, so that a crowd under one name takes no more than its place. */
export type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function createTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, turn);
    const leave = () => void (last.get(name) === turn && last.delete(name));
    turn.then(leave, leave);
    return turn;
  };
}
