using System.Runtime.InteropServices;

namespace Perennial.Insights.Facts;

/// <summary>
/// The customers of one share: a folded segment of all of them, over it a small one with the whole histories of those who
/// have news, and before that the histories that came in since somebody asked. Whoever asks sees the latest of each.
/// </summary>
/// <param name="folded">All customers so far.</param>
/// <param name="withRhythm">Whether questions will be asked of them.</param>
internal sealed class Partition(Segment folded, bool withRhythm)
{
    // An overlay is copied whenever somebody asks after news, and the folded segment when it has grown to this share of
    // it: so an order is copied some sixteen times by folding, and a question never waits for more than the overlay.
    private const int FoldedPerPending = 16;
    private const int PendingBeforeFold = 16_384;

    private readonly Lock gate = new();

    // One folding at a time: two would both take away what the first of them folded.
    private readonly Lock folding = new();
    private readonly Dictionary<int, History> fresh = [];
    private int freshFacts;
    private Segment folded = folded;
    private Segment overlay = Segment.Empty;
    private int[] overlayCustomers = [];
    private HashSet<int>? newsSinceFolding;
    private PartitionView? view;

    /// <summary>Facts that wait to be folded, those of replaced histories among them.</summary>
    public int Pending
    {
        get
        {
            lock (gate)
            {
                return freshFacts + overlay.Orders + overlay.Returns.Length + overlayCustomers.Length;
            }
        }
    }

    /// <summary>Whether enough waits that folding pays.</summary>
    public bool IsRipe => Pending >= Math.Max(PendingBeforeFold, folded.Orders / FoldedPerPending);

    /// <summary>Whether so much waits that whoever brings more has to fold it.</summary>
    public bool IsOverripe => Pending >= 4 * Math.Max(PendingBeforeFold, folded.Orders / FoldedPerPending);

    public long Bytes => folded.Bytes;

    /// <summary>What is known of a customer now.</summary>
    public History Read(int customer)
    {
        lock (gate)
        {
            if (fresh.TryGetValue(customer, out var history))
            {
                return history;
            }

            var place = Array.BinarySearch(overlayCustomers, customer);
            return place >= 0 ? overlay.Read(place) : folded.Read(customer);
        }
    }

    /// <summary>Replaces the histories of customers, numbered within the partition.</summary>
    public void Replace(ReadOnlySpan<NumberedHistory> histories)
    {
        lock (gate)
        {
            foreach (var (customer, history) in histories)
            {
                ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(fresh, customer, out var isKnown);
                freshFacts += history.Facts + 1 - (isKnown ? place!.Facts + 1 : 0);
                place = history;
                newsSinceFolding?.Add(customer);
            }

            view = null;
        }
    }

    /// <summary>What a question reads: consistent, and untouched by what arrives or is folded meanwhile.</summary>
    public PartitionView View()
    {
        lock (gate)
        {
            LayFresh();
            return view ??= new PartitionView(folded, overlay, overlayCustomers);
        }
    }

    /// <summary>Folds what waits into a new segment; what arrives meanwhile waits for the next time.</summary>
    public void Fold()
    {
        lock (folding)
        {
            PartitionView before;
            lock (gate)
            {
                before = View();
                newsSinceFolding = [];
            }

            try
            {
                var after = before.OverlayCustomers.Length == 0
                    ? before.Folded
                    : SegmentMerge.Fold(before.Folded, before.Overlay, before.OverlayCustomers);
                lock (gate)
                {
                    LayFresh();
                    KeepOnly(newsSinceFolding);
                    (folded, view) = (after, null);
                }
            }
            finally
            {
                lock (gate)
                {
                    newsSinceFolding = null;
                }
            }
        }
    }

    private void LayFresh()
    {
        if (fresh.Count == 0)
        {
            return;
        }

        int[] numbers = [.. fresh.Keys];
        Array.Sort(numbers);
        var segment = SegmentDraft.Of(numbers.Select(n => fresh[n]), withRhythm);
        (overlay, overlayCustomers) = SegmentMerge.Lay(overlay, overlayCustomers, segment, numbers);
        fresh.Clear();
        (freshFacts, view) = (0, null);
    }

    private void KeepOnly(HashSet<int> customers)
    {
        int[] numbers = [.. customers];
        Array.Sort(numbers);
        var histories = numbers.Select(n => overlay.Read(Array.BinarySearch(overlayCustomers, n)));
        (overlay, overlayCustomers) = (SegmentDraft.Of(histories, withRhythm), numbers);
    }
}

/// <summary>A partition at one instant.</summary>
/// <param name="Folded">The folded segment.</param>
/// <param name="Overlay">The whole histories of customers who have news, which stand for those of the folded segment.</param>
/// <param name="OverlayCustomers">Their numbers within the partition, ascending.</param>
internal sealed record PartitionView(Segment Folded, Segment Overlay, int[] OverlayCustomers)
{
    /// <summary>Customers, those with nothing among them.</summary>
    public int Customers => Math.Max(Folded.Customers, OverlayCustomers.Length == 0 ? 0 : OverlayCustomers[^1] + 1);

    /// <summary>Everything in one segment, customers numbered as they stand.</summary>
    public Segment Whole() => OverlayCustomers.Length == 0 ? Folded : SegmentMerge.Fold(Folded, Overlay, OverlayCustomers);

    /// <summary>The history of a customer.</summary>
    public History Read(int customer)
    {
        var place = Array.BinarySearch(OverlayCustomers, customer);
        return place >= 0 ? Overlay.Read(place) : Folded.Read(customer);
    }
}
