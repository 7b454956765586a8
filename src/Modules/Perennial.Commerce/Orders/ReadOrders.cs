using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Perennial.Commerce.Api;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Commerce.Orders;

/// <summary>Shows an order by its id, or by its source and number. One of a store that the key is not for is not there.</summary>
internal static class ReadOrders
{
    private const int SourcesMax = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/orders/{id}", Scopes.OrdersRead, call => ShowAsync(call, unit => PlaceOfAsync(unit, call.Route("id"))))
            .Produces<OrderView>().WithName("getOrder");
        routes.MapRead("/v1/orders", Scopes.OrdersRead, ByNumberAsync).Produces<OrderView>().WithName("findOrder").TakesQuery("source", "number");
    }

    public static Refusal NotFound { get; } = new(RefusalKind.Missing, "orders.not_found");

    private static async Task<Result<Answer>> ByNumberAsync(ApiCall call)
    {
        if (call.Query("number") is not { Length: > 0 } number)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem("number", "value.missing")] };
        }

        var key = OrderDraft.KeyOf(call.Query("source") ?? "api", number);
        return await ShowAsync(call, unit => unit.FindAsync<PlaceRow>(ByKeySql, new { key }));
    }

    private static Task<PlaceRow?> PlaceOfAsync(DbUnit unit, string text) => PublicId.TryRead("ord", text, out var id)
        ? unit.FindAsync<PlaceRow>(ByIdSql, new { id })
        : Task.FromResult<PlaceRow?>(null);

    private static async Task<Result<Answer>> ShowAsync(ApiCall call, Func<DbUnit, Task<PlaceRow?>> find) =>
        await ReadAsync(call, find) is { } found
            ? Answer.Of(found, CommerceJson.Api.OrderView) with { ETag = found.Order.Version.ToString(CultureInfo.InvariantCulture) }
            : NotFound;

    /// <summary>The order of an id; null where there is none, or it is of a store that the caller may not see.</summary>
    public static Task<OrderView?> FindAsync(ApiCall call, string id) => ReadAsync(call, unit => PlaceOfAsync(unit, id));

    /// <summary>
    /// Ids of the orders of a number, in whichever source: keys begin with it, so one look a source leads from each to the next.
    /// </summary>
    public static Task<IReadOnlyList<string>> OfNumberAsync(ApiCall call, string number) => call.Db.ReadAsync<IReadOnlyList<string>>(async unit =>
    {
        var (found, after) = (new List<Guid>(), "");
        for (var sources = 0; sources < SourcesMax && await unit.FindAsync<KeyRow>(NextKeySql, new { after }) is { } next; sources++)
        {
            var source = next.OrderKey[..next.OrderKey.IndexOf('\n', StringComparison.Ordinal)];
            if (await unit.FindAsync<PlaceRow>(ByKeySql, new { key = OrderDraft.KeyOf(source, number) }) is { } place)
            {
                found.Add(place.OrderId);
            }

            // The sign behind a line feed: above every key of the source.
            after = source + "\v";
        }

        return [.. found.Select(id => PublicId.Write("ord", id))];
    }, call.Cancellation);

    private static async Task<OrderView?> ReadAsync(ApiCall call, Func<DbUnit, Task<PlaceRow?>> find)
    {
        var found = await call.Db.ReadAsync(async unit =>
        {
            if (await find(unit) is not { } place ||
                await KeptOrder.ReadAsync(unit, [new OrderPlace(place.CustomerId, place.OrderId)]) is not [var order])
            {
                return null;
            }

            var survivors = await call.Get<ICustomerAliases>().SurvivorsAsync(unit, [order.Row.CustomerId]);
            return OrderView.Of(order, survivors[order.Row.CustomerId], Micros.Of(call.Now));
        }, call.Cancellation);
        return found is null || !call.Caller.MayUse(found.Order.Store) ? null : found;
    }

    private sealed class KeyRow
    {
        public string OrderKey { get; set; } = "";
    }

    private sealed class PlaceRow
    {
        public Guid CustomerId { get; set; }

        public Guid OrderId { get; set; }
    }

    private const string NextKeySql = "select order_key as OrderKey from order_keys where order_key > @after order by order_key limit 1";

    private const string ByIdSql = "select customer_id as CustomerId, order_id as OrderId from order_keys where order_id = @id";

    private const string ByKeySql = "select customer_id as CustomerId, order_id as OrderId from order_keys where order_key = @key";
}
