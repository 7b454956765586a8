using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Api;
using Perennial.Commerce.Orders;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Events;

/// <summary>Shows what a customer did, the latest first, and her carts, subscriptions and wishes as they stand.</summary>
internal static class ReadEvents
{
    private const int HoldingsMax = 10_000;
    private static readonly Guid Highest = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public sealed record EventView(
        string Id, string Type, DateTimeOffset At, string Source, string Event, string? Subject, string? Name, string? Product, decimal? Quantity,
        decimal? Value, string? Currency, string? Order, string? From, string? Until, string? Store, string? Channel,
        IReadOnlyDictionary<string, string>? Data)
    {
        public static EventView Of(EventRow row) => new(PublicId.Write("evt", row.Id), row.Type, Shown.Time(row.HappenedAt), row.Source, row.EventId,
            row.Subject, row.Name, row.Product, row.Quantity is { } quantity ? Shown.Thousandths(quantity) : null,
            row.Value is { } value ? new ShownAmounts(new Currency(row.Currency!)).Minor(value) : null, row.Currency, row.OrderNumber, row.FromDay,
            row.UntilDay, row.Store, row.Channel,
            row.Data is null ? null : JsonSerializer.Deserialize(row.Data, CommerceJson.Api.SortedDictionaryStringString));
    }

    public sealed record EventsPage(IReadOnlyList<EventView> Events, string? Next);

    public sealed record HoldingView(
        string Id, string Kind, string State, DateTimeOffset StateAt, DateTimeOffset BeganAt, string Source, string Subject, string? Product,
        decimal? Quantity, decimal? Value, string? Currency, string? From, string? Until, string? Order, string? Store, int Version)
    {
        public static HoldingView Of(HoldingRow row) => new(PublicId.Write("hld", row.Id), row.Kind,
            EventTypes.NameOf(row.Kind, (HoldingState)row.State), Shown.Time(row.StateAt), Shown.Time(row.BeganAt), row.Source, row.Subject,
            row.Product, row.Quantity is { } quantity ? Shown.Thousandths(quantity) : null,
            row.Value is { } value ? new ShownAmounts(new Currency(row.Currency!)).Minor(value) : null, row.Currency, row.FromDay, row.UntilDay,
            row.OrderNumber, row.Store, row.Version);
    }

    public sealed record HoldingsResponse(IReadOnlyList<HoldingView> Holdings);

    private static Refusal NoCustomer { get; } =
        new(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("customer", "value.id_wanted", "cus_")] };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/customers/{id}/events", Scopes.OrdersRead, EventsAsync).Produces<EventsPage>().WithName("listCustomerEvents")
            .TakesQuery("cursor", "limit");
        routes.MapRead("/v1/customers/{id}/holdings", Scopes.OrdersRead, HoldingsAsync).Produces<HoldingsResponse>().WithName("listCustomerHoldings")
            .TakesQuery("kind");
    }

    /// <summary>All holdings of a customer by all her ids.</summary>
    public static async Task<IReadOnlyList<HoldingRow>> HoldingsOfAsync(DbUnit unit, IReadOnlyCollection<Guid> family)
    {
        var batch = unit.Batch();
        var rows = batch.Lookup($"select {HoldingRow.Columns} from holdings where customer_id {SqlTokens.InKeys}", family, HoldingRow.Read);
        await batch.RunAsync();
        return [.. rows.OrderByDescending(r => r.BeganAt).ThenBy(r => r.Subject, StringComparer.Ordinal)];
    }

    /// <summary>The next events of a customer by all her ids, the latest first.</summary>
    public static async Task<IReadOnlyList<EventRow>> EventsOfAsync(DbUnit unit, IReadOnlyCollection<Guid> family, EventsBefore before)
    {
        var batch = unit.Batch();
        var rows = batch.Ask(NextSql, Question.Values, [.. family.Select(f => new Question(f, before))], EventRow.Read);
        await batch.RunAsync();
        return [.. rows.OrderByDescending(r => r.HappenedAt).ThenByDescending(r => r.Id).Take(before.Limit)];
    }

    private static async Task<Result<Answer>> EventsAsync(ApiCall call)
    {
        var limit = Cursor.RowsDefault;
        if (call.Query("limit") is { } wanted &&
            !(int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= Cursor.RowsMax))
        {
            return Page.Malformed;
        }

        var (at, id) = (long.MaxValue, Highest);
        if (call.Query("cursor") is { } cursor && !(Cursor.TryRead(cursor, 2, out var values) && PublicId.TryRead("evt", values[1], out id) &&
            long.TryParse(values[0], CultureInfo.InvariantCulture, out at)))
        {
            return Page.Malformed;
        }

        if (!PublicId.TryRead("cus", call.Route("id"), out var customer))
        {
            return NoCustomer;
        }

        var rows = await call.Db.ReadAsync(unit => SeenAsync(unit, call, customer, new EventsBefore(at, id, long.MinValue, limit + 1)),
            call.Cancellation);
        return Answer.Of(new EventsPage([.. rows.Take(limit).Select(EventView.Of)],
            rows.Count > limit
                ? Cursor.Write(rows[limit - 1].HappenedAt.ToString(CultureInfo.InvariantCulture), PublicId.Write("evt", rows[limit - 1].Id))
                : null), CommerceJson.Api.EventsPage);
    }

    // A page is filled with what the key may see: a short one, and the place it ends at, would tell of what it may not.
    private static async Task<List<EventRow>> SeenAsync(DbUnit unit, ApiCall call, Guid customer, EventsBefore before)
    {
        var family = await call.Get<ICustomerAliases>().IdsOfAsync(unit, customer);
        var seen = new List<EventRow>();
        while (true)
        {
            var rows = await EventsOfAsync(unit, family, before);
            seen.AddRange(rows.Where(r => call.Caller.MayUse(r.Store)));
            if (rows.Count < before.Limit || seen.Count >= before.Limit)
            {
                return seen;
            }

            before = before with { At = rows[^1].HappenedAt, Id = rows[^1].Id };
        }
    }

    private static async Task<Result<Answer>> HoldingsAsync(ApiCall call)
    {
        if (!PublicId.TryRead("cus", call.Route("id"), out var customer))
        {
            return NoCustomer;
        }

        var rows = await call.Db.ReadAsync(async unit =>
            await HoldingsOfAsync(unit, await call.Get<ICustomerAliases>().IdsOfAsync(unit, customer)), call.Cancellation);
        return Answer.Of(new HoldingsResponse([.. rows.Where(r => call.Caller.MayUse(r.Store) && call.Query("kind") is var kind &&
            (kind is null || r.Kind == kind)).Take(HoldingsMax).Select(HoldingView.Of)]), CommerceJson.Api.HoldingsResponse);
    }

    /// <summary>Which events: before a place, not before a time.</summary>
    internal readonly record struct EventsBefore(long At, Guid Id, long Since, int Limit);

    private readonly record struct Question(Guid Customer, EventsBefore Before)
    {
        public static DbTable<Question> Values { get; } = new DbTable<Question>("").Id("", q => q.Customer).Long("", q => q.Before.Since)
            .Long("", q => q.Before.At).Id("", q => q.Before.Id).Long("", q => q.Before.Limit);
    }

    private const string NextSql = $$$"""
        select {{{EventRow.Columns}}} from customer_events
        where customer_id = {{1}} and happened_at >= {{2}} and (happened_at, id) < ({{3}}, {{4}})
        order by happened_at desc, id desc limit {{5}}
        """;
}
