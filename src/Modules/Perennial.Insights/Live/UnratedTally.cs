using System.Runtime.InteropServices;
using Perennial.Commerce.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Live;

/// <summary>
/// What customers have in currencies without a rate: a few rows of a few customers, replaced with their histories. Changed
/// by one caller at a time; its totals may be read by anybody.
/// </summary>
internal sealed class UnratedTally
{
    private readonly Dictionary<Guid, List<UnratedSum>> byCustomer = [];
    private readonly SortedDictionary<string, (long Orders, long Revenue)> totals = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<CurrencyTotal> shown = [];

    /// <summary>Orders and revenue by currency, sorted by code.</summary>
    public IReadOnlyList<CurrencyTotal> Totals => shown;

    /// <summary>All rows, for the snapshot file.</summary>
    public UnratedSum[] Rows
    {
        get
        {
            lock (byCustomer)
            {
                return [.. byCustomer.Values.SelectMany(s => s)];
            }
        }
    }

    /// <summary>A tally of rows that were kept.</summary>
    public static UnratedTally Of(IEnumerable<UnratedSum> rows)
    {
        var tally = new UnratedTally();
        foreach (var row in rows)
        {
            tally.Add(row);
        }

        tally.Show();
        return tally;
    }

    /// <summary>Adds what was read of customers who had nothing before.</summary>
    public void Add(in StoredUnrated unrated) =>
        Add(new UnratedSum(unrated.Customer, UnratedSum.CodeOf(unrated.Currency), unrated.Orders, unrated.Revenue));

    /// <summary>Puts what was read of some customers in the place of what they had.</summary>
    public void Replace(IEnumerable<Guid> customers, IEnumerable<StoredUnrated> read)
    {
        lock (byCustomer)
        {
            foreach (var customer in customers)
            {
                if (byCustomer.Remove(customer, out var sums))
                {
                    sums.ForEach(s => Count(s, -1));
                }
            }
        }

        foreach (var one in read)
        {
            Add(one);
        }

        Show();
    }

    /// <summary>Makes the totals what was added.</summary>
    public void Show() => shown = [.. totals.Where(t => t.Value != default)
        .Select(t => new CurrencyTotal(t.Value.Orders, new Money(t.Value.Revenue, new Currency(t.Key))))];

    private void Add(in UnratedSum sum)
    {
        lock (byCustomer)
        {
            var sums = byCustomer.TryGetValue(sum.Customer, out var hers) ? hers : byCustomer[sum.Customer] = [];
            var code = sum.Code;
            var at = sums.FindIndex(s => s.Code == code);
            if (at < 0)
            {
                sums.Add(sum);
            }
            else
            {
                ref var known = ref CollectionsMarshal.AsSpan(sums)[at];
                known = known with { Orders = known.Orders + sum.Orders, Revenue = known.Revenue + sum.Revenue };
            }

            Count(sum, 1);
        }
    }

    private void Count(in UnratedSum sum, int sign)
    {
        var before = totals.GetValueOrDefault(sum.Currency.Code);
        totals[sum.Currency.Code] = (before.Orders + (sign * sum.Orders), before.Revenue + (sign * sum.Revenue));
    }
}

/// <summary>What a customer has in a currency without a rate.</summary>
/// <param name="Customer">Her id.</param>
/// <param name="Code">The currency's letters, eight bits each.</param>
/// <param name="Orders">Her orders.</param>
/// <param name="Revenue">Their value less returns, minor units.</param>
internal readonly record struct UnratedSum(Guid Customer, int Code, int Orders, long Revenue)
{
    public Currency Currency => new(string.Create(3, Code, static (text, code) =>
        (text[0], text[1], text[2]) = ((char)(code & 0xFF), (char)((code >> 8) & 0xFF), (char)((code >> 16) & 0xFF))));

    public static int CodeOf(Currency currency) => currency.Code[0] | (currency.Code[1] << 8) | (currency.Code[2] << 16);
}
