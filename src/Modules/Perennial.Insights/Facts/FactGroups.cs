using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// The facts of a snapshot split by the labels of one dimension: a snapshot a label, with the customers who have something
/// under it.
/// </summary>
internal static class FactGroups
{
    /// <summary>Splits a snapshot.</summary>
    /// <param name="facts">The store at one instant.</param>
    /// <param name="dimension">Number of the dimension among <see cref="LabelColumn.Dimensions"/>.</param>
    /// <returns>The labels that occur, ascending, with their facts.</returns>
    public static IEnumerable<(int Label, FactSnapshot Facts)> Split(FactSnapshot facts, int dimension)
    {
        var identified = Drafts(facts.Partitions, dimension, withRhythm: true);
        var anonymous = Drafts(facts.AnonymousPartitions, dimension, withRhythm: false);
        foreach (var label in identified.Concat(anonymous).SelectMany(d => d.Keys).Distinct().Order())
        {
            yield return (label, FactStore.Of(Take(identified, label), Take(anonymous, label)).Snapshot());
        }
    }

    /// <summary>Whether orders have several labels of a dimension, the blank one among them; those that were replaced count as well.</summary>
    public static bool HasSeveral(FactSnapshot facts, int dimension)
    {
        int? first = null;
        foreach (var segment in facts.Partitions.Concat(facts.AnonymousPartitions).SelectMany(v => new[] { v.Folded, v.Overlay }))
        {
            var labels = segment.Labels[dimension];
            if (segment.Orders == 0)
            {
                continue;
            }

            first ??= labels[0];
            if (labels[0] != first || labels.Numbers.AsSpan().ContainsAnyExcept(labels.Numbers.Length == 0 ? default : labels.Numbers[0]) ||
                labels.Large.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<int, SegmentDraft>[] Drafts(IReadOnlyList<PartitionView> views, int dimension, bool withRhythm)
    {
        var drafts = new Dictionary<int, SegmentDraft>[views.Count];
        Parallel.For(0, drafts.Length, p =>
        {
            var split = new Splitting(dimension, withRhythm);
            split.Add(views[p].Folded, views[p].OverlayCustomers);
            split.Add(views[p].Overlay, []);
            drafts[p] = split.Drafts;
        });
        return drafts;
    }

    // A draft is given up as its segment is made, so that both are not held for all labels.
    private static Segment[] Take(Dictionary<int, SegmentDraft>[] drafts, int label) => drafts.Length == 0
        ? [Segment.Empty]
        : Array.ConvertAll(drafts, d => d.Remove(label, out var draft) ? draft.Build() : Segment.Empty);

    private sealed class Splitting(int dimension, bool withRhythm)
    {
        // The drafts of the customer at hand.
        private readonly List<SegmentDraft> hers = [];

        public Dictionary<int, SegmentDraft> Drafts { get; } = [];

        public void Add(Segment segment, int[] replaced)
        {
            var labels = segment.Labels[dimension];
            var (nextReplaced, nextCovered, nextReturn) = (0, 0, 0);
            for (var customer = 0; customer < segment.Customers; customer++)
            {
                var to = segment.Start[customer + 1];
                var isReplaced = nextReplaced < replaced.Length && replaced[nextReplaced] == customer;
                nextReplaced += isReplaced ? 1 : 0;
                for (var row = segment.Start[customer]; row < to; row++)
                {
                    var isCovered = nextCovered < segment.Covered.Length && segment.Covered[nextCovered].Row == row;
                    var coveredDay = isCovered ? segment.Covered[nextCovered++].CoveredDay : OrderFact.NeverCovered;
                    if (!isReplaced)
                    {
                        DraftOf(labels[row]).Add(
                            new PastOrder(segment.Day[row], segment.Net[row], segment.UnitsOf(row), coveredDay, default));
                    }
                }

                for (; nextReturn < segment.Returns.Length && segment.Returns[nextReturn].Customer == customer; nextReturn++)
                {
                    if (!isReplaced)
                    {
                        ref readonly var returned = ref segment.Returns[nextReturn];
                        DraftOf(LabelColumn.Of(returned.Labels, dimension)).Add(new PastReturn(returned.Day, returned.Value, default));
                    }
                }

                foreach (var draft in hers)
                {
                    draft.Close();
                }

                hers.Clear();
            }
        }

        private SegmentDraft DraftOf(int label)
        {
            ref var draft = ref CollectionsMarshal.GetValueRefOrAddDefault(Drafts, label, out _);
            draft ??= new SegmentDraft(withRhythm);
            if (!draft.IsOpen)
            {
                hers.Add(draft);
            }

            return draft;
        }
    }
}
