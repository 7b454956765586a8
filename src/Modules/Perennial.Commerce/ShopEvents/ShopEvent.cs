using Perennial.Commerce.Orders;
using Perennial.Kernel.Ids;

namespace Perennial.Commerce.ShopEvents;

/// <summary>Something that happened around customers, as it travels.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>price_change</c>, <c>staff_change</c>, <c>stock_out</c>, <c>competitor_campaign</c>, <c>other</c>.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Store">Where; null for the whole shop.</param>
/// <param name="Product">Of which product; null for none.</param>
/// <param name="Note">What people should know.</param>
/// <param name="Source">Who says so: <c>prices</c> where it was found in the prices.</param>
/// <param name="Currency">Of the prices.</param>
/// <param name="PriceBefore">Price before a change.</param>
/// <param name="PriceAfter">Price since.</param>
internal sealed record ShopEventView(
    string Id, string Kind, string From, string To, string? Store, string? Product, string? Note, string Source, string? Currency,
    decimal? PriceBefore, decimal? PriceAfter);

/// <summary>The same as its row stands.</summary>
internal sealed class ShopEventRow
{
    public const string Columns = """
        id, kind, from_day as fromday, to_day as today, store, product, note, source, currency, price_before as pricebefore,
        price_after as priceafter, recorded_at as recordedat
        """;

    public const string AddSql = """
        insert into shop_events
            (id, kind, from_day, to_day, store, product, note, source, currency, price_before, price_after, found_key, recorded_at)
        values (@Id, @Kind, @FromDay, @ToDay, @Store, @Product, @Note, @Source, @Currency, @PriceBefore, @PriceAfter, @FoundKey, @RecordedAt)
        on conflict (found_key) do update set price_before = excluded.price_before, price_after = excluded.price_after
        """;

    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public string FromDay { get; set; } = "";

    public string ToDay { get; set; } = "";

    public string? Store { get; set; }

    public string? Product { get; set; }

    public string? Note { get; set; }

    public string Source { get; set; } = "";

    public string? Currency { get; set; }

    public long? PriceBefore { get; set; }

    public long? PriceAfter { get; set; }

    public string? FoundKey { get; set; }

    public long RecordedAt { get; set; }

    public ShopEventView View() => new(PublicId.Write("shp", Id), Kind, FromDay, ToDay, Store, Product, Note, Source, Currency,
        PriceBefore is { } before ? Shown.Millionths(before) : null, PriceAfter is { } after ? Shown.Millionths(after) : null);
}
