using System.Data.Common;
using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;
using DbUp;

namespace Perennial.Kernel.Data;

/// <summary>
/// The schema of all modules, brought up to date when the server starts: numbered files, embedded as
/// <c>Schema.0001-name.sql</c>, the same ones for both engines, each in a transaction of its own and never changed once
/// it was released. What no portable SQL says, such as triggers, stands in a file for each engine:
/// <c>0003-name.sqlite.sql</c> and <c>0003-name.postgresql.sql</c>.
/// </summary>
public static class Migrations
{
    private const string Prefix = "Schema.";

    // Ten million rows take as long as they take, and a start after a kill may have to wait until the database has noticed it.
    private static readonly TimeSpan Unbounded = TimeSpan.Zero;

    /// <summary>Runs what has not run yet: the kernel's own tables, then a module after the other in the order given.</summary>
    /// <returns>Names of the files that ran.</returns>
    /// <exception cref="DbMigrationException">A file failed; what ran before it stays, and a new start goes on there.</exception>
    public static IReadOnlyList<string> Run(Db db, params IEnumerable<(string Module, Assembly Assembly)> modules)
    {
        using var gate = MigrationGate.Enter(db);
        var ran = new List<string>();
        foreach (var (module, assembly) in modules.Prepend(("kernel", typeof(Migrations).Assembly)))
        {
            var result = Target(db)
                .WithScripts(Scripts(module, assembly, db.Engine))
                .WithVariables(new Dictionary<string, string>(SqlTokens.Types(db.Engine), StringComparer.Ordinal))
                .WithTransactionPerScript()
                .WithExecutionTimeout(Unbounded)
                .LogToNowhere()
                .Build()
                .PerformUpgrade();
            ran.AddRange(result.Scripts.Select(s => s.Name));
            if (!result.Successful)
            {
                throw new DbMigrationException(result.ErrorScript?.Name ?? module, result.Error);
            }
        }

        return ran;
    }

    // Without a pool of its own: what is migrated once would keep a connection for minutes.
    private static UpgradeEngineBuilder Target(Db db) => db.Engine == DbEngine.Sqlite
        ? DeployChanges.To.SqliteDatabase(db.ConnectionString).JournalToSqliteTable("schema_versions")
        : DeployChanges.To.PostgresqlDatabase(db.ConnectionString + ";Pooling=false").JournalToPostgresqlTable("public", "schema_versions");

    private static IEnumerable<SqlScript> Scripts(string module, Assembly assembly, DbEngine engine) =>
        assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Where(n => !n.EndsWith(engine == DbEngine.Sqlite ? ".postgresql.sql" : ".sqlite.sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => SqlScript.FromStream($"{module}/{n[Prefix.Length..]}", assembly.GetManifestResourceStream(n)!));
}

/// <summary>A migration that failed.</summary>
/// <param name="script">The file, with its module.</param>
/// <param name="reason">What the database said.</param>
public sealed class DbMigrationException(string script, Exception reason) : Exception(script, reason);

/// <summary>
/// Lets one node at a time migrate. The lock is given back by name: a connection that goes back to its pool keeps it.
/// </summary>
internal sealed class MigrationGate : IDisposable
{
    private const int WaitSecondsMax = 600;

    private readonly DbConnection? connection;

    private MigrationGate(DbConnection? connection) => this.connection = connection;

    /// <summary>Waits until no other node is at it. An SQLite file has one process anyway.</summary>
    public static MigrationGate Enter(Db db)
    {
        if (db.Engine == DbEngine.Sqlite)
        {
            return new MigrationGate(null);
        }

        var gate = new MigrationGate(db.OpenForMigration());
        gate.Run("select pg_advisory_lock(hashtext('perennial.migrations'))");
        return gate;
    }

    public void Dispose()
    {
        if (connection is not null)
        {
            Run("select pg_advisory_unlock(hashtext('perennial.migrations'))");
            connection.Dispose();
        }
    }

    private void Run(string sql)
    {
        using var command = connection!.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = WaitSecondsMax;
        command.ExecuteNonQuery();
    }
}
