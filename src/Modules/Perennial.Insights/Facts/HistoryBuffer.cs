using System.Runtime.InteropServices;

namespace Perennial.Insights.Facts;

/// <summary>
/// Histories that do not lie in memory as they count, picked together until there are enough of them to be shown.
/// It grows with what it holds: a store may have many labels under which little was bought.
/// </summary>
/// <param name="withUnits">Whether units are wanted.</param>
internal sealed class HistoryBuffer(bool withUnits = false)
{
    // Small enough that the buffers of some dozen labels stay in the cache of a core.
    private const int OrdersMax = 1_024;
    private const int CustomersMax = 256;

    private readonly List<OtherRevenue> other = [];
    private int[] start = new int[16];
    private int[] numbers = new int[16];
    private ushort[] days = new ushort[64];
    private long[] nets = new long[64];
    private long[] units = withUnits ? new long[64] : [];
    private int customers;
    private int orders;

    /// <summary>Whether it is time to show what is held; a single history may be longer.</summary>
    public bool IsFull => orders >= OrdersMax || customers >= CustomersMax;

    /// <summary>Whether the customer at hand has something.</summary>
    public bool IsOpen => orders > start[customers] || (other.Count > 0 && other[^1].Customer == customers);

    /// <summary>All customers who were closed.</summary>
    public Histories Held => new()
    {
        Start = start.AsSpan(0, customers + 1), Days = days, Nets = nets, Units = units,
        Other = CollectionsMarshal.AsSpan(other), Numbers = numbers.AsSpan(0, customers),
    };

    /// <summary>Adds orders of the customer at hand, by day.</summary>
    public void Add(Segment segment, int from, int to)
    {
        Reserve(to - from);
        segment.Day.AsSpan(from, to - from).CopyTo(days.AsSpan(orders));
        segment.Net.AsSpan(from, to - from).CopyTo(nets.AsSpan(orders));
        for (var row = from; withUnits && row < to; row++)
        {
            units[orders + row - from] = segment.UnitsOf(row);
        }

        orders += to - from;
    }

    /// <summary>Adds revenue beside the orders of the customer at hand.</summary>
    public void AddOther(int day, long value) => other.Add(new OtherRevenue(customers, day, value));

    /// <summary>Ends the customer at hand; one who has nothing is not held.</summary>
    public void Close(int number)
    {
        if (!IsOpen)
        {
            return;
        }

        numbers[customers++] = number;
        if (customers == numbers.Length)
        {
            Array.Resize(ref numbers, 2 * customers);
            Array.Resize(ref start, 2 * customers);
        }

        start[customers] = orders;
    }

    /// <summary>Shows what is held, and holds nothing any more.</summary>
    public void ShowTo<TQuestion>(TQuestion question)
        where TQuestion : ICustomerQuestion
    {
        if (customers > 0)
        {
            question.Visit(Held);
            (customers, orders) = (0, 0);
            other.Clear();
        }
    }

    private void Reserve(int more)
    {
        if (orders + more <= days.Length)
        {
            return;
        }

        var size = Math.Max(2 * days.Length, orders + more);
        Array.Resize(ref days, size);
        Array.Resize(ref nets, size);
        Array.Resize(ref units, withUnits ? size : 0);
    }
}
