using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Live;

/// <summary>
/// Compares the live store with one that was just built from the database. Both are brought to the end of the log first;
/// a customer who changes meanwhile is no difference.
/// </summary>
internal sealed class FactCheck(IOrderFacts source, LiveStore live, LiveStore rebuilt)
{
    private const int DifferencesToldMax = 20;
    private const int StepsMax = 1_000_000;

    private readonly List<FactDifference> told = [];
    private long differences;

    /// <summary>Compares.</summary>
    /// <param name="liveAt">Where the live store stands.</param>
    /// <param name="rebuiltAt">From where the other one has to follow.</param>
    /// <param name="liveReached">Told where the live store has come to.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null where so much changed that everything has to be read again first.</returns>
    public async Task<FactsVerified?> RunAsync(LogPlace liveAt, LogPlace rebuiltAt, Action<LogPlace> liveReached,
        CancellationToken cancellation)
    {
        for (var step = 0; step < StepsMax; step++)
        {
            if (await StepAsync(live, liveAt, cancellation).ConfigureAwait(false) is not { } reached)
            {
                return null;
            }

            liveReached(reached);
            if (await StepAsync(rebuilt, rebuiltAt, cancellation).ConfigureAwait(false) is not { } other)
            {
                return null;
            }

            if (reached == liveAt && other == rebuiltAt)
            {
                break;
            }

            (liveAt, rebuiltAt) = (reached, other);
        }

        var (ours, theirs) = (live.Snapshot(), rebuilt.Snapshot());
        var changes = await source.ChangedAsync(liveAt, cancellation).ConfigureAwait(false);
        if (changes.IsEverything)
        {
            return null;
        }

        var moving = changes.Customers;
        var customers = Compare((ours.Customers, ours.Facts.Partitions), (theirs.Customers, theirs.Facts.Partitions), moving) +
                        Compare((ours.Nobodys, ours.Facts.AnonymousPartitions), (theirs.Nobodys, theirs.Facts.AnonymousPartitions), moving);
        if (moving.Count == 0)
        {
            CompareTotals(ours.Facts, theirs.Facts);
        }

        return new FactsVerified(customers,
            theirs.Facts.Identified.Whole().Orders + theirs.Facts.Anonymous.Whole().Orders, differences, told);
    }

    private async Task<LogPlace?> StepAsync(LiveStore store, LogPlace after, CancellationToken cancellation)
    {
        var changes = await source.ChangedAsync(after, cancellation).ConfigureAwait(false);
        if (changes.IsEverything)
        {
            return null;
        }

        await store.RefreshAsync(source, changes.Customers, cancellation).ConfigureAwait(false);
        return changes.Place;
    }

    private long Compare(
        (ReadOnlyMemory<Guid> Ids, IReadOnlyList<PartitionView> Views) ours,
        (ReadOnlyMemory<Guid> Ids, IReadOnlyList<PartitionView> Views) theirs, IReadOnlyCollection<Guid> moving)
    {
        var left = moving.ToHashSet();
        var numbers = CustomerIds.Of(ours.Ids.ToArray());
        long customers = 0;
        for (var number = 0; number < theirs.Ids.Length; number++)
        {
            var id = theirs.Ids.Span[number];
            if (left.Add(id))
            {
                customers++;
                var hers = numbers.Find(id) is >= 0 and var known ? Read(ours.Views, known) : History.Nothing;
                Compare(id, hers, Read(theirs.Views, number));
            }
        }

        for (var number = 0; number < ours.Ids.Length; number++)
        {
            if (left.Add(ours.Ids.Span[number]))
            {
                Compare(ours.Ids.Span[number], Read(ours.Views, number), History.Nothing);
            }
        }

        return customers;
    }

    private static History Read(IReadOnlyList<PartitionView> views, int number) =>
        views[number & (views.Count - 1)].Read(number >> System.Numerics.BitOperations.Log2((uint)views.Count)).InOrder();

    private void Compare(Guid customer, History ours, History theirs)
    {
        FactDifferenceKind? what =
            ours.Facts == 0 && theirs.Facts > 0 ? FactDifferenceKind.Missing
            : ours.Facts > 0 && theirs.Facts == 0 ? FactDifferenceKind.Left
            : !ours.Orders.AsSpan().SequenceEqual(theirs.Orders) ? FactDifferenceKind.Orders
            : !ours.Returns.AsSpan().SequenceEqual(theirs.Returns) ? FactDifferenceKind.Returns
            : null;
        if (what is { } kind)
        {
            Tell(new FactDifference(kind, PublicId.Write(LiveOrigin.Prefix, customer), null));
        }
    }

    private void CompareTotals(FactSnapshot ours, FactSnapshot theirs)
    {
        for (var day = Math.Min(ours.Span.From, theirs.Span.From); day < Math.Max(ours.Span.To, theirs.Span.To); day++)
        {
            if (!ours.Identified.Equals(day, theirs.Identified) || !ours.Anonymous.Equals(day, theirs.Anonymous))
            {
                Tell(new FactDifference(FactDifferenceKind.Totals, null, DayNumber.ToDate(day)));
            }
        }
    }

    private void Tell(FactDifference difference)
    {
        differences++;
        if (told.Count < DifferencesToldMax)
        {
            told.Add(difference);
        }
    }
}
