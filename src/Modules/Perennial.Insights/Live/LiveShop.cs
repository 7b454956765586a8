using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perennial.Commerce;
using Perennial.Customers.Contract;
using Perennial.Insights.Contract;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Insights.Live;

/// <summary>What a node's facts are of.</summary>
/// <param name="Database">Identity of the database.</param>
/// <param name="SnapshotPath">Where the snapshot file stands.</param>
internal sealed record LiveShopSetup(Guid Database, string SnapshotPath);

/// <summary>
/// Keeps the facts of this node: loads them once the shop is set up, follows the log, saves them now and then, and loads them
/// anew when the settings they depend on change.
/// </summary>
internal sealed partial class LiveShop(
    Db db, IShopSettings shopSettings, ICustomerAliases aliases, LiveShopSetup setup, TimeProvider clock, ILogger<LiveShop> log) : BackgroundService
{
    private static readonly TimeSpan LoadedPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SettingsPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SavePause = TimeSpan.FromMinutes(5);

    private volatile ILiveInsights? current;

    /// <summary>The facts; null until they were loaded.</summary>
    public ILiveInsights? Current => current;

    /// <summary>The facts, as soon as they are loaded.</summary>
    public async Task<ILiveInsights> LoadedAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (current is { } live)
            {
                return live;
            }

            await Task.Delay(LoadedPause, cancellation);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LiveAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(e.GetType().Name);
                await Task.Delay(FailurePause, clock, stoppingToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (current is { } live)
        {
            current = null;
            await SaveAsync(live, cancellationToken);
            await live.DisposeAsync();
        }
    }

    // One life of the facts: from one set of settings to the next.
    private async Task LiveAsync(CancellationToken stop)
    {
        if (await shopSettings.FindAsync(db, stop) is not { } settings)
        {
            await Task.Delay(SettingsPause, clock, stop);
            return;
        }

        var live = InsightsModule.Live(CommerceModule.OrderFacts(db, settings, aliases), new LiveSettings(
            setup.Database, Stamp(settings), settings.Currency, settings.TimeZone, setup.SnapshotPath), clock);
        var began = clock.GetTimestamp();
        var start = await live.StartAsync(stop);
        Loaded(start.Snapshot.ToString(), start.Orders, (long)clock.GetElapsedTime(began).TotalMilliseconds);
        current = live;
        using var changed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var following = FollowAsync(live, changed.Token);
        try
        {
            await WatchAsync(live, settings, stop);
        }
        finally
        {
            await changed.CancelAsync();
            await following;
        }

        current = null;
        await live.DisposeAsync();
    }

    // The database may go away and come back: following goes on where it stood.
    private async Task FollowAsync(ILiveInsights live, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await live.RunAsync(LookPause, clock, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Failed(e.GetType().Name);
                await Task.Delay(FailurePause, clock, CancellationToken.None);
            }
        }
    }

    // Returns when the settings that facts depend on have changed.
    private async Task WatchAsync(ILiveInsights live, ShopSettings settings, CancellationToken stop)
    {
        for (var saved = clock.GetTimestamp(); ;)
        {
            await Task.Delay(SettingsPause, clock, stop);
            try
            {
                if (await shopSettings.FindAsync(db, stop) is { } now && Stamp(now) != Stamp(settings))
                {
                    return;
                }
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                Failed(e.GetType().Name);
            }

            if (clock.GetElapsedTime(saved) > SavePause)
            {
                saved = clock.GetTimestamp();
                await SaveAsync(live, stop);
            }
        }
    }

    private async Task SaveAsync(ILiveInsights live, CancellationToken stop)
    {
        try
        {
            await live.SaveAsync(stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Without the file the next start takes longer, and nothing else.
            Failed(e.GetType().Name);
        }
    }

    private static string Stamp(ShopSettings settings) =>
        string.Create(CultureInfo.InvariantCulture, $"{settings.TimeZone}|{settings.Currency}|{settings.TaxIn}|{settings.ShippingIn}");

    [LoggerMessage(EventName = "insights.failed", Level = LogLevel.Warning, Message = "insights.failed {Kind}")]
    private partial void Failed(string kind);

    [LoggerMessage(EventName = "insights.loaded", Level = LogLevel.Information,
        Message = "insights.loaded {Snapshot} {Orders} orders {Milliseconds} ms")]
    private partial void Loaded(string snapshot, long orders, long milliseconds);
}
