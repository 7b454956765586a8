using System.Numerics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Questions;

namespace Perennial.Insights.Facts;

/// <summary>
/// What analysis needs, in memory: orders and returns in columns by customer and day, split into partitions by
/// customer. It is kept current a customer at a time: her whole history replaces the one before, so that it does not
/// matter how often and in which order that is done. News are seen by the next question and folded in the background.
/// Answers are exact, and the same for any number of partitions.
/// </summary>
internal sealed class FactStore : IAsyncDisposable
{
    private const int OrdersPerPartitionMin = 20_000;

    private readonly FactSide identified;
    private readonly FactSide anonymous;
    private readonly Lock gate = new();
    private Task folding = Task.CompletedTask;
    private FactSnapshot? snapshot;

    private FactStore(FactSide identified, FactSide anonymous) => (this.identified, this.anonymous) = (identified, anonymous);

    /// <summary>Partitions of a store that grows, on this machine.</summary>
    public static int PartitionsHere => (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount * 2);

    /// <summary>Bytes of the folded columns.</summary>
    public long Bytes => identified.Bytes + anonymous.Bytes;

    /// <summary>Facts that wait to be folded.</summary>
    public int Pending => identified.Pending + anonymous.Pending;

    /// <summary>Builds a store of facts whose anonymous orders are only counted.</summary>
    /// <param name="facts">Everything known.</param>
    /// <param name="partitionCount">A power of two; by default what suits this machine and the number of orders.</param>
    public static FactStore Load(ISalesFacts facts, int? partitionCount = null)
    {
        var count = partitionCount ?? (facts.OrderSlots < OrdersPerPartitionMin ? 1 : PartitionsHere);
        if (!BitOperations.IsPow2(count))
        {
            throw new ArgumentOutOfRangeException(nameof(partitionCount), count, "Not a power of two.");
        }

        var (segments, identified, anonymous) = SegmentBuilder.Build(facts, BitOperations.Log2((uint)count));
        return new FactStore(new FactSide(segments, identified, withRhythm: true),
            new FactSide([Segment.Empty], anonymous, withRhythm: false));
    }

    /// <summary>
    /// Builds a store of a part of a shop that nothing is added to. It has few of the shop's customers: numbered anew,
    /// they take columns as small as the part.
    /// </summary>
    public static FactStore LoadPart(ISalesFacts facts) => Load(new RenumberedFacts(facts));

    /// <summary>Takes segments over.</summary>
    /// <param name="identified">The partitions of customers, as many as a power of two.</param>
    /// <param name="anonymous">Those of orders behind whose ids nobody is known.</param>
    public static FactStore Of(Segment[] identified, Segment[] anonymous) => new(
        FactSide.Of(identified, withRhythm: true), FactSide.Of(anonymous, withRhythm: false));

    /// <summary>Replaces the histories of customers: seen by every question asked from now on.</summary>
    /// <param name="customers">Histories by number; nothing for one who has no facts any more. Nobody twice.</param>
    /// <param name="nobodys">The same for orders behind whose ids nobody is known, which have numbers of their own.</param>
    public void Replace(IReadOnlyList<NumberedHistory> customers, IReadOnlyList<NumberedHistory> nobodys)
    {
        if (customers.Count + nobodys.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            snapshot = null;
            identified.Replace(customers);
            anonymous.Replace(nobodys);
            if (folding.IsCompleted && (identified.HasRipe || anonymous.HasRipe))
            {
                folding = Task.Run(() =>
                {
                    identified.FoldRipe();
                    anonymous.FoldRipe();
                });
            }
        }
    }

    /// <summary>Folds everything that waits, now.</summary>
    public void Fold()
    {
        identified.Fold();
        anonymous.Fold();
        lock (gate)
        {
            snapshot = null;
        }
    }

    /// <summary>Everything at this instant, untouched by what arrives later.</summary>
    public FactSnapshot Snapshot()
    {
        lock (gate)
        {
            return snapshot ??= new FactSnapshot(identified.Views(), identified.Share(), anonymous.Share())
            {
                AnonymousPartitions = anonymous.Views(),
            };
        }
    }

    /// <summary>Waits for folding that is under way.</summary>
    public async ValueTask DisposeAsync() => await folding.ConfigureAwait(false);

    private sealed class RenumberedFacts : ISalesFacts
    {
        private const int OrdersAtOnce = 512;

        private readonly ISalesFacts facts;
        private readonly Dictionary<int, int> numbers = [];

        public RenumberedFacts(ISalesFacts facts)
        {
            this.facts = facts;
            numbers[OrderFact.Anonymous] = OrderFact.Anonymous;
            var read = new OrderFact[OrdersAtOnce];
            for (var slot = 0; facts.ReadOrders(ref slot, facts.OrderSlots, read) is > 0 and var count;)
            {
                foreach (ref readonly var order in read.AsSpan(0, count))
                {
                    numbers.TryAdd(order.Customer, numbers.Count - 1);
                }
            }

            for (var i = 0; i < facts.ReturnCount; i++)
            {
                numbers.TryAdd(facts.Return(i).Customer, numbers.Count - 1);
            }
        }

        public int CustomerCount => numbers.Count - 1;

        public int OrderSlots => facts.OrderSlots;

        public int ReturnCount => facts.ReturnCount;

        public int ReadOrders(ref int slot, int end, Span<OrderFact> into)
        {
            var count = facts.ReadOrders(ref slot, end, into);
            foreach (ref var order in into[..count])
            {
                order = order with { Customer = numbers[order.Customer] };
            }

            return count;
        }

        public ReturnFact Return(int index)
        {
            var returned = facts.Return(index);
            return returned with { Customer = numbers[returned.Customer] };
        }
    }
}

/// <summary>A store at one instant; what questions are asked of.</summary>
/// <param name="Partitions">Orders and returns with a customer.</param>
/// <param name="Identified">Their totals by day.</param>
/// <param name="Anonymous">Totals by day of what has no customer.</param>
internal sealed record FactSnapshot(IReadOnlyList<PartitionView> Partitions, DailyTotals Identified,
    DailyTotals Anonymous)
{
    /// <summary>Orders and returns behind whose ids nobody is known; empty where they are only counted.</summary>
    public IReadOnlyList<PartitionView> AnonymousPartitions { get; init; } = [];

    // What was counted of one is not true of another that differs from it.
    private FactSnapshot(FactSnapshot other) => (Partitions, Identified, Anonymous, AnonymousPartitions, Tallies) =
        (other.Partitions, other.Identified, other.Anonymous, other.AnonymousPartitions, new KeptTallies());

    /// <summary>What was counted of it.</summary>
    public KeptTallies Tallies { get; } = new();

    /// <summary>First day with a fact and the day after the last; equal when there are none.</summary>
    public (int From, int To) Span => (Identified.Span, Anonymous.Span) switch
    {
        var (i, a) when i.From == i.To => a,
        var (i, a) when a.From == a.To => i,
        var (i, a) => (Math.Min(i.From, a.From), Math.Max(i.To, a.To)),
    };

    /// <summary>The last day with an order that all data leaves standing, or -1.</summary>
    public int LastCountingDay => Math.Max(Identified.LastCountingDay, Anonymous.LastCountingDay);
}
