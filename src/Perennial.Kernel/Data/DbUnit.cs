using System.Data.Common;
using Dapper;

namespace Perennial.Kernel.Data;

/// <summary>
/// A unit of work at hand: the statements in it are committed together. SQL is the portable part of both engines, lower
/// case, with named parameters; their names are written alike in statement and values, since SQLite tells case apart.
/// What differs stands in tokens (<see cref="SqlTokens"/>).
/// </summary>
public sealed class DbUnit
{
    private readonly DbConnection connection;
    private readonly DbTransaction? transaction;
    private readonly CancellationToken cancellation;

    internal DbUnit(DbEngine engine, DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
    {
        Engine = engine;
        (this.connection, this.transaction, this.cancellation) = (connection, transaction, cancellation);
        GuidValues.Register();
    }

    /// <summary>Which engine.</summary>
    public DbEngine Engine { get; }

    /// <summary>Runs a statement.</summary>
    /// <returns>Rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? values = null) => connection.ExecuteAsync(Command(sql, values));

    /// <summary>All rows of a question.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? values = null) =>
        (await connection.QueryAsync<T>(Command(sql, values))).AsList();

    /// <summary>The only row of a question; the default where there is none.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public Task<T?> FindAsync<T>(string sql, object? values = null) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, values));

    /// <summary>The first value of the first row.</summary>
    public Task<T?> ValueAsync<T>(string sql, object? values = null) => connection.ExecuteScalarAsync<T>(Command(sql, values));

    private CommandDefinition Command(string sql, object? values) =>
        new(SqlTokens.Resolve(sql, Engine), values, transaction, cancellationToken: cancellation);
}
