using Microsoft.Data.Sqlite;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Server.Start;
using Perennial.Workspace;
using Perennial.Workspace.Contract;
using SQLitePCL;

namespace Perennial.Server.Demo;

/// <summary>
/// The demo shop of this node. It is filled by a second set of the modules over a file of its own, so that nothing of it can come
/// into the shop's database; it is work of this process alone, because its file lies on this node's disk.
/// </summary>
internal sealed partial class DemoShop : IDemoShop, IHostedService
{
    private readonly ServerOptions options;
    private readonly TimeProvider clock;
    private readonly ILoggerFactory logs;
    private readonly ILogger<DemoShop> log;
    private readonly IReadOnlyList<IDemoMount> mounts;
    private readonly DemoFolder folder;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim removal = new(1);
    private CancellationTokenSource filling = new();
    private Task work = Task.CompletedTask;

    public DemoShop(ServerOptions options, TimeProvider clock, IEnumerable<IDemoMount> mounts, ILoggerFactory logs)
    {
        (this.options, this.clock, this.logs, log) = (options, clock, logs, logs.CreateLogger<DemoShop>());
        (this.mounts, folder) = ([.. mounts], new DemoFolder(options.DataFolder));
    }

    public DemoState State { get; private set; } = new(DemoStage.Absent);

    /// <summary>Adds it to the server.</summary>
    public static void Add(IServiceCollection services)
    {
        DemoDoor.Add(services);
        services.AddSingleton<DemoShop>()
            .AddSingleton<IDemoShop>(all => all.GetRequiredService<DemoShop>())
            .AddHostedService(all => all.GetRequiredService<DemoShop>());
    }

    public Result<DemoState> Begin(DemoWish wish)
    {
        lock (gate)
        {
            if (State.Stage is not (DemoStage.Absent or DemoStage.Failed))
            {
                return new Refusal(RefusalKind.Conflict, "demo.there");
            }

            filling.Dispose();
            filling = new CancellationTokenSource();
            State = new DemoState(DemoStage.Filling);
            work = Task.Run(() => RunAsync(wish, filling.Token), CancellationToken.None);
            return State;
        }
    }

    public async Task<DemoState> EndedAsync(CancellationToken cancellation)
    {
        await work.WaitAsync(cancellation);
        return State;
    }

    public async Task RemoveAsync(CancellationToken cancellation)
    {
        await removal.WaitAsync(cancellation);
        try
        {
            if (State.Stage != DemoStage.Absent)
            {
                await StopFillingAsync();
                State = new DemoState(DemoStage.Removing);
                await CloseAsync();
                folder.Clear();
                State = new DemoState(DemoStage.Absent);
            }
        }
        finally
        {
            removal.Release();
        }
    }

    /// <summary>
    /// Shows the demo shop that is there; one that is not whole is removed. Where neither can be done the server starts all the same:
    /// the real shop does not wait for a made-up one.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (folder.Filled() is { } filled)
            {
                await OpenAsync(filled, cancellationToken);
                return;
            }

            folder.Clear();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(e.GetType().Name, e.StackTrace);
            await CloseAsync();
            State = new DemoState(DemoStage.Failed) { Failure = Code(e) };
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await StopFillingAsync();
        await CloseAsync();
    }

    private async Task StopFillingAsync()
    {
        await filling.CancelAsync();
        await work;
    }

    private async Task CloseAsync()
    {
        foreach (var mount in mounts)
        {
            await mount.CloseAsync();
        }
    }

    private async Task OpenAsync(DemoFilled filled, CancellationToken cancellation)
    {
        foreach (var mount in mounts)
        {
            await mount.OpenAsync(folder, cancellation);
        }

        State = new DemoState(DemoStage.Ready) { Percent = 100, Rows = filled.Rows, Filled = filled };
    }

    // Whatever goes wrong, nothing of it is left: half a shop would be taken for a whole one.
    private async Task RunAsync(DemoWish wish, CancellationToken cancellation)
    {
        try
        {
            folder.Clear();
            var filled = await FillAsync(wish, cancellation);
            folder.Finish(filled);
            Ended(filled.Rows, filled.Seconds);
            await OpenAsync(filled, cancellation);
        }
        catch (Exception e)
        {
            var isWanted = e is OperationCanceledException && cancellation.IsCancellationRequested;
            if (!isWanted)
            {
                Failed(e.GetType().Name, e.StackTrace);
            }

            await CloseAsync();
            State = new DemoState(isWanted ? DemoStage.Absent : DemoStage.Failed) { Failure = isWanted ? null : Code(e) };
            Leave();
        }
    }

    // What another node has open is not ours to remove; and what cannot be removed now has no mark, so the next start does it.
    private void Leave()
    {
        try
        {
            folder.Clear();
        }
        catch (Exception e) when (e is DbRefusedException or IOException or UnauthorizedAccessException)
        {
            Failed(e.GetType().Name, e.StackTrace);
        }
    }

    private async Task<DemoFilled> FillAsync(DemoWish wish, CancellationToken cancellation)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var yesterday = now.InZone(DemoFilling.Zone).Date.PlusDays(-1);
        await using var db = await Db.OpenAsync(folder.Database, cancellation);
        Migrations.Run(db, Modules.Schemas);
        var ids = new IdSource(clock);
        var (database, _) = await WorkspaceModule.FoundAsync(db, ids, now, cancellation);
        await using var services = Services(db, ids, database);
        IDemoData[] entries = [.. services.GetServices<IDemoData>().OrderBy(e => e.Order).ThenBy(e => e.Name, StringComparer.Ordinal)];
        var progress = new DemoProgress(clock, [.. entries.Select(e => e.Weight)], state => State = state);
        var filled = new DemoFilling(db, wish.Seed, wish.EndDay ?? yesterday, now, wish.Language) { Customers = wish.Customers };
        foreach (var (i, entry) in entries.Index())
        {
            await entry.FillAsync(filled with { Report = progress.Of(i) }, cancellation);
            progress.Done(i);
        }

        return new DemoFilled(wish.Seed, filled.EndDay, wish.Language, now, progress.Seconds, progress.Rows);
    }

    // The modules once more. Their loops are not started: nothing of the demo is delivered, followed or kept up while it is filled.
    private ServiceProvider Services(Db db, IdSource ids, Guid database)
    {
        var services = new ServiceCollection();
        var own = folder.Options(options);
        services.AddSingleton(logs).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(clock).AddSingleton(db).AddSingleton(ids).AddSingleton(own).AddSingleton(new Problems(Modules.Words));
        Modules.Add(services, own, database);
        return services.BuildServiceProvider();
    }

    private static string Code(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => "demo.disk_full",
        DemoRefusedException refused => refused.Code,
        DbRefusedException refused => refused.Code,
        _ => "demo.failed",
    };

    [LoggerMessage(EventName = "demo.filled", Level = LogLevel.Information, Message = "demo.filled {Rows} rows {Seconds} s")]
    private partial void Ended(long rows, int seconds);

    [LoggerMessage(EventName = "demo.fill_failed", Level = LogLevel.Error, Message = "demo.fill_failed {Kind} {Where}")]
    private partial void Failed(string kind, string? where);
}
