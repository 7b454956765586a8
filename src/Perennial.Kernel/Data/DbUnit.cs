using System.Data.Common;
using Dapper;
using Npgsql;

namespace Perennial.Kernel.Data;

/// <summary>
/// A unit of work at hand: the statements in it are committed together. SQL is the portable part of both engines, lower
/// case, with named parameters; their names are written alike in statement and values, since SQLite tells case apart.
/// What differs stands in tokens (<see cref="SqlTokens"/>).
/// </summary>
public sealed class DbUnit
{
    // From about here on COPY's two trips more cost less than arrays do.
    private const int CopyRowsMin = 2_000;

    internal DbUnit(DbEngine engine, DbConnection connection, DbTransaction? transaction, CancellationToken cancellation,
        SqliteStatements? statements = null)
    {
        Engine = engine;
        (Connection, Transaction, Cancellation, SqliteStatements) = (connection, transaction, cancellation, statements);
        GuidValues.Register();
    }

    internal DbConnection Connection { get; }

    internal DbTransaction? Transaction { get; }

    internal CancellationToken Cancellation { get; }

    /// <summary>Prepared statements of the connection; null on PostgreSQL, which keeps its own.</summary>
    internal SqliteStatements? SqliteStatements { get; }

    /// <summary>Whether what it takes out shall be gone from the database's files too.</summary>
    internal bool LeavesNoTrace { get; private set; }

    /// <summary>Which engine.</summary>
    public DbEngine Engine { get; }

    /// <summary>
    /// What this unit takes out shall not be left in the files of the database either: SQLite overwrites what is deleted and, here,
    /// empties its log as soon as no reader needs it. PostgreSQL removes rows when it vacuums, and its log when it recycles it.
    /// </summary>
    public void LeaveNoTrace() => LeavesNoTrace = true;

    /// <summary>Runs a statement.</summary>
    /// <returns>Rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? values = null) => Connection.ExecuteAsync(Command(sql, values));

    /// <summary>All rows of a question.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values = null) =>
        (await Connection.QueryAsync<T>(Command(sql, values))).AsList();

    /// <summary>The only row of a question; the default where there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public Task<T?> FindAsync<T>(string sql, object? values = null) =>
        Connection.QuerySingleOrDefaultAsync<T>(Command(sql, values));

    /// <summary>The first value of the first row.</summary>
    public Task<T?> ValueAsync<T>(string sql, object? values = null) => Connection.ExecuteScalarAsync<T>(Command(sql, values));

    /// <summary>Statements that go to the database together.</summary>
    public DbBatch Batch() => new(this);

    /// <summary>
    /// Puts rows in that others may be putting in at this moment. Whoever is before us is waited for, so that a unit that makes
    /// many rows is not thrown back again and again by small ones that make one of them.
    /// </summary>
    /// <param name="table">A table that does nothing on a conflict.</param>
    /// <param name="rows">The rows, sorted by their key: units that wait for each other crosswise lock each other out.</param>
    /// <returns>False where one of them was there: then none was put in, and what was found before is to be looked up again.</returns>
    public async Task<bool> ClaimAsync<T>(DbTable<T> table, IReadOnlyList<T> rows)
    {
        const string before = "claim";
        var transaction = Transaction as NpgsqlTransaction;
        await (transaction?.SaveAsync(before, Cancellation) ?? Task.CompletedTask);
        var batch = Batch();
        var put = batch.Insert(table, rows);
        await batch.RunAsync();
        if (put.Rows == rows.Count)
        {
            return true;
        }

        // SQLite has one writer at a time: what it looked up holds until it is done.
        await (transaction ?? throw new InvalidOperationException($"Rows of {table.Name} were there though they were looked up."))
            .RollbackAsync(before, Cancellation);
        return false;
    }

    /// <summary>Puts rows into a table, by COPY on PostgreSQL where they are many.</summary>
    public async Task InsertAsync<T>(DbTable<T> table, IReadOnlyList<T> rows)
    {
        if (Engine == DbEngine.PostgreSql && rows.Count >= CopyRowsMin && table.CanCopy)
        {
            await CopyAsync(table, rows);
            return;
        }

        var batch = Batch();
        batch.Insert(table, rows);
        await batch.RunAsync();
    }

    /// <summary>Reads very many rows, one after another, without keeping them.</summary>
    /// <param name="sql">A question without values.</param>
    /// <param name="each">Told each row.</param>
    public async Task ScanAsync(string sql, Action<DbRow> each)
    {
        sql = SqlTokens.Resolve(sql, Engine);
        if (SqliteStatements is { } statements)
        {
            statements.Read(statements[sql], row =>
            {
                Cancellation.ThrowIfCancellationRequested();
                each(row);
            });
            return;
        }

        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)Connection, (NpgsqlTransaction?)Transaction) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var current = new PostgreSqlRow(reader);
        while (await reader.ReadAsync(Cancellation))
        {
            each(current);
        }
    }

    /// <summary>Lets the database look at a table again after very many rows were put in: its plans are made for its size.</summary>
    public Task AnalyzeAsync(string table) => ExecuteAsync($"analyze {table}");

    private async Task CopyAsync<T>(DbTable<T> table, IReadOnlyList<T> rows)
    {
        await using var importer = await ((NpgsqlConnection)Connection).BeginBinaryImportAsync(table.CopyStatement, Cancellation);
        foreach (var row in rows)
        {
            await importer.StartRowAsync(Cancellation);
            foreach (var column in table.Columns)
            {
                await column.CopyAsync(importer, row);
            }
        }

        await importer.CompleteAsync(Cancellation);
    }

    private CommandDefinition Command(string sql, object? values) =>
        new(SqlTokens.Resolve(sql, Engine), values, Transaction, cancellationToken: Cancellation);
}
