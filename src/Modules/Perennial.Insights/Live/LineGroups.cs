using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;

namespace Perennial.Insights.Live;

/// <summary>
/// The shop's orders split by product or category, as they were when somebody asked. Lines are not held in memory like orders:
/// they are read for the question, and kept for the next one a while.
/// </summary>
internal sealed class LineGroups : IOrderPartSink
{
    /// <summary>Parts of orders at most; some 200 MB.</summary>
    public const int PartsMax = 5_000_000;

    private readonly CustomerIds customers = new();
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private int parts;

    /// <summary>Reads them.</summary>
    /// <exception cref="ReportRefusedException">There are too many.</exception>
    public static async Task<LineGroups> ReadAsync(IOrderFacts source, OrderField dimension, CancellationToken cancellation)
    {
        var read = new LineGroups();
        await source.ReadPartsAsync(dimension, read, cancellation).ConfigureAwait(false);
        return read;
    }

    public void Order(string value, in StoredOrder part)
    {
        Count();
        Of(value).Orders.Add(new OrderFact(Number(part.Customer, part.IsAnonymous), part.Day, part.Net, part.Units, part.CoveredDay));
    }

    public void Return(string value, in StoredReturn returned)
    {
        Count();
        Of(value).Returns.Add(new ReturnFact(Number(returned.Customer, returned.IsAnonymous), returned.Day, returned.Value));
    }

    /// <summary>A store of each group's own, made when it is come to.</summary>
    public IEnumerable<(string Value, FactSnapshot Facts)> Each() => groups.Select(g => (g.Key, FactStore.LoadPart(g.Value).Snapshot()));

    /// <summary>The orders of each group, customers numbered as here.</summary>
    public IReadOnlyList<(string Value, ISalesFacts Facts)> Parts => [.. groups.Select(g => (g.Key, (ISalesFacts)g.Value))];

    /// <summary>The numbers that customers have elsewhere, by their numbers here; -1 for who is not there.</summary>
    /// <param name="others">Ids of customers by their numbers there.</param>
    public int[] NumbersIn(ReadOnlySpan<Guid> others)
    {
        var numbers = new int[customers.Count];
        Array.Fill(numbers, -1);
        for (var number = 0; number < others.Length; number++)
        {
            if (customers.Find(others[number]) is >= 0 and var here)
            {
                numbers[here] = number;
            }
        }

        return numbers;
    }

    private int Number(Guid customer, bool isAnonymous) => isAnonymous ? OrderFact.Anonymous : customers.Number(customer);

    private void Count()
    {
        if (++parts > PartsMax)
        {
            throw new ReportRefusedException("report.lines_too_many", $"{PartsMax}");
        }
    }

    private Group Of(string value) => CollectionsMarshal.GetValueRefOrAddDefault(groups, value, out _) ??= new Group(customers);

    private sealed class Group(CustomerIds customers) : ISalesFacts
    {
        public List<OrderFact> Orders { get; } = [];

        public List<ReturnFact> Returns { get; } = [];

        public int CustomerCount => customers.Count;

        public int OrderSlots => Orders.Count;

        public int ReturnCount => Returns.Count;

        public int ReadOrders(ref int slot, int end, Span<OrderFact> into)
        {
            var count = Math.Min(end - slot, into.Length);
            CollectionsMarshal.AsSpan(Orders).Slice(slot, count).CopyTo(into);
            slot += count;
            return count;
        }

        public ReturnFact Return(int index) => Returns[index];
    }
}
