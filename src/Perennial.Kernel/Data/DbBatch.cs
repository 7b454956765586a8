using Npgsql;

namespace Perennial.Kernel.Data;

/// <summary>
/// Statements of a unit that go to the database together: one trip on PostgreSQL, prepared statements on SQLite. Two of
/// them make most units: one that reads and locks, one that writes.
/// </summary>
public sealed class DbBatch
{
    private readonly DbUnit unit;
    private readonly List<Step> steps = [];

    internal DbBatch(DbUnit unit) => this.unit = unit;

    /// <summary>Puts rows into a table.</summary>
    /// <returns>How many rows were put in or changed, once the batch has run.</returns>
    public DbCount Insert<T>(DbTable<T> table, IReadOnlyList<T> rows) => rows.Count == 0 ? new DbCount() : Add(new InsertStep<T>(table, rows)).Count;

    /// <summary>Reads the rows whose key is one of those given.</summary>
    /// <param name="sql">
    /// A question whose condition is written <c>where some_key {{in_keys}}</c>. On SQLite it is asked once a key, so it
    /// must not sort or limit.
    /// </param>
    /// <param name="keys">Keys: ids, texts or whole numbers.</param>
    /// <param name="read">Makes the answer of a row.</param>
    /// <returns>The answers, filled once the batch has run, in no particular order.</returns>
    public IReadOnlyList<TRow> Lookup<TKey, TRow>(string sql, IReadOnlyCollection<TKey> keys, Func<DbRow, TRow> read)
    {
        var found = new List<TRow>();
        if (keys.Count > 0)
        {
            Add(new LookupStep<TKey>(SqlTokens.Resolve(sql, unit.Engine), keys, row => found.Add(read(row))));
        }

        return found;
    }

    /// <summary>Runs a statement once for each of the rows given: <c>?1</c>, <c>?2</c> are the columns of the table.</summary>
    /// <param name="sql">
    /// For PostgreSQL and SQLite: an update or delete whose values are written <c>{{1}}</c>, <c>{{2}}</c> in the order of
    /// the columns.
    /// </param>
    /// <param name="values">Names no table but the values' types.</param>
    /// <param name="rows">The rows.</param>
    public DbCount Each<T>(string sql, DbTable<T> values, IReadOnlyList<T> rows) => rows.Count == 0
        ? new DbCount()
        : Add(new EachStep<T>(SqlTokens.Resolve(sql, unit.Engine), values, rows)).Count;

    /// <summary>Asks a question once for each of the rows given, whose values are written <c>{{1}}</c>, <c>{{2}}</c>.</summary>
    /// <returns>All answers, filled once the batch has run, in no particular order.</returns>
    public IReadOnlyList<TRow> Ask<T, TRow>(string sql, DbTable<T> values, IReadOnlyList<T> rows, Func<DbRow, TRow> read)
    {
        var found = new List<TRow>();
        if (rows.Count > 0)
        {
            Add(new EachStep<T>(SqlTokens.Resolve(sql, unit.Engine), values, rows, row => found.Add(read(row))));
        }

        return found;
    }

    /// <summary>Sends everything added since the last run.</summary>
    public async Task RunAsync()
    {
        if (steps.Count == 0)
        {
            return;
        }

        if (unit.SqliteStatements is { } statements)
        {
            steps.ForEach(s => s.Run(statements));
        }
        else
        {
            await RunTogetherAsync();
        }

        steps.Clear();
    }

    private Step Add(Step step)
    {
        steps.Add(step);
        return step;
    }

    private async Task RunTogetherAsync()
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)unit.Connection, (NpgsqlTransaction?)unit.Transaction);
        steps.ForEach(s => s.AddTo(batch));
        await using (var reader = await batch.ExecuteReaderAsync(unit.Cancellation))
        {
            var row = new PostgreSqlRow(reader);
            foreach (var step in steps.Where(s => s.Each is not null))
            {
                for (var command = 0; command < step.Commands; command++)
                {
                    while (await reader.ReadAsync(unit.Cancellation))
                    {
                        step.Each!(row);
                    }

                    await reader.NextResultAsync(unit.Cancellation);
                }
            }

            // Errors of statements that give no rows show when they are passed over.
            while (await reader.NextResultAsync(unit.Cancellation))
            {
            }
        }

        var at = 0;
        foreach (var step in steps)
        {
            for (var i = 0; i < step.Commands; i++)
            {
                step.Count.Rows += checked((int)Math.Max(0, batch.BatchCommands[at++].RecordsAffected));
            }
        }
    }

    private abstract class Step
    {
        public DbCount Count { get; } = new();

        public int Commands { get; protected init; } = 1;

        public Action<DbRow>? Each { get; protected init; }

        public abstract void Run(SqliteStatements statements);

        public abstract void AddTo(NpgsqlBatch batch);
    }

    private sealed class InsertStep<T>(DbTable<T> table, IReadOnlyList<T> rows) : Step
    {
        public override void Run(SqliteStatements statements) =>
            RunRows(statements, table.Statement(DbEngine.Sqlite), table, rows, Count);

        public override void AddTo(NpgsqlBatch batch)
        {
            var command = new NpgsqlBatchCommand(table.Statement(DbEngine.PostgreSql));
            foreach (var column in table.Columns)
            {
                command.Parameters.Add(column.Array(rows));
            }

            batch.BatchCommands.Add(command);
        }
    }

    private sealed class EachStep<T> : Step
    {
        private readonly string sql;
        private readonly DbTable<T> values;
        private readonly IReadOnlyList<T> rows;

        public EachStep(string sql, DbTable<T> values, IReadOnlyList<T> rows, Action<DbRow>? each = null)
        {
            (this.sql, this.values, this.rows) = (sql, values, rows);
            (Each, Commands) = (each, rows.Count);
        }

        public override void Run(SqliteStatements statements) => RunRows(statements, Places(sql, "?"), values, rows, Count, Each);

        public override void AddTo(NpgsqlBatch batch)
        {
            foreach (var row in rows)
            {
                var command = new NpgsqlBatchCommand(Places(sql, "$"));
                foreach (var column in values.Columns)
                {
                    command.Parameters.Add(column.Value(row));
                }

                batch.BatchCommands.Add(command);
            }
        }

        private string Places(string text, string sign)
        {
            for (var i = values.Columns.Count; i > 0; i--)
            {
                text = text.Replace($"{{{{{i}}}}}", $"{sign}{i}", StringComparison.Ordinal);
            }

            return text;
        }
    }

    private static void RunRows<T>(SqliteStatements statements, string sql, DbTable<T> table, IReadOnlyList<T> rows, DbCount count,
        Action<DbRow>? each = null)
    {
        var statement = statements[sql];
        var columns = table.Columns;
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                columns[c].Bind(statement, c + 1, rows[r]);
            }

            if (each is null)
            {
                count.Rows += statements.Run(statement);
            }
            else
            {
                statements.Read(statement, each);
            }
        }
    }

    private sealed class LookupStep<TKey> : Step
    {
        private readonly string sql;
        private readonly IReadOnlyCollection<TKey> keys;

        public LookupStep(string sql, IReadOnlyCollection<TKey> keys, Action<DbRow> each)
        {
            (this.sql, this.keys) = (sql, keys);
            Each = each;
        }

        public override void Run(SqliteStatements statements)
        {
            var statement = statements[sql];
            foreach (var key in keys)
            {
                switch (key)
                {
                    case Guid id: SqliteValues.Bind(statement, 1, id); break;
                    case string text: SqliteValues.Bind(statement, 1, text); break;
                    case long number: SqliteValues.Bind(statement, 1, number); break;
                    default: throw new NotSupportedException(typeof(TKey).Name);
                }

                statements.Read(statement, Each!);
            }
        }

        public override void AddTo(NpgsqlBatch batch)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new NpgsqlParameter<TKey[]> { TypedValue = [.. keys] });
            batch.BatchCommands.Add(command);
        }
    }
}

/// <summary>Rows that a statement of a batch put in, changed or took away; known once the batch has run.</summary>
public sealed class DbCount
{
    /// <summary>How many.</summary>
    public int Rows { get; internal set; }
}
