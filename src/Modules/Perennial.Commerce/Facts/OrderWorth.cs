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

    /// <summary>A return before it is known whose and in what currency; of a product where it says so.</summary>
    public readonly record struct Returned(Guid Order, long At, long Value, string? Product = null);

    /// <summary>An order before it is known what it is worth in the shop's currency.</summary>
    public readonly record struct Worth(
        Guid Customer, bool IsAnonymous, string Currency, int Day, long Own, long Units, OrderLabels Labels);

    public static Returned ReadReturn(DbRow row) => new(row.Id(0), row.Long(1), row.Long(2));

    /// <summary>Tells an order and its returns.</summary>
    /// <param name="row">The order's row.</param>
    /// <param name="customer">Whose it is today.</param>
    /// <param name="isAnonymous">Whether that is nobody.</param>
    /// <param name="returns">Its returns.</param>
    /// <param name="sink">Told.</param>
    public void Tell(DbRow row, Guid customer, bool isAnonymous, IReadOnlyList<Returned> returns, IOrderFactSink sink)
    {
        var order = Read(row, customer, isAnonymous);
        if (order.Own > 0)
        {
            if (Part(order, order.Own, order.Units, CoveredDay(order.Own, returns)) is not { } whole)
            {
                sink.Unrated(new StoredUnrated(customer, order.Day, new Currency(order.Currency), 1, order.Own));
            }
            else if (whole.Net > 0)
            {
                sink.Order(whole);
            }
        }

        foreach (var returned in returns)
        {
            if (Return(order, returned) is not { } value)
            {
                sink.Unrated(new StoredUnrated(customer, days.Of(returned.At), new Currency(order.Currency), 0, -returned.Value));
            }
            else if (value.Value > 0)
            {
                sink.Return(value);
            }
        }
    }

    /// <summary>What an order is worth in its own currency, and what it is counted under.</summary>
    public Worth Read(DbRow row, Guid customer, bool isAnonymous) => new(customer, isAnonymous, labels.Currency(row), days.Of(row.Long(2)),
        Net(row.Long(5), row.Long(6), row.Bool(7), row.Long(8)), row.Long(9),
        new OrderLabels(labels.Of(0, row, 10), labels.Of(1, row, 11), labels.Of(2, row, 12), labels.Of(3, row, 13)));

    /// <summary>A part of an order in the shop's currency; null where its currency has no rate.</summary>
    public StoredOrder? Part(in Worth order, long own, long units, int coveredDay) =>
        rates.Convert(own, order.Currency, order.Day) is not { } net ? null
            : new StoredOrder(order.Customer, order.IsAnonymous, order.Day, net, units, coveredDay, order.Labels);

    /// <summary>A return in the shop's currency; null where its currency has no rate and it is worth something.</summary>
    public StoredReturn? Return(in Worth order, Returned returned)
    {
        var day = days.Of(returned.At);
        return rates.Convert(returned.Value, order.Currency, day) is { } value
            ? new StoredReturn(order.Customer, order.IsAnonymous, day, value, order.Labels)
            : returned.Value > 0 ? null : new StoredReturn(order.Customer, order.IsAnonymous, day, 0, order.Labels);
    }

    /// <summary>The day on which an order's returns came to cover it whole.</summary>
    public int CoveredDay(long net, IReadOnlyList<Returned> returns)
    {
        // In the order's own currency: whether it came back whole is no matter of rates.
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

    private long Net(long goods, long tax, bool taxIncluded, long shipping) =>
        goods + (settings.TaxIn == taxIncluded ? 0 : taxIncluded ? -tax : tax) + (settings.ShippingIn ? shipping : 0);
}
