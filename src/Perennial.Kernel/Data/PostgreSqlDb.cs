using System.Data;
using System.Data.Common;
using Npgsql;

namespace Perennial.Kernel.Data;

/// <summary>A PostgreSQL database: a transaction a unit on a pooled connection.</summary>
internal sealed class PostgreSqlDb : Db
{
    private const int VersionMin = 15;
    private const int RunsMax = 8;
    private const int PauseMsFirst = 10;
    private const int StatementsKeptMax = 200;

    private readonly NpgsqlDataSource source;

    private PostgreSqlDb(NpgsqlDataSource source) => this.source = source;

    public override DbEngine Engine => DbEngine.PostgreSql;

    internal override string ConnectionString => source.ConnectionString;

    public static async Task<PostgreSqlDb> ConnectAsync(string connectionString, CancellationToken cancellation)
    {
        // A server, or the setting, may say to answer before the disk has it; what we acknowledge must be there. The last
        // word on a setting holds.
        var wanted = new NpgsqlConnectionStringBuilder(connectionString) { PersistSecurityInfo = true };

        // The same few statements come over and over; sessions have no state that a reset would have to take back.
        (wanted.MaxAutoPrepare, wanted.AutoPrepareMinUsages, wanted.NoResetOnClose) = (StatementsKeptMax, 2, true);
        wanted.Options = $"{wanted.Options} -c synchronous_commit=on".TrimStart();
        var opened = NpgsqlDataSource.Create(wanted);
        try
        {
            await using var connection = await opened.OpenConnectionAsync(cancellation);
            if (connection.PostgreSqlVersion.Major < VersionMin)
            {
                throw new DbRefusedException("db.too_old", connection.PostgreSqlVersion.ToString());
            }

            await using var command = new NpgsqlCommand("show fsync", connection);
            if (await command.ExecuteScalarAsync(cancellation) is "off")
            {
                throw new DbRefusedException("db.fsync_off", connection.Host ?? "");
            }

            return new PostgreSqlDb(opened);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation)
    {
        for (var run = 1; ; run++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
                var result = await work(new DbUnit(DbEngine.PostgreSql, connection, transaction, cancellation));
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (PostgresException e) when (run < RunsMax &&
                e.SqlState is
                PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation)
            {
                // Two units locked each other's rows, or made the same row after neither of them found it: one was taken
                // back whole, and is run again, not at once, since the others are still at it; it then finds the row.
                await Task.Delay(Random.Shared.Next(PauseMsFirst << (run - 1), PauseMsFirst << run), cancellation);
            }
        }
    }

    public override async Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        return await work(new DbUnit(DbEngine.PostgreSql, connection, transaction, cancellation));
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    internal override DbConnection OpenForMigration() => source.OpenConnection();
}
