using System.Numerics;

namespace Perennial.Insights.Facts;

/// <summary>
/// One of the two sides of a store: customers, or orders behind whose ids nobody is known. Both are kept alike, so that
/// either can be corrected; what holds one order a number has no rhythm and is asked no question of customers.
/// Changed by one thread at a time.
/// </summary>
internal sealed class FactSide
{
    private readonly Partition[] partitions;
    private readonly int bits;
    private DailyTotals totals;
    private bool totalsAreShared;

    public FactSide(Segment[] segments, DailyTotals totals, bool withRhythm)
    {
        partitions = [.. segments.Select(s => new Partition(s, withRhythm))];
        bits = BitOperations.Log2((uint)segments.Length);
        this.totals = totals;
    }

    public long Bytes => partitions.Sum(p => p.Bytes);

    public int Pending => partitions.Sum(p => p.Pending);

    public bool HasRipe => partitions.Any(p => p.IsRipe);

    /// <summary>A side of segments, the totals counted from them.</summary>
    public static FactSide Of(Segment[] segments, bool withRhythm)
    {
        var counted = new DailyTotals[segments.Length];
        Parallel.For(0, segments.Length, s =>
        {
            counted[s] = new DailyTotals();
            counted[s].Add(segments[s]);
        });
        foreach (var other in counted.Skip(1))
        {
            counted[0].Add(other);
        }

        return new FactSide(segments, counted[0], withRhythm);
    }

    public void Replace(IReadOnlyList<NumberedHistory> histories)
    {
        if (histories.Count == 0)
        {
            return;
        }

        if (totalsAreShared)
        {
            (totals, totalsAreShared) = (totals.Copy(), false);
        }

        var mask = partitions.Length - 1;
        var shares = new List<NumberedHistory>[partitions.Length];
        foreach (var (customer, history) in histories)
        {
            var (p, local) = (customer & mask, customer >> bits);
            totals.Subtract(partitions[p].Read(local));
            totals.Add(history.InOrder());
            (shares[p] ??= []).Add(new NumberedHistory(local, history));
        }

        for (var p = 0; p < shares.Length; p++)
        {
            if (shares[p] is { } share)
            {
                partitions[p].Replace(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(share));
            }

            if (partitions[p].IsOverripe)
            {
                partitions[p].Fold();
            }
        }
    }

    public PartitionView[] Views() => Array.ConvertAll(partitions, p => p.View());

    /// <summary>The totals as they are, never to change.</summary>
    public DailyTotals Share()
    {
        totalsAreShared = true;
        return totals;
    }

    public void Fold() => Parallel.ForEach(partitions, p => p.Fold());

    /// <summary>Folds the partitions where that pays, one after another: questions want the other cores.</summary>
    public void FoldRipe()
    {
        foreach (var partition in partitions.Where(p => p.IsRipe))
        {
            partition.Fold();
        }
    }
}
