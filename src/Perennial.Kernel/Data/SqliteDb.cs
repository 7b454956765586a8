using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Perennial.Kernel.Data;

/// <summary>An SQLite file: one writer that commits many waiting units at once, and readers that never wait.</summary>
internal sealed class SqliteDb : Db
{
    // Orders stand by customer, so what comes in touches pages all over the file: the writer keeps many of them, and lets the log
    // hold several changes of a page before it is written back.
    private const int WriterCacheKib = 16 * 1024;
    private const int ReaderCacheKib = 2 * 1024;

    private readonly string connectionString;
    private readonly FileStream claim;
    private readonly SqliteWriter writer;

    private SqliteDb(string connectionString, FileStream claim)
    {
        (this.connectionString, this.claim) = (connectionString, claim);
        writer = new SqliteWriter(OpenConnection(WriterCacheKib), OpenConnection(ReaderCacheKib));
    }

    public override DbEngine Engine => DbEngine.Sqlite;

    /// <summary>Transactions that units were committed in; less than units where several waited.</summary>
    internal long Commits => writer.Commits;

    internal override string ConnectionString => connectionString;

    public static SqliteDb Open(string path)
    {
        var file = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var claimed = Claim(file);
        try
        {
            return new SqliteDb(new SqliteConnectionStringBuilder
            {
                DataSource = file, Pooling = true, ForeignKeys = true, DefaultTimeout = 30,
            }.ToString(), claimed);
        }
        catch
        {
            claimed.Dispose();
            throw;
        }
    }

    public override Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation) =>
        writer.Add(work, cancellation);

    public override async Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = OpenConnection(ReaderCacheKib);
        await using var transaction = connection.BeginTransaction(deferred: true);
        using var statements = new SqliteStatements(connection);
        return await work(new DbUnit(DbEngine.Sqlite, connection, transaction, cancellation, statements));
    }

    public override async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
        await claim.DisposeAsync();
    }

    internal override DbConnection OpenForMigration() => OpenConnection(ReaderCacheKib);

    private SqliteConnection OpenConnection(int cacheKib)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();

        // WAL lets readers go on while the writer commits; full makes each commit wait for the disk; what is deleted is
        // overwritten, so that what a customer had erased is not in the file either.
        command.CommandText = "pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory; pragma secure_delete = on; " +
            string.Create(CultureInfo.InvariantCulture, $"pragma cache_size = -{cacheKib}; pragma wal_autocheckpoint = 0;");
        command.ExecuteNonQuery();
        return connection;
    }

    // The operating system gives the claim back when the process dies, however it dies.
    private static FileStream Claim(string file)
    {
        try
        {
            var locked = new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            locked.SetLength(0);
            locked.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            locked.Flush();
            return locked;
        }
        catch (IOException)
        {
            throw new DbRefusedException("db.in_use", file);
        }
    }
}
