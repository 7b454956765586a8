using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Facts;

/// <summary>
/// What stored orders and returns count for under the shop's settings: net of tax and shipping or not, on the shop's day, in
/// its currency. The one place where that is decided.
/// </summary>
internal sealed class OrderWorth(ShopSettings settings, ExchangeRates rates, Labels labels)
{
    private readonly ZoneDays days = new(settings.Zone);

    /// <summary>Columns of <see cref="Tell"/>.</summary>
    public const string Columns = """
        customer_id, id, placed_at, is_anonymous, currency, goods, tax, tax_included, shipping, units, store, channel, seller, country
        """;

    /// <summary>Orders that count, unless they are worth nothing; their returns count in any case.</summary>
    public const string Counts = "status between 1 and 3 and is_test = false";

    /// <summary>Columns of <see cref="ReadReturn"/>.</summary>
    public const string ReturnColumns = "order_id, returned_at, value";

    /// <summary>A return before it is known whose and in what currency.</summary>
    public readonly record struct Returned(Guid Order, long At, long Value);

    public static Returned ReadReturn(DbRow row) => new(row.Id(0), row.Long(1), row.Long(2));

    /// <summary>Tells an order and its returns.</summary>
    /// <param name="row">The order's row.</param>
    /// <param name="customer">Whose it is today.</param>
    /// <param name="isAnonymous">Whether that is nobody.</param>
    /// <param name="returns">Its returns.</param>
    /// <param name="sink">Told.</param>
    public void Tell(DbRow row, Guid customer, bool isAnonymous, IReadOnlyList<Returned> returns, IOrderFactSink sink)
    {
        var (currency, day) = (labels.Currency(row), days.Of(row.Long(2)));
        var told = new OrderLabels(labels.Of(0, row, 10), labels.Of(1, row, 11), labels.Of(2, row, 12), labels.Of(3, row, 13));
        var own = Net(row.Long(5), row.Long(6), row.Bool(7), row.Long(8));
        if (own > 0)
        {
            var net = rates.Convert(own, currency, day);
            if (net is > 0)
            {
                sink.Order(new StoredOrder(customer, isAnonymous, day, net.Value, row.Long(9), CoveredDay(own, returns), told));
            }
            else if (net is null)
            {
                sink.Unrated(new StoredUnrated(customer, day, new Currency(currency), 1, own));
            }
        }

        foreach (var returned in returns)
        {
            var on = days.Of(returned.At);
            var value = rates.Convert(returned.Value, currency, on);
            if (value is > 0)
            {
                sink.Return(new StoredReturn(customer, isAnonymous, on, value.Value, told));
            }
            else if (value is null && returned.Value > 0)
            {
                sink.Unrated(new StoredUnrated(customer, on, new Currency(currency), 0, -returned.Value));
            }
        }
    }

    private long Net(long goods, long tax, bool taxIncluded, long shipping) =>
        goods + (settings.TaxIn == taxIncluded ? 0 : taxIncluded ? -tax : tax) + (settings.ShippingIn ? shipping : 0);

    // In the order's own currency: whether it came back whole is no matter of rates.
    private int CoveredDay(long net, IReadOnlyList<Returned> returns)
    {
        if (returns.Count == 0)
        {
            return OrderFact.NeverCovered;
        }

        var back = 0L;
        foreach (var returned in returns.OrderBy(r => r.At))
        {
            back += returned.Value;
            if (back >= net)
            {
                return days.Of(returned.At);
            }
        }

        return OrderFact.NeverCovered;
    }
}
