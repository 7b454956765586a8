using System.Data.Common;

namespace Perennial.Kernel.Data;

/// <summary>The engines that one set of SQL runs on.</summary>
public enum DbEngine
{
    /// <summary>A file beside the server; one process writes it.</summary>
    Sqlite,

    /// <summary>A database server; any number of nodes.</summary>
    PostgreSql,
}

/// <summary>
/// The database of a shop. A write is a unit of work: it is there whole, or not at all, and once its task has ended
/// it survives the death of this process and of the machine.
/// </summary>
public abstract class Db : IAsyncDisposable
{
    /// <summary>Which engine.</summary>
    public abstract DbEngine Engine { get; }

    /// <summary>Opens the database that a setting names.</summary>
    /// <param name="setting">
    /// The path of an SQLite file, which is made if it is not there, or a PostgreSQL connection string
    /// (<c>Host=…;Database=…</c>).
    /// </param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="DbRefusedException">The database would lose what it acknowledged, or is somebody else's.</exception>
    public static async Task<Db> OpenAsync(string setting, CancellationToken cancellation) =>
        setting.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? await PostgreSqlDb.ConnectAsync(setting, cancellation)
            : SqliteDb.Open(setting);

    /// <summary>
    /// Runs a unit of work and commits it. Nothing but the database is touched inside: on SQLite many units wait behind
    /// each other, and on PostgreSQL a unit is run again where two of them stood in each other's way.
    /// </summary>
    /// <param name="work">The unit; it may run more than once, and only its last run counts.</param>
    /// <param name="cancellation">
    /// Takes the unit back before its commit has begun; then nothing of it is there. On SQLite a unit that runs is not
    /// interrupted.
    /// </param>
    /// <returns>What the unit returned, once it is durable.</returns>
    public abstract Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<DbUnit, Task> work, CancellationToken cancellation) =>
        WriteAsync(async unit =>
        {
            await work(unit);
            return true;
        }, cancellation);

    /// <summary>Runs a unit that may refuse: then nothing of it stays.</summary>
    public async Task<Result<T>> TryWriteAsync<T>(Func<DbUnit, Task<Result<T>>> work, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(async unit => (await work(unit)).TryGet(out var value, out var refusal)
                ? value
                : throw new RefusedException(refusal), cancellation);
        }
        catch (RefusedException e)
        {
            return e.Refusal;
        }
    }

    /// <summary>Runs questions that see one state of the database and change nothing.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>A connection for migrations, outside of units.</summary>
    internal abstract DbConnection OpenForMigration();

    /// <summary>The connection string for tools that open connections themselves.</summary>
    internal abstract string ConnectionString { get; }
}

/// <summary>A database that must not be used as it is.</summary>
/// <param name="code">Stable code: <c>db.in_use</c>, <c>db.fsync_off</c>, <c>db.too_old</c>.</param>
/// <param name="detail">What it is about.</param>
public sealed class DbRefusedException(string code, string detail) : Exception($"{code}: {detail}")
{
    /// <summary>Stable code.</summary>
    public string Code { get; } = code;

    /// <summary>The file, the setting or the version it is about.</summary>
    public string Detail { get; } = detail;
}

/// <summary>Takes a unit back that was refused.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Code)
{
    public Refusal Refusal { get; } = refusal;
}
