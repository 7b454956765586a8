using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;
using Perennial.Kernel.Data;

namespace Perennial.Bench.Server;

/// <summary>
/// The ceiling: the very rows that the server wrote, put into an empty database of the same schema by bare prepared
/// statements, in the order in which they came, nothing looked up and nothing checked.
/// </summary>
internal sealed class BareRows
{
    private static readonly (string Name, string Sort)[] Tables =
    [
        ("customers", "customer_id"), ("customer_identifiers", "customer_id"), ("customer_search", "customer_id"), ("order_keys", "order_id"),
        ("orders", "id"), ("order_lines", "order_id, line"), ("outbox_events", "sequence"),
        ("import_undo", "import_id, order_id"),
    ];

    private sealed record Rows(string Table, string[] Columns, List<object?[]> Values);

    private readonly List<Rows> all = [];

    public long Count => all.Sum(t => (long)t.Values.Count);

    /// <summary>Reads what the server wrote.</summary>
    public static async Task<BareRows> ReadAsync(DbConnection from)
    {
        var read = new BareRows();
        foreach (var (name, sort) in Tables)
        {
            await using var command = from.CreateCommand();
            command.CommandText = $"select * from {name} order by {sort}";
            await using var reader = await command.ExecuteReaderAsync();
            string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            var rows = new List<object?[]>();
            while (await reader.ReadAsync())
            {
                var row = new object?[columns.Length];
                reader.GetValues(row!);
                rows.Add(row);
            }

            read.all.Add(new Rows(name, columns, rows));
        }

        return read;
    }

    /// <summary>Puts them into an SQLite file by one thread.</summary>
    /// <param name="file">An empty database of the schema.</param>
    /// <param name="transactions">How many of them.</param>
    /// <returns>Seconds.</returns>
    public double WriteSqlite(string file, int transactions)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        Execute(connection, "pragma journal_mode = wal; pragma synchronous = full");
        var commands = all.Select(t => (Rows: t, Command: Prepare(connection, t))).ToList();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < transactions; i++)
        {
            using var transaction = connection.BeginTransaction();
            foreach (var (rows, command) in commands)
            {
                command.Transaction = transaction;
                foreach (var row in Share(rows.Values, i, transactions))
                {
                    for (var c = 0; c < row.Length; c++)
                    {
                        command.Parameters[c].Value = row[c] ?? DBNull.Value;
                    }

                    command.ExecuteNonQuery();
                }
            }

            transaction.Commit();
        }

        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// Puts them into a PostgreSQL database as into SQLite: one thread, a prepared statement a row, here sent together a transaction.
    /// </summary>
    public async Task<double> WriteSinglyAsync(string database, int transactions)
    {
        var prepared = new NpgsqlConnectionStringBuilder(database) { MaxAutoPrepare = 50, AutoPrepareMinUsages = 2 };
        await using var source = NpgsqlDataSource.Create(prepared);
        var types = await TypesAsync(source);
        await using var connection = await source.OpenConnectionAsync();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < transactions; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var rows in all)
            {
                var kept = Kept(rows);
                var sql = $"insert into {rows.Table} ({string.Join(", ", kept.Select(c => rows.Columns[c]))}) " +
                    $"values ({string.Join(", ", kept.Select((_, n) => $"${n + 1}"))})";
                foreach (var row in Share(rows.Values, i, transactions))
                {
                    batch.BatchCommands.Add(Single(sql, rows, kept, row, types[rows.Table]));
                }
            }

            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Puts them into a PostgreSQL database: a statement over arrays a table and transaction, on several connections.</summary>
    public async Task<double> WritePostgreSqlAsync(string database, int transactions, int connections)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var types = await TypesAsync(source);
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            for (int i; (i = Interlocked.Increment(ref next)) < transactions;)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await using var batch = new NpgsqlBatch(connection, transaction);
                foreach (var rows in all)
                {
                    var share = Share(rows.Values, i, transactions).ToList();
                    if (share.Count > 0)
                    {
                        batch.BatchCommands.Add(Command(rows, types[rows.Table], share));
                    }
                }

                await batch.ExecuteNonQueryAsync();
                await transaction.CommitAsync();
            }
        })));
        return clock.Elapsed.TotalSeconds;
    }

    // The place of an event is the database's own to give.
    private static int[] Kept(Rows rows) =>
        [.. Enumerable.Range(0, rows.Columns.Length).Where(c => rows.Columns[c] is not ("sequence" or "position"))];

    private static NpgsqlBatchCommand Single(string sql, Rows rows, int[] kept, object?[] row, Dictionary<string, string> types)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var c in kept)
        {
            command.Parameters.Add(row[c] is null or DBNull
                ? new NpgsqlParameter { Value = DBNull.Value, DataTypeName = types[rows.Columns[c]] }
                : new NpgsqlParameter { Value = row[c], DataTypeName = types[rows.Columns[c]] });
        }

        return command;
    }

    private static NpgsqlBatchCommand Command(Rows rows, Dictionary<string, string> types, List<object?[]> share)
    {
        var kept = Kept(rows);
        var names = string.Join(", ", kept.Select(c => rows.Columns[c]));
        var places = string.Join(", ", kept.Select((c, i) => $"${i + 1}::{types[rows.Columns[c]]}[]"));
        var command = new NpgsqlBatchCommand($"insert into {rows.Table} ({names}) select * from unnest({places})");
        foreach (var c in kept)
        {
            command.Parameters.Add(types[rows.Columns[c]] switch
            {
                "uuid" => new NpgsqlParameter<Guid?[]> { TypedValue = [.. share.Select(r => r[c] as Guid?)] },
                "bigint" => new NpgsqlParameter<long?[]> { TypedValue = [.. share.Select(r => r[c] as long?)] },
                "integer" => new NpgsqlParameter<int?[]> { TypedValue = [.. share.Select(r => r[c] as int?)] },
                "boolean" => new NpgsqlParameter<bool?[]> { TypedValue = [.. share.Select(r => r[c] as bool?)] },
                "bytea" => new NpgsqlParameter<byte[]?[]> { TypedValue = [.. share.Select(r => r[c] as byte[])] },
                _ => new NpgsqlParameter<string?[]> { TypedValue = [.. share.Select(r => r[c] as string)] },
            });
        }

        return command;
    }

    private static async Task<Dictionary<string, Dictionary<string, string>>> TypesAsync(NpgsqlDataSource source)
    {
        var types = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        await using var command = source.CreateCommand(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public'");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var table = reader.GetString(0);
            var columns = types.TryGetValue(table, out var known) ? known : types[table] = new(StringComparer.Ordinal);
            columns[reader.GetString(1)] = reader.GetString(2);
        }

        return types;
    }

    private static IEnumerable<object?[]> Share(List<object?[]> rows, int share, int of)
    {
        var (from, to) = ((int)((long)rows.Count * share / of), (int)((long)rows.Count * (share + 1) / of));
        for (var i = from; i < to; i++)
        {
            yield return rows[i];
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, Rows rows)
    {
        var command = connection.CreateCommand();
        var places = string.Join(", ", rows.Columns.Select((_, i) => $"@p{i}"));
        command.CommandText = $"insert into {rows.Table} ({string.Join(", ", rows.Columns)}) values ({places})";
        for (var c = 0; c < rows.Columns.Length; c++)
        {
            command.Parameters.Add(new SqliteParameter($"@p{c}", null));
        }

        command.Prepare();
        return command;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
