import { CompiledQuery, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { DatabaseConnection, Dialect, Driver, Kysely, QueryResult, TransactionSettings } from 'kysely';
import pg from 'pg';
import { isAway, sqlState, translate } from './failures.ts';
import { outcomeUnknown } from './problems.ts';
import { whenSent } from './send.ts';

const namesPerProcess = 1_000;

/**
 * Kysely on `pg`, with three things its own driver leaves open: statements are prepared once per connection, a connection that broke is
 * thrown away, and a COMMIT whose answer never came is neither success nor failure.
 */
export function postgresDialect(pool: pg.Pool): Dialect {
  return {
    createDriver: () => createDriver(pool),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  };
}

function createDriver(pool: pg.Pool): Driver {
  const nameOf = statementNames();
  return {
    init: async () => {},
    async acquireConnection() {
      const client = await pool.connect().catch((thrown: unknown) => {
        throw translate(thrown);
      });
      return new Connection(client, nameOf);
    },
    async beginTransaction(connection: Connection, settings: TransactionSettings) {
      const level = settings.isolationLevel === undefined ? '' : ` isolation level ${settings.isolationLevel}`;
      const mode = settings.accessMode === undefined ? '' : ` ${settings.accessMode}`;
      connection.begin(`begin${level}${mode}`);
    },
    commitTransaction: (connection: Connection) => connection.commit(),
    rollbackTransaction: (connection: Connection) => connection.rollback(),
    async savepoint(connection: Connection, name: string) {
      await connection.executeQuery(CompiledQuery.raw(`savepoint "${name}"`));
    },
    async rollbackToSavepoint(connection: Connection, name: string) {
      await connection.executeQuery(CompiledQuery.raw(`rollback to savepoint "${name}"`));
    },
    async releaseSavepoint(connection: Connection, name: string) {
      await connection.executeQuery(CompiledQuery.raw(`release savepoint "${name}"`));
    },
    async releaseConnection(connection: Connection) {
      connection.release();
    },
    destroy: async () => {},
  };
}

class Connection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  #broken = false;
  /** Of a statement that nobody waited for. Whoever is waited for next fails with it. */
  #failure: Error | undefined;
  #isHeldBack = false;

  constructor(client: pg.PoolClient, nameOf: (text: string) => string | undefined) {
    this.#client = client;
    this.#nameOf = nameOf;
  }

  /** A transaction that waited for this answer would begin with an idle round trip. */
  begin(text: string): void {
    this.#send({ text });
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const name = query.parameters.length === 0 ? undefined : this.#nameOf(query.sql);
    const statement = { text: query.sql, values: [...query.parameters], ...(name !== undefined && { name }) };
    const when = whenSent(query);
    if (when !== undefined) {
      this.#send(statement);
      if (when === 'at once') this.#letGo();
      return { rows: [] };
    }
    try {
      const answer = this.#client.query(statement);
      this.#letGo();
      const result = await answer;
      // Answers come in the order of the statements.
      if (this.#failure !== undefined) throw this.#failure;
      return { rows: result.rows as Row[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    } catch (thrown) {
      throw this.#toldOf(this.#failure ?? thrown);
    }
  }

  /**
   * The statement timeout is lifted first: a wait for the standby that is cancelled *has* committed here. For the same reason a warning
   * that comes with the commit, or a connection that breaks during it, means that we do not know. In a transaction that has failed the
   * first of the two statements is refused, and the COMMIT is not looked at.
   */
  async commit(): Promise<void> {
    // What could not even be sent would be missing from what is committed.
    if (this.#failure !== undefined) throw this.#toldOf(this.#failure);
    let warned = false;
    const onNotice = (notice: { severity?: string | undefined }) => {
      warned ||= notice.severity === 'WARNING';
    };
    this.#client.on('notice', onNotice);
    try {
      const answer = this.#client.query('set local statement_timeout = 0; commit');
      this.#letGo();
      await answer;
    } catch (thrown) {
      throw this.#verdictOn(thrown);
    } finally {
      this.#client.off('notice', onNotice);
    }
    if (warned) throw outcomeUnknown({ retryAfterSeconds: 2 });
  }

  #verdictOn(thrown: unknown): unknown {
    // The server said so itself, and then it did not look at the COMMIT.
    if (this.#failure instanceof pg.DatabaseError) return this.#toldOf(this.#failure);
    if (sqlState(thrown) === '25P02')
      return new Error('a statement of this transaction failed and its error was not passed on', { cause: thrown });
    if (!isAway(thrown)) return thrown;
    this.#broken = true;
    return outcomeUnknown({ retryAfterSeconds: 2, cause: thrown });
  }

  /** Held back until there is something to wait for: one packet wakes the server once, where one for each statement would wake it as often. */
  #send(statement: pg.QueryConfig): void {
    if (!this.#isHeldBack) this.#client.connection.stream.cork();
    this.#isHeldBack = true;
    this.#client.query(statement, (failure: Error | null) => {
      this.#failure ??= failure ?? undefined;
    });
  }

  #letGo(): void {
    if (this.#isHeldBack) this.#client.connection.stream.uncork();
    this.#isHeldBack = false;
  }

  #toldOf(thrown: unknown): unknown {
    // After an error on our side, the driver and the server may not agree on which statements are prepared.
    const isOurs = !(thrown instanceof pg.DatabaseError);
    this.#broken ||= isOurs || (isAway(thrown) && !isStatementTimeout(thrown)) || isStalePlan(thrown);
    return translate(thrown);
  }

  async rollback(): Promise<void> {
    if (this.#broken) return;
    try {
      const answer = this.#client.query('rollback');
      this.#letGo();
      await answer;
    } catch {
      // The server rolls back by itself when it loses us; what matters is that nobody gets this connection again.
      this.#broken = true;
    }
  }

  release(): void {
    // Also of a connection that is thrown away: it would never get to say goodbye, and the server would keep its locks.
    this.#letGo();
    this.#client.release(this.#broken);
  }

  // oxlint-disable-next-line require-yield -- Kysely's interface asks for it; large reads go through `copy`, not through this.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming through the query builder is not supported');
  }
}

function isStatementTimeout(thrown: unknown): boolean {
  return sqlState(thrown) === '57014';
}

/** A migration changed a table under a prepared statement; a fresh connection has no memory of the old shape. */
function isStalePlan(thrown: unknown): boolean {
  return sqlState(thrown) === '0A000' && thrown instanceof Error && thrown.message.startsWith('cached plan');
}

/** The server keeps a plan per name and connection, so the number of names is bounded: a query of ever-changing shape stays unnamed. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= namesPerProcess) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
}
