using Perennial.Commerce.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Insights.Live;

/// <summary>
/// Groups by product and category that were read a moment ago. Reading them takes as long as it takes to walk through all lines: one
/// at a time does, and what was read stands for ten times as long, unless nothing happened since or somebody wants it fresh.
/// </summary>
internal sealed class LineGroupsAtHand(IOrderFacts source, TimeProvider clock) : IDisposable
{
    private const int TimesAsLong = 10;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Dictionary<OrderField, Kept> kept = [];

    private sealed record Kept(LineGroups Groups, LogPlace Place, long ReadAt, TimeSpan Took);

    /// <summary>Whether orders are split by their lines for a dimension.</summary>
    public static bool IsOfLines(OrderField dimension) => dimension is OrderField.Product or OrderField.Category;

    /// <summary>The groups of a dimension.</summary>
    /// <param name="dimension">Product or category.</param>
    /// <param name="place">The place in the log that the facts have reached.</param>
    /// <param name="isFresh">Nothing that was written before the call may be missing.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<LineGroups> FindAsync(OrderField dimension, LogPlace place, bool isFresh, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (kept.TryGetValue(dimension, out var before) &&
                (before.Place == place || (!isFresh && clock.GetElapsedTime(before.ReadAt) < before.Took * TimesAsLong)))
            {
                return before.Groups;
            }

            // One of them at a time is kept; they are large.
            kept.Clear();
            var began = clock.GetTimestamp();
            var groups = await LineGroups.ReadAsync(source, dimension, cancellation).ConfigureAwait(false);
            kept[dimension] = new Kept(groups, place, clock.GetTimestamp(), clock.GetElapsedTime(began));
            return groups;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
