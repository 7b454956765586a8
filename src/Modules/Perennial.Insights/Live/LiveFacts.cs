using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel.Data;

namespace Perennial.Insights.Live;

/// <summary>The facts of the database in memory: loaded once, then followed change by change.</summary>
internal sealed class LiveFacts(IOrderFacts source, LiveSettings settings, TimeProvider clock) : ILiveInsights
{
    // How soon somebody who waits for a change is looked after when it was not settled at the first look.
    private static readonly TimeSpan PauseAwaited = TimeSpan.FromMilliseconds(10);

    private const int VerifyAttemptsMax = 5;
    private static readonly Dictionary<OrderField, LineGroups> NoLines = [];

    // One at a time changes the store; one at a time writes the file.
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly SemaphoreSlim saving = new(1, 1);
    private readonly LineGroupsAtHand lines = new(source, clock);

    // Whoever waits for news to be looked at.
    private readonly SemaphoreSlim nudge = new(0);
    private readonly Lock gate = new();
    private readonly List<(LogPlace Place, TaskCompletionSource Reached)> waiting = [];
    private volatile LiveStore? store;
    private LogPlace place = LogPlace.Start;
    private volatile bool isBehind;
    private LoadedShop? now;

    public LogPlace Place
    {
        get
        {
            lock (gate)
            {
                return place;
            }
        }
    }

    private bool IsAwaited
    {
        get
        {
            lock (gate)
            {
                return waiting.Count > 0;
            }
        }
    }

    /// <summary>The store, once it is loaded.</summary>
    internal LiveStore Store => store ?? throw new InvalidOperationException("The facts were not loaded.");

    public async Task<LiveStart> StartAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var state = SnapshotState.Missing;
            LiveStore? loaded = null;
            var from = LogPlace.Start;
            if (settings.SnapshotPath is { } path)
            {
                (state, loaded, from) = await Task.Run(() => SnapshotReader.Read(path, settings, source), cancellation)
                    .ConfigureAwait(false);
            }

            if (loaded is null)
            {
                (loaded, from) = await LoadAsync(source, cancellation).ConfigureAwait(false);
            }

            store = loaded;
            Reach(from);
            return new LiveStart(state, OrdersOf(loaded));
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task<bool> FollowAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await StepAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task RunAsync(TimeSpan pause, TimeProvider clock, CancellationToken cancellation)
    {
        // One wait from nudge to nudge: one that is given up and begun anew may take a nudge with it.
        var nudged = nudge.WaitAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            await FollowAsync(cancellation).ConfigureAwait(false);
            if (isBehind)
            {
                continue;
            }

            // Who changes often is read once a pause, not once a change. Whoever comes to wait meanwhile ends it.
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var shortest = IsAwaited && pause > PauseAwaited ? PauseAwaited : pause;
            await Task.WhenAny(nudged, Task.Delay(shortest, clock, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            if (nudged.IsCompletedSuccessfully)
            {
                nudged = nudge.WaitAsync(cancellation);
            }
        }
    }

    public Task CaughtUpAsync(LogPlace place, CancellationToken cancellation)
    {
        TaskCompletionSource reached;
        lock (gate)
        {
            if (IsReached(place, this.place))
            {
                return Task.CompletedTask;
            }

            reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((place, reached));
        }

        if (nudge.CurrentCount == 0)
        {
            nudge.Release();
        }

        return reached.Task.WaitAsync(cancellation);
    }

    public ILoadedShop Now()
    {
        var current = Store;
        var snapshot = current.Facts.Snapshot();
        lock (gate)
        {
            if (now is null || !ReferenceEquals(now.Facts, snapshot) || !ReferenceEquals(now.Reading.OtherCurrencies, current.Unrated.Totals))
            {
                now = Shop(current.Snapshot(), NoLines);
            }

            return now;
        }
    }

    public async Task<ILoadedShop> NowAsync(IReadOnlyCollection<OrderField> groupBy, bool isFresh, CancellationToken cancellation)
    {
        var read = new Dictionary<OrderField, LineGroups>();
        foreach (var dimension in groupBy.Where(LineGroupsAtHand.IsOfLines).Distinct())
        {
            read[dimension] = await lines.FindAsync(dimension, Place, isFresh, cancellation).ConfigureAwait(false);
        }

        return read.Count == 0 ? Now() : Shop(Store.Snapshot(), read);
    }

    public async Task SaveAsync(CancellationToken cancellation)
    {
        var path = settings.SnapshotPath ?? throw new InvalidOperationException("No snapshot file was named.");
        await saving.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // The place first: what comes between the two is in the facts, and read once more after a start.
            // A customer who changes between the two reads of the store is read again as well.
            var at = Place;
            var (snapshot, unrated) = (Store.Snapshot(), Store.Unrated.Rows);
            await Task.Run(() => SnapshotWriter.Write(path, settings, source, snapshot, unrated, at), cancellation).ConfigureAwait(false);
        }
        finally
        {
            saving.Release();
        }
    }

    public async Task<FactsVerified> VerifyAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (other, from) = await LoadAsync(source, cancellation).ConfigureAwait(false);
            await using var disposed = other.ConfigureAwait(false);
            await turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (await new FactCheck(source, Store, other).RunAsync(Place, from, Reach, cancellation).ConfigureAwait(false) is { } verified)
                {
                    return verified;
                }

                // So much changed that neither can follow: both begin anew.
                await ReloadAsync(cancellation).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }

            if (attempt == VerifyAttemptsMax)
            {
                throw new InvalidOperationException("The facts change faster than they can be compared.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }

        lock (gate)
        {
            foreach (var (_, reached) in waiting)
            {
                reached.TrySetCanceled();
            }

            waiting.Clear();
        }

        lines.Dispose();
        turn.Dispose();
        saving.Dispose();
        nudge.Dispose();
    }

    private static async Task<(LiveStore Store, LogPlace Place)> LoadAsync(IOrderFacts source, CancellationToken cancellation)
    {
        var load = new FactLoad(FactStore.PartitionsHere);
        var from = await source.ReadAllAsync(load, cancellation).ConfigureAwait(false);
        return (load.Build(source), from);
    }

    // The place moves when everything before it is in the store: what fails in between is read again.
    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        var before = Place;
        var changes = await source.ChangedAsync(before, cancellation).ConfigureAwait(false);
        isBehind = changes.HasMore;
        if (changes.IsEverything)
        {
            await ReloadAsync(cancellation).ConfigureAwait(false);
            return true;
        }

        await Store.RefreshAsync(source, changes.Customers, cancellation).ConfigureAwait(false);
        Reach(changes.Place);
        return changes.Customers.Count > 0 || changes.Place != before;
    }

    // Whoever asks meanwhile has the facts as they were; a snapshot in use stays as it is.
    private async Task ReloadAsync(CancellationToken cancellation)
    {
        var (loaded, from) = await LoadAsync(source, cancellation).ConfigureAwait(false);
        var before = Store;
        store = loaded;
        Reach(from);
        await before.DisposeAsync().ConfigureAwait(false);
    }

    private void Reach(LogPlace reached)
    {
        lock (gate)
        {
            place = reached;
            foreach (var (_, waiter) in waiting.Where(w => IsReached(w.Place, reached)))
            {
                waiter.TrySetResult();
            }

            waiting.RemoveAll(w => w.Reached.Task.IsCompleted);
        }
    }

    internal static bool IsReached(LogPlace wanted, LogPlace place) =>
        (place.Position, place.Sequence).CompareTo((wanted.Position, wanted.Sequence)) >= 0;

    private LoadedShop Shop(LiveSnapshot snapshot, IReadOnlyDictionary<OrderField, LineGroups> groups)
    {
        var origin = new LiveOrigin(snapshot, source.LabelValues, groups);
        var (identified, anonymous) = (snapshot.Facts.Identified.Whole(), snapshot.Facts.Anonymous.Whole());
        var counts = new ReadCounts(0, 0, 0, 0, identified.Orders + anonymous.Orders, identified.Orders,
            identified.Returns + anonymous.Returns, anonymous.Orders);
        var sales = new SnapshotSales(snapshot.Facts, origin, settings.Currency, identified.Units + anonymous.Units > 0);
        return new LoadedShop(new OrderReading(sales, counts, snapshot.Unrated, [], [], settings.TimeZone), snapshot.Facts, origin);
    }

    private static long OrdersOf(LiveStore store)
    {
        var facts = store.Facts.Snapshot();
        return facts.Identified.Whole().Orders + facts.Anonymous.Whole().Orders;
    }
}
