import { CompiledQuery, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { DatabaseConnection, Dialect, Driver, Kysely, QueryResult, TransactionSettings } from 'kysely';
import type pg from 'pg';
import { isAway, sqlState, translate } from './failures.ts';
import { outcomeUnknown } from './problems.ts';

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
  #beginning: Promise<unknown> | undefined;

  constructor(client: pg.PoolClient, nameOf: (text: string) => string | undefined) {
    this.#client = client;
    this.#nameOf = nameOf;
  }

  /** Sent on its way with the first statement: a transaction that waited for this answer would begin with an idle round trip. */
  begin(text: string): void {
    this.#beginning = this.#client.query(text);
    // Whoever sends the first statement hears of it; a transaction without one has nothing to lose.
    this.#beginning.catch(() => {});
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const name = query.parameters.length === 0 ? undefined : this.#nameOf(query.sql);
    const beginning = this.#beginning;
    this.#beginning = undefined;
    try {
      const [result] = await Promise.all([
        this.#client.query({ text: query.sql, values: [...query.parameters], ...(name !== undefined && { name }) }),
        beginning,
      ]);
      return { rows: result.rows as Row[], numAffectedRows: BigInt(result.rowCount ?? 0) };
    } catch (thrown) {
      this.#broken ||= (isAway(thrown) && !isStatementTimeout(thrown)) || isStalePlan(thrown);
      throw translate(thrown);
    }
  }

  /**
   * The statement timeout is lifted first: a wait for the standby that is cancelled *has* committed here. For the same reason a warning
   * that comes with the commit, or a connection that breaks during it, means that we do not know.
   */
  async commit(): Promise<void> {
    let warned = false;
    const onNotice = (notice: { severity?: string | undefined }) => {
      warned ||= notice.severity === 'WARNING';
    };
    this.#client.on('notice', onNotice);
    try {
      await this.#client.query('set local statement_timeout = 0; commit');
    } catch (thrown) {
      if (sqlState(thrown) === '25P02')
        throw new Error('a statement of this transaction failed and its error was not passed on', { cause: thrown });
      if (!isAway(thrown)) throw thrown;
      this.#broken = true;
      throw outcomeUnknown({ retryAfterSeconds: 2, cause: thrown });
    } finally {
      this.#client.off('notice', onNotice);
    }
    if (warned) throw outcomeUnknown({ retryAfterSeconds: 2 });
  }

  async rollback(): Promise<void> {
    if (this.#broken) return;
    try {
      await this.#client.query('rollback');
    } catch {
      // The server rolls back by itself when it loses us; what matters is that nobody gets this connection again.
      this.#broken = true;
    }
  }

  release(): void {
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
