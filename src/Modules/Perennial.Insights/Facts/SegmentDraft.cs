using System.Runtime.InteropServices;
using Perennial.Analytics;
using Perennial.Commerce.Contract;

namespace Perennial.Insights.Facts;

/// <summary>A segment while it is written a customer after another.</summary>
/// <param name="withRhythm">Whether questions will be asked of the customers.</param>
/// <param name="orders">How many orders to make room for.</param>
/// <param name="customers">How many customers to make room for.</param>
internal sealed class SegmentDraft(bool withRhythm, int orders = 0, int customers = 0)
{
    private readonly List<int> start = new(customers + 1) { 0 };
    private readonly List<ushort> day = new(orders);
    private readonly List<long> net = new(orders);
    private readonly List<int> units = new(orders);
    private readonly List<BuyingRhythm> rhythm = new(withRhythm ? customers : 0);
    private readonly List<CoveredOrder> covered = [];
    private readonly List<ReturnedValue> returns = [];
    private readonly List<long> largeUnits = [];
    private readonly List<LargeLabel>[] largeLabels = [[], [], [], []];
    private readonly List<ushort>?[] labels = new List<ushort>?[LabelColumn.NoColumns.Length];
    private ushort[] scratch = new ushort[64];
    private int coveredBefore;
    private int lastDay = -1;

    /// <summary>Number of the customer who is being written.</summary>
    public int Customer => start.Count - 1;

    /// <summary>Whether the customer who is being written has a fact already.</summary>
    public bool IsOpen => day.Count > start[^1] || (returns.Count > 0 && returns[^1].Customer == Customer);

    /// <summary>Writes customers whose histories are at hand, in their order.</summary>
    public static Segment Of(IEnumerable<History> histories, bool withRhythm)
    {
        var draft = new SegmentDraft(withRhythm);
        foreach (var history in histories)
        {
            draft.Add(history);
        }

        return draft.Build();
    }

    /// <summary>Writes a customer whose facts are in order.</summary>
    public void Add(History history)
    {
        foreach (ref readonly var order in history.Orders.AsSpan())
        {
            Add(order);
        }

        foreach (ref readonly var returned in history.Returns.AsSpan())
        {
            Add(returned);
        }

        Close();
    }

    /// <summary>Adds an order of the customer who is being written, none of an earlier day than the one before.</summary>
    public void Add(in PastOrder order)
    {
        var row = day.Count;
        day.Add((ushort)order.Day);
        net.Add(order.Net);
        if (order.Units <= int.MaxValue)
        {
            units.Add((int)order.Units);
        }
        else
        {
            units.Add(~largeUnits.Count);
            largeUnits.Add(order.Units);
        }

        if (order.CoveredDay != OrderFact.NeverCovered)
        {
            covered.Add(new CoveredOrder(row, order.CoveredDay));
        }

        if (order.Labels != default)
        {
            Label(row, order.Labels);
        }
    }

    /// <summary>Adds a return of the customer who is being written, none of an earlier day than the one before.</summary>
    public void Add(in PastReturn returned)
    {
        returns.Add(new ReturnedValue(Customer, returned.Day, returned.Value, returned.Labels));
        lastDay = Math.Max(lastDay, returned.Day);
    }

    /// <summary>Ends the customer; the next one begins.</summary>
    public void Close()
    {
        var hers = CollectionsMarshal.AsSpan(day)[start[^1]..];
        if (withRhythm)
        {
            if (scratch.Length < hers.Length)
            {
                scratch = new ushort[2 * hers.Length];
            }

            // Customers with covered orders are summed up again for each question's day.
            rhythm.Add(covered.Count == coveredBefore ? BuyingRhythm.Of(hers, scratch) : default);
        }

        coveredBefore = covered.Count;
        lastDay = hers.IsEmpty ? lastDay : Math.Max(lastDay, hers[^1]);
        start.Add(day.Count);
    }

    public Segment Build() => new()
    {
        Start = [.. start], Day = [.. day], Net = [.. net], Units = [.. units], Rhythm = [.. rhythm], Covered = [.. covered],
        Returns = [.. returns], LargeUnits = [.. largeUnits], LastDay = lastDay,
        Labels = [.. labels.Select((column, d) => column is null ? LabelColumn.Blank : new LabelColumn(Filled(column), [.. largeLabels[d]]))],
    };

    private void Label(int row, in OrderLabels of)
    {
        for (var d = 0; d < labels.Length; d++)
        {
            var number = LabelColumn.Of(of, d);
            if (number == 0)
            {
                continue;
            }

            var column = labels[d] ??= [];
            while (column.Count < row)
            {
                column.Add(0);
            }

            column.Add((ushort)Math.Min(number, LabelColumn.Spilled));
            if (number >= LabelColumn.Spilled)
            {
                largeLabels[d].Add(new LargeLabel(row, number));
            }
        }
    }

    private ushort[] Filled(List<ushort> column)
    {
        var filled = new ushort[day.Count];
        CollectionsMarshal.AsSpan(column).CopyTo(filled);
        return filled;
    }
}
