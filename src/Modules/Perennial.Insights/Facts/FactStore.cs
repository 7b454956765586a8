using System.Numerics;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>
/// What analysis needs, in memory: orders and returns in columns by customer and day, split into partitions by
/// customer. News are seen by the next question and folded in the background. Answers are exact, and the same for
/// any number of partitions and any order of arrival.
/// </summary>
internal sealed class FactStore : IAsyncDisposable
{
    private const int OrdersPerPartitionMin = 20_000;
    private const int PendingBeforeFold = 50_000;

    private readonly Partition[] partitions;
    private readonly int partitionBits;
    private readonly Lock gate = new();
    private Task folding = Task.CompletedTask;
    private DailyTotals identified;
    private DailyTotals anonymous;
    private bool totalsAreShared;

    private FactStore(Partition[] partitions, DailyTotals identified, DailyTotals anonymous)
    {
        this.partitions = partitions;
        partitionBits = BitOperations.Log2((uint)partitions.Length);
        (this.identified, this.anonymous) = (identified, anonymous);
    }

    /// <summary>Bytes of the folded columns.</summary>
    public long Bytes => partitions.Sum(p => p.Bytes);

    /// <summary>Facts that wait to be folded.</summary>
    public int Pending => partitions.Sum(p => p.Pending);

    /// <summary>Builds a store.</summary>
    /// <param name="facts">Everything known.</param>
    /// <param name="partitionCount">A power of two; by default what suits this machine and the number of orders.</param>
    public static FactStore Load(ISalesFacts facts, int? partitionCount = null)
    {
        var count = partitionCount ?? DefaultPartitions(facts.OrderSlots);
        if (!BitOperations.IsPow2(count))
        {
            throw new ArgumentOutOfRangeException(nameof(partitionCount), count, "Not a power of two.");
        }

        var (segments, identified, anonymous) = SegmentBuilder.Build(facts, BitOperations.Log2((uint)count));
        return new FactStore([.. segments.Select(s => new Partition(s))], identified, anonymous);
    }

    /// <summary>
    /// Builds a store of a part of a shop that nothing is added to. It has few of the shop's customers: numbered anew,
    /// they take columns as small as the part.
    /// </summary>
    public static FactStore LoadPart(ISalesFacts facts) => Load(new RenumberedFacts(facts));

    /// <summary>Takes news: seen by every question asked from now on.</summary>
    public void Append(IReadOnlyList<OrderFact> orders, IReadOnlyList<ReturnFact> returns)
    {
        lock (gate)
        {
            if (totalsAreShared)
            {
                (identified, anonymous, totalsAreShared) = (identified.Copy(), anonymous.Copy(), false);
            }

            foreach (var order in orders)
            {
                (order.Customer == OrderFact.Anonymous ? anonymous : identified).Add(order);
            }

            foreach (var returned in returns)
            {
                (returned.Customer == OrderFact.Anonymous ? anonymous : identified).Add(returned);
            }

            var mask = partitions.Length - 1;
            for (var p = 0; p < partitions.Length; p++)
            {
                partitions[p].Append(
                    [.. orders.Where(o => o.Customer >= 0 && (o.Customer & mask) == p)
                        .Select(o => o with { Customer = o.Customer >> partitionBits })],
                    [.. returns.Where(r => r.Customer >= 0 && (r.Customer & mask) == p)
                        .Select(r => r with { Customer = r.Customer >> partitionBits })]);
            }

            if (folding.IsCompleted && Pending >= PendingBeforeFold)
            {
                folding = Task.Run(Fold);
            }
        }
    }

    /// <summary>Folds everything that waits, now.</summary>
    public void Fold() => Parallel.ForEach(partitions, p => p.Fold());

    /// <summary>Everything at this instant, untouched by what arrives later.</summary>
    public FactSnapshot Snapshot()
    {
        lock (gate)
        {
            totalsAreShared = true;
            return new FactSnapshot([.. partitions.Select(p => p.View())], identified, anonymous);
        }
    }

    /// <summary>Waits for folding that is under way.</summary>
    public async ValueTask DisposeAsync() => await folding.ConfigureAwait(false);

    private static int DefaultPartitions(int orders) => orders < OrdersPerPartitionMin
        ? 1
        : (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount * 2);

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
