using Perennial.Insights.Contract;

namespace Perennial.Insights.Pages;

/// <summary>
/// What pages asked of the facts, for whoever opens the same view again: it is reckoned once, however many ask at a time. As long as
/// facts keep coming, a view may be as old as ten times the time it took, and three seconds at most.
/// </summary>
internal sealed class KeptViews(TimeProvider clock)
{
    private const int ViewsMax = 128;
    private const int TimesAsLong = 10;
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> views = new(StringComparer.Ordinal);

    // The facts are held weakly: a view must not keep a shop of yesterday in memory.
    private sealed class Kept(WeakReference<ILoadedShop> of, Lazy<Task<object>> view, long began)
    {
        public long Began => began;

        public Lazy<Task<object>> View => view;

        public TimeSpan Took { get; set; } = TimeSpan.Zero;

        public bool IsOf(ILoadedShop shop) => of.TryGetTarget(out var known) && ReferenceEquals(known, shop);
    }

    /// <summary>A view, kept or made.</summary>
    /// <param name="live">The facts.</param>
    /// <param name="asked">The question, written so that the same text is the same question.</param>
    /// <param name="make">Makes it; of what nobody changes, without words.</param>
    public async Task<T> FindAsync<T>(ILiveInsights live, string asked, Func<ILoadedShop, Task<T>> make)
        where T : class
    {
        var shop = live.Now();
        var kept = FindOrAdd(asked, shop, async () => await make(shop).ConfigureAwait(false));
        try
        {
            return (T)await kept.View.Value.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ReportRefusedException)
        {
            // What failed once is tried again.
            Forget(asked, kept);
            throw;
        }
    }

    private Kept FindOrAdd(string asked, ILoadedShop shop, Func<Task<object>> make)
    {
        lock (gate)
        {
            if (views.TryGetValue(asked, out var known) && (known.IsOf(shop) || IsYoung(known)))
            {
                return known;
            }

            if (views.Count >= ViewsMax)
            {
                views.Remove(views.MinBy(v => v.Value.Began).Key);
            }

            Kept kept = null!;
            kept = new Kept(new WeakReference<ILoadedShop>(shop), new Lazy<Task<object>>(() => Task.Run(async () =>
            {
                var made = await make().ConfigureAwait(false);
                kept.Took = clock.GetElapsedTime(kept.Began);
                return made;
            })), clock.GetTimestamp());
            return views[asked] = kept;
        }
    }

    private bool IsYoung(Kept kept)
    {
        var age = clock.GetElapsedTime(kept.Began) - kept.Took;
        return age < AgeMax && age < kept.Took * TimesAsLong;
    }

    private void Forget(string asked, Kept kept)
    {
        lock (gate)
        {
            if (views.TryGetValue(asked, out var now) && ReferenceEquals(now, kept))
            {
                views.Remove(asked);
            }
        }
    }
}
