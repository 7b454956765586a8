using Perennial.Customers;
using Perennial.Workspace;

namespace Perennial.Slices.House;

/// <summary>Databases for tests, new and empty, on either engine.</summary>
public sealed class Engines : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("perennial-db-").FullName;
    private PostgresCluster cluster = null!;
    private int made;

    /// <summary>Both, for theories.</summary>
    public static TheoryData<DbEngine> Both => [DbEngine.Sqlite, DbEngine.PostgreSql];

    public async ValueTask InitializeAsync() => cluster = await PostgresCluster.StartAsync();

    /// <summary>What a setting would name: a file, or a connection string.</summary>
    public async Task<string> NewSettingAsync(DbEngine engine) => engine == DbEngine.Sqlite
        ? Path.Combine(folder, $"{Interlocked.Increment(ref made)}.db")
        : await cluster.NewDatabaseAsync();

    /// <summary>A database with the tests' tables.</summary>
    public async Task<Db> NewAsync(DbEngine engine) => await OpenAsync(await NewSettingAsync(engine));

    /// <summary>The database of a setting, with the tests' tables and those of the modules.</summary>
    public static async Task<Db> OpenAsync(string setting)
    {
        var db = await Db.OpenAsync(setting, TestContext.Current.CancellationToken);
        Migrations.Run(db, ("tests", typeof(Engines).Assembly), ("workspace", typeof(WorkspaceModule).Assembly),
            ("customers", typeof(CustomersModule).Assembly));
        return db;
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>
/// Slices in five lanes, four of which run at the same time, each with a cluster of its own: what one has open holds back the events of
/// all databases of its cluster. This is the lane of the kernel, of customers and of the docs.
/// </summary>
[CollectionDefinition("engines")]
public sealed class EnginesLane : ICollectionFixture<Engines>;

/// <summary>The lane of people of the shop, settings, webhooks, and of who may what.</summary>
[CollectionDefinition("staff")]
public sealed class StaffLane : ICollectionFixture<Engines>;

/// <summary>The lane of imports.</summary>
[CollectionDefinition("imports")]
public sealed class ImportsLane : ICollectionFixture<Engines>;

/// <summary>The lane of orders and figures.</summary>
[CollectionDefinition("orders")]
public sealed class OrdersLane : ICollectionFixture<Engines>;

/// <summary>The lane of what fails.</summary>
[CollectionDefinition("faults")]
public sealed class FaultsLane : ICollectionFixture<Engines>;
